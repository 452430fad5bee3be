package io.pinwright.engine.transport.ssh;

import io.pinwright.engine.source.Secret;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;

/**
 * What holds for all hosts of a {@link SshTransport}; ssh_config and host variables go before it.
 *
 * @param home the user's home directory: {@code ~} in paths, and where {@code .ssh} is
 * @param localUser the user's name here: {@code Match localuser}, and the login where nothing else is said
 * @param agent socket of the user's ssh-agent
 * @param passphrases for encrypted private keys, by path; asked once for each key
 * @param connectTimeout for TCP, banner, key exchange and login together
 * @param keepAlive how long a connection may be silent before it is probed; zero for never
 * @param keepAliveCount so many probes without an answer end the connection
 * @param attempts how often a connection is tried that the host drops before its key is seen (sshd's MaxStartups)
 */
public record SshSettings(
        Path home,
        String localUser,
        Optional<Path> agent,
        Function<Path, Optional<Secret>> passphrases,
        Duration connectTimeout,
        Duration keepAlive,
        int keepAliveCount,
        int attempts) {

    public SshSettings {
        if (connectTimeout.isNegative() || connectTimeout.isZero() || keepAlive.isNegative()) {
            throw new IllegalArgumentException("a limit of time is not positive");
        }
        if (keepAliveCount < 1 || attempts < 1 || attempts > 10) {
            throw new IllegalArgumentException("attempts must be 1 to 10 and keepAliveCount at least 1");
        }
    }

    /** The user's own: home, ssh-agent of the environment, no passphrases; 10 s to connect, a probe each 15 s. */
    public static SshSettings defaults() {
        String agent = System.getenv("SSH_AUTH_SOCK");
        return new SshSettings(
                Path.of(System.getProperty("user.home", "/")),
                System.getProperty("user.name", "root"),
                agent == null || agent.isEmpty() ? Optional.empty() : Optional.of(Path.of(agent)),
                path -> Optional.empty(),
                Duration.ofSeconds(10),
                Duration.ofSeconds(15),
                3,
                3);
    }

    public SshSettings withHome(Path directory) {
        return new SshSettings(
                directory, localUser, agent, passphrases, connectTimeout, keepAlive, keepAliveCount, attempts);
    }

    public SshSettings withAgent(Optional<Path> socket) {
        return new SshSettings(
                home, localUser, socket, passphrases, connectTimeout, keepAlive, keepAliveCount, attempts);
    }

    public SshSettings withPassphrases(Function<Path, Optional<Secret>> byPath) {
        return new SshSettings(home, localUser, agent, byPath, connectTimeout, keepAlive, keepAliveCount, attempts);
    }

    public SshSettings withConnectTimeout(Duration timeout) {
        return new SshSettings(home, localUser, agent, passphrases, timeout, keepAlive, keepAliveCount, attempts);
    }

    public SshSettings withKeepAlive(Duration interval, int count) {
        return new SshSettings(home, localUser, agent, passphrases, connectTimeout, interval, count, attempts);
    }
}
