package io.pinwright.engine.transport;

import io.pinwright.engine.host.HostUnreachableException;
import io.pinwright.engine.transport.local.LocalTransport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** The POSIX shells that hosts have, as local transports; those missing on this machine are left out. */
final class Shells {

    private Shells() {}

    /** One of them: a folder with a {@code sh} that is this shell, put before everything else on the PATH. */
    record Shell(String name, Path folder) {
        HostSession session() {
            return session(SessionLimits.defaults());
        }

        HostSession session(SessionLimits limits) {
            return HostSessions.open(transport(), ConnectionSettings.ssh("here"), limits);
        }

        Transport transport() {
            return LocalTransport.withShell(
                    List.of("/bin/sh", "-c", "PATH=" + folder + ":$PATH; export PATH; eval \"$1\"", "sh"));
        }

        /** The same with lock and journal in a folder of the test's. */
        HostSession session(Path state) {
            return session(state, Integer.MAX_VALUE);
        }

        /** The same on a host that lets no more than so many connections in. */
        HostSession session(Path state, int connections) {
            Transport transport = LocalTransport.withShell(List.of(
                    "/bin/sh",
                    "-c",
                    "PATH=" + folder + ":$PATH; PINWRIGHT_STATE=" + state
                            + "; export PATH PINWRIGHT_STATE; eval \"$1\"",
                    "sh"));
            return HostSessions.open(
                    new Crowded(transport, new AtomicInteger(connections)),
                    ConnectionSettings.ssh("here"),
                    SessionLimits.defaults());
        }

        @Override
        public String toString() {
            return name;
        }
    }

    private record Crowded(Transport transport, AtomicInteger left) implements Transport {
        @Override
        public Connection connect(ConnectionSettings settings) {
            if (left.getAndDecrement() <= 0) {
                throw new HostUnreachableException("connection refused", null, null);
            }
            return transport.connect(settings);
        }

        @Override
        public void close() {
            transport.close();
        }
    }

    static Stream<Shell> all() {
        List<Shell> found = new ArrayList<>();
        for (String name : List.of("dash", "bash", "busybox")) {
            program(name).ifPresent(path -> found.add(new Shell(name, folder(name, path))));
        }
        return found.stream();
    }

    static java.util.Optional<Path> program(String name) {
        return Stream.of("/bin", "/usr/bin", "/usr/sbin", "/sbin")
                .map(folder -> Path.of(folder, name))
                .filter(Files::isExecutable)
                .findFirst();
    }

    private static Path folder(String name, Path program) {
        try {
            Path folder = Files.createTempDirectory("pinwright-" + name);
            folder.toFile().deleteOnExit();
            List<String> links = name.equals("busybox")
                    ? List.of(
                            "sh",
                            "head",
                            "cat",
                            "stat",
                            "readlink",
                            "timeout",
                            "mktemp",
                            "mv",
                            "rm",
                            "chmod",
                            "chown",
                            "sync",
                            "sha256sum",
                            "od",
                            "env",
                            "sleep",
                            "date",
                            "mkdir",
                            "tail",
                            "grep",
                            "dirname",
                            "du",
                            "wc")
                    : List.of("sh");
            for (String link : links) {
                Path made = Files.createSymbolicLink(folder.resolve(link), program);
                made.toFile().deleteOnExit();
            }
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
