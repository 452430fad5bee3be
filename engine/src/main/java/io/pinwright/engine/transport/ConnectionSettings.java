package io.pinwright.engine.transport;

import io.pinwright.engine.source.Secret;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How to reach one host, from its {@code ansible_*} variables and the command line. What is empty here is left to the user's
 * ssh_config and then to defaults.
 *
 * @param name the host's name in the inventory, for messages
 * @param kind {@code ssh} or {@code local}
 * @param address {@code ansible_host}, or the inventory name
 * @param sshOptions {@code -o} options of ansible_ssh_common_args and ansible_ssh_extra_args as KEYWORD=VALUE, in order; they
 *     go before ssh_config
 * @param configFile {@code -F}: read instead of the user's and the system's ssh_config
 * @param jumps {@code -J}: jump hosts in order, as {@code [user@]host[:port]}
 * @param connectTimeout for TCP, banner and login together
 */
public record ConnectionSettings(
        String name,
        String kind,
        String address,
        Optional<Integer> port,
        Optional<String> user,
        Optional<Secret> password,
        List<Path> identityFiles,
        List<String> sshOptions,
        Optional<Path> configFile,
        List<String> jumps,
        Optional<Duration> connectTimeout) {

    public ConnectionSettings {
        identityFiles = List.copyOf(identityFiles);
        sshOptions = List.copyOf(sshOptions);
        jumps = List.copyOf(jumps);
    }

    /** A host that is reached with defaults only. */
    public static ConnectionSettings ssh(String name) {
        return new ConnectionSettings(
                name,
                "ssh",
                name,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                List.of(),
                Optional.empty(),
                List.of(),
                Optional.empty());
    }

    /** Another host that is reached in the same way. */
    public ConnectionSettings forHost(String otherName, String otherAddress) {
        return new ConnectionSettings(
                otherName,
                kind,
                otherAddress,
                port,
                user,
                password,
                identityFiles,
                sshOptions,
                configFile,
                jumps,
                connectTimeout);
    }
}
