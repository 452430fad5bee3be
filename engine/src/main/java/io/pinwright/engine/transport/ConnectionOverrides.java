package io.pinwright.engine.transport;

import io.pinwright.engine.source.Secret;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * What the command line says of connections. As in Ansible, a host's {@code ansible_*} variables go before these options.
 *
 * @param connection {@code -c}
 * @param user {@code -u}
 * @param privateKey {@code --private-key}
 * @param timeout {@code -T}
 * @param password answer to {@code -k}
 * @param become {@code -b}, or the play's or task's own
 * @param becomeUser {@code --become-user}, or the play's or task's own
 * @param becomeMethod {@code --become-method}, or the play's or task's own
 * @param becomePassword answer to {@code -K}
 */
public record ConnectionOverrides(
        Optional<String> connection,
        Optional<String> user,
        Optional<Path> privateKey,
        Optional<Duration> timeout,
        Optional<Secret> password,
        Optional<Boolean> become,
        Optional<String> becomeUser,
        Optional<String> becomeMethod,
        Optional<Secret> becomePassword) {

    public static final ConnectionOverrides NONE = new ConnectionOverrides(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());

    /** The same with what a play or task says of becoming; what is empty stays. */
    public ConnectionOverrides withBecome(
            Optional<Boolean> wanted, Optional<String> toUser, Optional<String> byMethod) {
        return new ConnectionOverrides(
                connection,
                user,
                privateKey,
                timeout,
                password,
                wanted.or(() -> become),
                toUser.or(() -> becomeUser),
                byMethod.or(() -> becomeMethod),
                becomePassword);
    }
}
