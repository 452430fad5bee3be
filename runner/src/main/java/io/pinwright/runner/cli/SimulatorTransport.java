package io.pinwright.runner.cli;

import io.pinwright.engine.host.HostUnreachableException;
import io.pinwright.engine.source.NearestName;
import io.pinwright.engine.source.Secret;
import io.pinwright.engine.transport.Connection;
import io.pinwright.engine.transport.ConnectionSettings;
import io.pinwright.engine.transport.Transport;
import io.pinwright.engine.transport.ssh.SshSettings;
import io.pinwright.engine.transport.ssh.SshTransport;
import io.pinwright.simulator.BuiltinHosts;
import io.pinwright.simulator.HostBlueprint;
import io.pinwright.simulator.SimulatedHost;
import io.pinwright.simulator.SimulatedHosts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Hosts with {@code ansible_connection: simulator}: each is started in this process behind its own SSH server on loopback when it
 * is first reached, and reached by SSH like any other. {@code ansible_host} names the built-in host that it is. What is done to
 * them is kept in a folder, so that the next run finds them as they were left. Thread-safe.
 */
final class SimulatorTransport implements Transport {

    private static final Map<String, Supplier<HostBlueprint>> KINDS = kinds();

    private final Path folder;
    private final SshTransport ssh;
    private final Map<String, SimulatedHosts> running = new LinkedHashMap<>();

    SimulatorTransport(Path folder) {
        this.folder = folder;
        // No agent and no home: simulated hosts have nothing to do with the user's keys.
        this.ssh = SshTransport.create(
                SshSettings.defaults().withAgent(Optional.empty()).withHome(folder));
    }

    /** In the user's state folder, or where the system property pinwright.simulator or PINWRIGHT_SIMULATOR says. */
    static SimulatorTransport ofUser() {
        Path state = Terminal.environment("XDG_STATE_HOME")
                .map(Path::of)
                .orElse(Path.of(System.getProperty("user.home"), ".local", "state"));
        return new SimulatorTransport(Optional.ofNullable(System.getProperty("pinwright.simulator"))
                .or(() -> Terminal.environment("PINWRIGHT_SIMULATOR"))
                .map(Path::of)
                .orElse(state.resolve("pinwright").resolve("simulator")));
    }

    private static Map<String, Supplier<HostBlueprint>> kinds() {
        Map<String, Supplier<HostBlueprint>> kinds = new LinkedHashMap<>();
        kinds.put("r710", BuiltinHosts::r710);
        kinds.put("r710-one-queue", () -> BuiltinHosts.r710(1));
        kinds.put("one-node", BuiltinHosts::oneNode);
        kinds.put("big", BuiltinHosts::big);
        kinds.put("bare", BuiltinHosts::bare);
        return kinds;
    }

    @Override
    public Connection connect(ConnectionSettings settings) {
        SimulatedHosts hosts = hosts(settings);
        SimulatedHost host = hosts.host(settings.name());
        return ssh.connect(new ConnectionSettings(
                settings.name(),
                "ssh",
                "127.0.0.1",
                Optional.of(host.port()),
                Optional.of("root"),
                Optional.<Secret>empty(),
                List.of(hosts.privateKey()),
                List.of("UserKnownHostsFile=" + hosts.knownHosts(), "IdentitiesOnly=yes", "StrictHostKeyChecking=yes"),
                Optional.of(Path.of("/dev/null")),
                List.of(),
                settings.connectTimeout()));
    }

    private synchronized SimulatedHosts hosts(ConnectionSettings settings) {
        @Nullable SimulatedHosts known = running.get(settings.name());
        if (known != null) {
            return known;
        }
        Supplier<HostBlueprint> blueprint = KINDS.get(settings.address());
        if (blueprint == null) {
            throw new HostUnreachableException(
                    settings.name() + ": there is no simulated host `" + settings.address() + "`",
                    NearestName.hint(settings.address(), KINDS.keySet()) + " (set ansible_host to one of these)",
                    null);
        }
        SimulatedHosts started = SimulatedHosts.builder()
                .folder(own(settings.name()))
                .host(settings.name(), blueprint.get())
                .start();
        running.put(settings.name(), started);
        return started;
    }

    private Path own(String name) {
        try {
            Path own = folder.resolve(name);
            Files.createDirectories(own);
            if (own.getFileSystem().supportedFileAttributeViews().contains("posix")) {
                Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
            }
            return own;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make the simulator's folder " + folder, e);
        }
    }

    @Override
    public synchronized void close() {
        ssh.close();
        running.values().forEach(SimulatedHosts::close);
        running.clear();
    }
}
