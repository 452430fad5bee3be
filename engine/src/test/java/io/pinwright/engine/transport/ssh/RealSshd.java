package io.pinwright.engine.transport.ssh;

import com.google.common.base.Joiner;
import io.pinwright.engine.transport.ConnectionSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/**
 * A real OpenSSH server on loopback, for tests: its own configuration, host keys and user key, in a folder of its own, and a
 * home directory for a client that knows and trusts it. Ended, by its process id, on close. All its addresses 127.x.y.z
 * share one port.
 */
public final class RealSshd implements AutoCloseable {

    /** The user who runs the tests: the one an unprivileged server can log in. */
    public static final String USER = System.getProperty("user.name");

    private final Path folder;
    private final List<String> addresses;
    private final int port;
    private Process process;

    private RealSshd(Path folder, List<String> addresses, int port, Process process) {
        this.folder = folder;
        this.addresses = addresses;
        this.port = port;
        this.process = process;
    }

    /** What a server is to be like. */
    public static final class Builder {
        private final List<String> lines = new ArrayList<>();
        private final Map<String, String> environment = new TreeMap<>();
        private List<String> addresses = List.of("127.0.0.1");
        private List<String> hostKeys = List.of("ed25519");
        private boolean trusted = true;

        /** A line of sshd_config; {@code %FOLDER%} is the server's folder. */
        public Builder line(String line) {
            lines.add(line);
            return this;
        }

        /** A variable of what it runs. */
        public Builder environment(String name, String value) {
            environment.put(name, value);
            return this;
        }

        /** Loopback addresses to listen on. */
        public Builder addresses(String... listen) {
            addresses = List.of(listen);
            return this;
        }

        /** Types of its host keys: ed25519, ecdsa, rsa. */
        public Builder hostKeys(String... types) {
            hostKeys = List.of(types);
            return this;
        }

        /** Leaves its host key out of the client's known_hosts. */
        public Builder unknownToTheClient() {
            trusted = false;
            return this;
        }

        /** Starts it; skips the test when there is no OpenSSH server on this machine. */
        public RealSshd start() throws IOException, InterruptedException {
            Optional<Path> sshd = program("sshd");
            Assumptions.assumeTrue(
                    sshd.isPresent() && program("ssh-keygen").isPresent(),
                    "no OpenSSH server here: install openssh-server and openssh-client");
            Path folder = Files.createTempDirectory("pinwright-sshd");
            Path home = Files.createDirectories(folder.resolve("home/.ssh"));
            for (String type : hostKeys) {
                keygen(folder.resolve("host_" + type), type);
            }
            keygen(home.resolve("id_ed25519"), "ed25519");
            Files.copy(home.resolve("id_ed25519.pub"), folder.resolve("authorized_keys"));
            if (System.getProperty("user.name").equals("root")) {
                Files.createDirectories(Path.of("/run/sshd"));
            }
            for (int attempt = 0; ; attempt++) {
                int port = freePort();
                Process process = launch(folder, port);
                if (answers(process, addresses.get(0), port)) {
                    RealSshd server = new RealSshd(folder, addresses, port, process);
                    if (trusted) {
                        server.trust();
                    }
                    return server;
                }
                process.destroy();
                if (attempt == 4) {
                    throw new IOException("sshd did not start: " + Files.readString(folder.resolve("log")));
                }
            }
        }

        private Process launch(Path folder, int port) throws IOException {
            List<String> config = new ArrayList<>();
            addresses.forEach(address -> config.add("ListenAddress " + address + ":" + port));
            hostKeys.forEach(type -> config.add("HostKey " + folder.resolve("host_" + type)));
            lines.forEach(line -> config.add(line.replace("%FOLDER%", folder.toString())));
            Map<String, String> variables = new TreeMap<>();
            // Lock and journal of who writes through it stay out of this machine's own, and the start files of the
            // login
            // shell, which it seeks in HOME, are none of this machine's: one may take a lock and seconds.
            variables.put("PINWRIGHT_STATE", folder.resolve("state").toString());
            variables.put("HOME", folder.toString());
            variables.putAll(environment);
            config.addAll(List.of(
                    "AuthorizedKeysFile " + folder.resolve("authorized_keys"),
                    "PidFile none",
                    "UsePAM no",
                    "StrictModes no",
                    "PermitRootLogin yes",
                    "SetEnv " + Joiner.on(' ').withKeyValueSeparator('=').join(variables),
                    "PasswordAuthentication no",
                    "KbdInteractiveAuthentication no",
                    "MaxStartups 500",
                    "PrintMotd no",
                    "LogLevel VERBOSE"));
            Files.write(folder.resolve("sshd_config"), config);
            return RealSshd.launch(folder);
        }
    }

