package io.pinwright.simulator;

import io.pinwright.simulator.folder.HostTree;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Clock;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Some simulated hosts, up until closed. Their folder holds {@code id_ecdsa} to log in with, {@code known_hosts} and {@code
 * inventory.ini}; with {@link Builder#folder} also each host's files under {@code NAME/root}.
 *
 * <pre>{@code
 * try (SimulatedHosts hosts = SimulatedHosts.builder().host("kvm01", BuiltinHosts.r710()).start()) {
 *     // ssh -p hosts.host("kvm01").port() -i hosts.privateKey() root@127.0.0.1
 * }
 * }</pre>
 */
public final class SimulatedHosts implements AutoCloseable {

    private final Map<String, SimulatedHost> hosts = new LinkedHashMap<>();
    private final Path folder;
    private final boolean keep;
    private final String user;

    private SimulatedHosts(Builder builder) {
        Path wanted = builder.folder;
        keep = wanted != null;
        user = builder.user;
        try {
            folder = wanted == null
                    ? Files.createTempDirectory("pinwright-simulator")
                    : Files.createDirectories(wanted).toRealPath();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make the simulator's folder", e);
        }
        KeyPair client = Keys.generate();
        Keys.write(client, privateKey());
        try {
            builder.hosts.forEach((name, blueprint) -> {
                HostTree tree = keep
                        ? HostTree.inFolder(folder.resolve(name), Clock.systemUTC())
                        : new HostTree(Clock.systemUTC());
                HostBlueprint withUser = user.equals("root")
                        ? blueprint
                        : blueprint.toBuilder().user(user).build();
                SimulatedHost host = new SimulatedHost(
                        name,
                        withUser,
                        tree,
                        Keys.generate(),
                        client.getPublic(),
                        Optional.ofNullable(builder.password));
                host.open();
                hosts.put(name, host);
            });
            Files.writeString(knownHosts(), knownHostsText());
            Files.writeString(inventory(), inventoryText());
        } catch (IOException e) {
            close();
            throw new UncheckedIOException("cannot write into " + folder, e);
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    public static Builder builder() {
        return new Builder();
    }

    /** A host by name. */
    public SimulatedHost host(String name) {
        SimulatedHost host = hosts.get(name);
        if (host == null) {
            throw new IllegalArgumentException("no simulated host \"" + name + "\"; there are " + hosts.keySet());
        }
        return host;
    }

    /** All hosts, in the order they were added. */
    public List<SimulatedHost> all() {
        return List.copyOf(hosts.values());
    }

    /** Where keys, inventory and, if wanted, the hosts' files are. */
    public Path folder() {
        return folder;
    }

    /** The private key to log in with, mode 0600. */
    public Path privateKey() {
        return folder.resolve("id_ecdsa");
    }

    public Path knownHosts() {
        return folder.resolve("known_hosts");
    }

    /** An inventory with every host in the group {@code kvm_hosts}. */
    public Path inventory() {
        return folder.resolve("inventory.ini");
    }

    /** The text of {@link #knownHosts}, with the keys the hosts show now. */
    public String knownHostsText() {
        StringBuilder out = new StringBuilder();
        hosts.values().forEach(host -> out.append(host.knownHost()).append('\n'));
        return out.toString();
    }

    /** The text of {@link #inventory}. */
    public String inventoryText() {
        StringBuilder out = new StringBuilder("[kvm_hosts]\n");
        hosts.values()
                .forEach(host -> out.append(host.name())
                        .append(" ansible_host=127.0.0.1 ansible_port=")
                        .append(host.port())
                        .append('\n'));
        out.append("\n[kvm_hosts:vars]\nansible_user=").append(user);
        out.append("\nansible_ssh_private_key_file=").append(privateKey());
        out.append("\nansible_ssh_common_args='-o UserKnownHostsFile=").append(knownHosts());
        return out.append(" -o StrictHostKeyChecking=yes'\n").toString();
    }

    /** Ends the hosts; removes the folder unless it was given. */
    @Override
    public void close() {
        hosts.values().forEach(SimulatedHost::close);
        hosts.clear();
        if (keep) {
            return;
        }
        try (Stream<Path> walk = Files.walk(folder)) {
            for (Path path : walk.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot remove " + folder, e);
        }
    }

    /** Collects hosts and settings. */
    public static final class Builder {
        private final Map<String, HostBlueprint> hosts = new LinkedHashMap<>();
        private @Nullable Path folder;
        private @Nullable String password;
        private String user = "root";

        private Builder() {}

        public Builder host(String name, HostBlueprint blueprint) {
            if (hosts.putIfAbsent(name, blueprint) != null) {
                throw new IllegalArgumentException("two hosts named \"" + name + "\"");
            }
            return this;
        }

        /** Mirrors the hosts' files into this folder and leaves it there; default is a temporary one with keys alone. */
        public Builder folder(Path path) {
            folder = path;
            return this;
        }

        /** Whom the inventory logs in as; default root. */
        public Builder user(String name) {
            user = name;
            return this;
        }

        /** Lets everybody log in with this password too. */
        public Builder password(String right) {
            password = right;
            return this;
        }

        /** Starts the hosts. */
        public SimulatedHosts start() {
            return new SimulatedHosts(this);
        }
    }
}
