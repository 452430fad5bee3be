package io.pinwright.engine.transport.ssh;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * One SSH server, with all that ssh_config and the host's variables say about reaching it.
 *
 * @param name for messages: the inventory's name, or what a jump host is called
 * @param keyName the server's name in known_hosts: {@code host}, {@code [host]:port} or HostKeyAlias
 * @param aliased whether the name is a HostKeyAlias
 * @param identities private keys that were named, in order
 * @param certificates that were named
 * @param identitiesOnly whether other keys of the agent stay unused
 * @param jumps {@code [user@]host[:port]} in order, the first one nearest to us
 * @param keepAlive zero for never
 */
record SshTarget(
        String name,
        String host,
        int port,
        String user,
        String keyName,
        boolean aliased,
        HostKeyPolicy policy,
        List<Path> userKnownHosts,
        List<Path> globalKnownHosts,
        List<Path> identities,
        List<Path> certificates,
        boolean identitiesOnly,
        Optional<Path> agent,
        List<String> methods,
        List<String> jumps,
        Duration connectTimeout,
        Duration keepAlive,
        int keepAliveCount,
        int attempts) {

    /** {@code user@host:port}, for messages. */
    String address() {
        return user + "@" + host + (port == 22 ? "" : ":" + port);
    }
}