    public static Builder builder() {
        return new Builder();
    }

    /** With one host key, on 127.0.0.1, known to its client. */
    public static RealSshd start() throws IOException, InterruptedException {
        return builder().start();
    }

    public int port() {
        return port;
    }

    public String address() {
        return addresses.get(0);
    }

    public Path folder() {
        return folder;
    }

    /** The client's home directory: {@code .ssh/id_ed25519} may log in, {@code .ssh/known_hosts} knows the server. */
    public Path home() {
        return folder.resolve("home");
    }

    public Path key() {
        return home().resolve(".ssh/id_ed25519");
    }

    public Path knownHosts() {
        return home().resolve(".ssh/known_hosts");
    }

    public String log() throws IOException {
        return Files.readString(folder.resolve("log"));
    }

    /** Settings of a client at home in {@link #home}, without the agent of whoever runs the tests. */
    public SshSettings settings() {
        return SshSettings.defaults()
                .withHome(home())
                .withAgent(Optional.empty())
                .withConnectTimeout(Duration.ofSeconds(30));
    }

    /** How to reach the server under a name, without the system's ssh_config. */
    public ConnectionSettings connection(String name) throws IOException {
        return connection(name, List.of());
    }

    /** The same with {@code -o} options. */
    public ConnectionSettings connection(String name, List<String> options) throws IOException {
        Path config = home().resolve(".ssh/config");
        if (!Files.exists(config)) {
            Files.writeString(config, "GlobalKnownHostsFile none\n");
        }
        return new ConnectionSettings(
                name,
                "ssh",
                address(),
                Optional.of(port),
                Optional.of(USER),
                Optional.empty(),
                List.of(),
                options,
                Optional.of(config),
                List.of(),
                Optional.empty());
    }

    /** Starts it anew on its port, so that it reads its configuration and keys. */
    public void restart() throws IOException, InterruptedException {
        process.destroy();
        process.waitFor();
        process = launch(folder);
        if (!answers(process, address(), port)) {
            throw new IOException("sshd did not start again: " + log());
        }
    }

    /** Ends the server's side of all connections, as a crash of the host would. */
    public void dropConnections() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
    }

    /** Whether the server runs a program for somebody now. */
    public boolean runs(String program) {
        return process.descendants()
                .anyMatch(child -> child.info().command().orElse("").endsWith("/" + program));
    }

    private static Process launch(Path folder) throws IOException {
        return new ProcessBuilder(
                        program("sshd").orElseThrow().toString(),
                        "-D",
                        "-e",
                        "-f",
                        folder.resolve("sshd_config").toString())
                .redirectErrorStream(true)
                .redirectOutput(
                        ProcessBuilder.Redirect.appendTo(folder.resolve("log").toFile()))
                .start();
    }

    /** Writes the server's host keys into the client's known_hosts, for all its addresses. */
    public void trust() throws IOException {
        List<String> known = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(path -> path.getFileName().toString().matches("host_[a-z0-9]+\\.pub"))
                    .toList()) {
                String[] key = Files.readString(file).split(" ");
                addresses.forEach(address -> known.add("[" + address + "]:" + port + " " + key[0] + " " + key[1]));
            }
        }
        Files.write(knownHosts(), known);
    }

    /** Runs ssh-keygen. */
    public static void keygen(Path file, String type, String... more) throws IOException, InterruptedException {
        List<String> argv = new ArrayList<>(List.of("ssh-keygen", "-q", "-t", type, "-f", file.toString()));
        if (!Arrays.asList(more).contains("-N")) {
            argv.addAll(List.of("-N", ""));
        }
        argv.addAll(List.of(more));
        run(argv);
    }

    /** Runs a program to its end; its standard output. */
    public static String run(List<String> argv) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(argv).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes());
        if (process.waitFor() != 0) {
            throw new IOException(argv + " failed: " + output);
        }
        return output;
    }

    /** Where a program is, if it is here. */
    public static Optional<Path> program(String name) {
        return Stream.of("/usr/sbin", "/usr/bin", "/sbin", "/bin", "/usr/local/sbin", "/usr/local/bin")
                .map(directory -> Path.of(directory, name))
                .filter(Files::isExecutable)
                .findFirst();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            return socket.getLocalPort();
        }
    }

    private static boolean answers(Process process, String address, int port) throws InterruptedException {
        for (int i = 0; i < 400 && process.isAlive(); i++) {
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress(address, port), 1000);
                return process.isAlive();
            } catch (IOException e) {
                // There is no event to wait for: sshd only begins to listen.
                process.waitFor(25, TimeUnit.MILLISECONDS);
            }
        }
        return false;
    }

    @Override
    public void close() throws IOException {
        process.descendants().forEach(ProcessHandle::destroy);
        process.destroy();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
