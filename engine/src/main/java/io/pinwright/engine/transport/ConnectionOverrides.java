package io.pinwright.engine.transport;

import io.pinwright.engine.host.Become;
import io.pinwright.engine.source.Secret;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * What the command line says of connections: {@code -u}, {@code --private-key}, {@code -k}, {@code -T}, {@code -b},
 * {@code --become-user}, {@code --become-method}, {@code -K}. A host's own variables win over all but the passwords, as in
 * Ansible.
 */
public record ConnectionOverrides(
        Optional<String> user,
        Optional<Path> privateKey,
        Optional<Secret> password,
        Optional<Duration> timeout,
        boolean become,
        Optional<String> becomeUser,
        Optional<Become.Method> becomeMethod,
        Optional<Secret> becomePassword) {

    public static final ConnectionOverrides NONE = new ConnectionOverrides(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            false,
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
}
