package io.pinwright.engine.transport.ssh;

import io.pinwright.engine.host.HostUnreachableException;
import io.pinwright.engine.transport.ConnectionSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Collects the host keys of many hosts before a run: connects, takes the key, leaves before any login. A person compares
 * the fingerprints; then all new keys are written to known_hosts at once. Thread-safe.
 */
public final class HostKeyCollector {

    /** What known_hosts says of a collected key. */
    public enum State {
        /** Not there yet: {@link #write} adds it. */
        NEW,
        /** There already. */
        KNOWN,
        /** Another key of this type is there: never replaced by us. */
        CHANGED,
        /** Marked {@code @revoked}. */
        REVOKED,
        /** The host showed no key; see the problem. */
        UNREACHABLE
    }

    /**
     * What one host has shown.
     *
     * @param host its name in the inventory
     * @param name what known_hosts calls it: {@code host}, {@code [host]:port} or a HostKeyAlias
     * @param type such as {@code ssh-ed25519}; empty without a key
     * @param fingerprint {@code SHA256:...}, as ssh-keygen prints it; empty without a key
     * @param line for known_hosts
     * @param file the known_hosts file it belongs into; empty when ssh_config says none
     * @param problem why there is no key
     */
    public record Collected(
            String host,
            String name,
            State state,
            String type,
            String fingerprint,
            String line,
            Optional<Path> file,
            Optional<String> problem) {}

    private final SshTransport transport;

    private HostKeyCollector(SshTransport transport) {
        this.transport = transport;
    }

    public static HostKeyCollector create(SshSettings settings) {
        return new HostKeyCollector(SshTransport.create(settings));
    }

    /**
     * Asks hosts for their keys; those whose connection is local have none and are left out.
     *
     * @param atOnce how many hosts at once, at least 1
     * @return in the order of the hosts
     * @throws InterruptedException when the thread is interrupted; hosts that are under way are given up
     */
    public List<Collected> collect(List<ConnectionSettings> hosts, int atOnce) throws InterruptedException {
        ExecutorService threads = Executors.newFixedThreadPool(Math.max(1, atOnce), Threads.factory());
        try {
            List<Callable<Collected>> calls = new ArrayList<>();
            hosts.stream().filter(host -> host.kind().equals("ssh")).forEach(host -> calls.add(() -> collect(host)));
            List<Collected> collected = new ArrayList<>();
            for (Future<Collected> future : threads.invokeAll(calls)) {
                collected.add(future.get());
            }
            return List.copyOf(collected);
        } catch (ExecutionException e) {
            throw new IllegalStateException("collecting host keys failed", e.getCause());
        } finally {
            threads.shutdownNow();
        }
    }

    private Collected collect(ConnectionSettings host) {
        try {
            SshTarget target = transport.target(host);
            HostKeyJudge judge = transport.look(target, host);
            HostKeyJudge.Offered key = judge.offered().orElseThrow();
            State state = switch (judge.verdict()) {
                case KNOWN -> State.KNOWN;
                case UNKNOWN -> State.NEW;
                case CHANGED -> State.CHANGED;
                case REVOKED -> State.REVOKED;
            };
            return new Collected(
                    host.name(),
                    key.host(),
                    state,
                    key.type(),
                    key.fingerprint(),
                    KnownHostsFiles.line(key.host(), key.type(), key.key()),
                    target.userKnownHosts().stream().findFirst(),
                    Optional.empty());
        } catch (HostUnreachableException e) {
            String problem = e.message() + e.fix().map(fix -> " (" + fix + ")").orElse("");
            return new Collected(
                    host.name(), host.address(), State.UNREACHABLE, "", "", "", Optional.empty(), Optional.of(problem));
        }
    }

    /**
     * Writes the keys that are new, each file replaced whole, once; doing it again changes nothing.
     *
     * @return how many lines were added
     * @throws IOException when a file cannot be read or written; then it is as it was
     */
    public int write(List<Collected> collected) throws IOException {
        Map<Path, List<String>> lines = new LinkedHashMap<>();
        for (Collected one : collected) {
            if (one.state() == State.NEW && one.file().isPresent()) {
                lines.computeIfAbsent(one.file().get(), file -> new ArrayList<>())
                        .add(one.line());
            }
        }
        int added = 0;
        for (Map.Entry<Path, List<String>> entry : lines.entrySet()) {
            added += transport.knownHosts().add(entry.getKey(), entry.getValue());
        }
        return added;
    }
}
