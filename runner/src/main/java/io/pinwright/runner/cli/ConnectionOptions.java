package io.pinwright.runner.cli;

import io.pinwright.engine.RunOptions;
import io.pinwright.engine.source.Diagnostic;
import io.pinwright.engine.source.DiagnosticException;
import io.pinwright.engine.source.Secret;
import io.pinwright.engine.transport.ConnectionOverrides;
import java.io.Console;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Inventory and connection options, as ansible-playbook has them. */
final class ConnectionOptions extends OptionGroup {

    final Many<String> inventories = inventories(usage);
    final Maybe<String> limit = usage.text(
            "-l, --limit=PATTERN", "Only hosts that this pattern names too: kvm01, kvm0*, GROUP:!kvm02, @FILE.");
    final Many<String> extraVariables = ExtraVariables.option(usage);
    final Value<Integer> forks = usage.number("-f, --forks=N", "Hosts at once. Default: all of them, 64 at most.", 0);
    private final Maybe<String> user =
            usage.text("-u, --user=USER", "Log in as this user, where a host's variables name none.");
    private final Maybe<Path> privateKey =
            usage.path("--private-key, --key-file=FILE", "Log in with this key, where a host's variables name none.");
    private final Maybe<String> connection = usage.text(
            "-c, --connection=KIND",
            "How to reach hosts whose variables do not say it: ssh, local or simulator. Default: ssh.");
    private final Maybe<Integer> timeout =
            usage.number("-T, --timeout=SECONDS", "Time for connecting and logging in. Default: 10.");
    private final Flag askPassword = usage.flag("-k, --ask-pass", "Ask for the login password.");
    private final Maybe<Path> passwordFile =
            usage.path("--connection-password-file=FILE", "Read the login password from this file.");
    final Flag become = usage.flag(
            "-b, --become", "Act as root, or as the user that --become-user names, where the playbook does not say.");
    final Maybe<String> becomeUser = usage.text("--become-user=USER", "The user to become. Default: root.");
    final Maybe<String> becomeMethod = usage.text("--become-method=METHOD", "sudo or su. Default: sudo.");
    private final Flag askBecomePassword = usage.flag("-K, --ask-become-pass", "Ask for the password of sudo or su.");
    private final Maybe<Path> becomePasswordFile =
            usage.path("--become-password-file=FILE", "Read the password of sudo or su from this file.");

    ConnectionOptions(Usage usage) {
        super(usage);
    }

    /** The option of the inventories alone, for commands that reach no host. */
    static Many<String> inventories(Usage usage) {
        return usage.texts(
                "-i, --inventory=PATH", "Inventory file, folder, script, or `host1,host2,`; may be repeated.");
    }

    /** The options for a run; asks for passwords now, before any connection. */
    RunOptions runOptions(Terminal terminal) {
        Optional<Secret> login = password(askPassword, passwordFile, "SSH password: ");
        Optional<Secret> becomePassword = password(askBecomePassword, becomePasswordFile, "BECOME password: ");
        ConnectionOverrides overrides = new ConnectionOverrides(
                connection.value(),
                user.value(),
                privateKey.value(),
                timeout.value().map(Duration::ofSeconds),
                login,
                become.isSet() ? Optional.of(true) : Optional.empty(),
                becomeUser.value(),
                becomeMethod.value(),
                becomePassword);
        RunOptions options = RunOptions.defaults()
                .withExtraVariables(ExtraVariables.parse(extraVariables.values()))
                .withForks(forks.value())
                .withConnection(overrides);
        return limit.value().map(options::withLimit).orElse(options);
    }

    private static Optional<Secret> password(Flag ask, Maybe<Path> from, String prompt) {
        if (from.isGiven()) {
            Path file = from.value().orElseThrow();
            try {
                return Optional.of(Secret.of(Files.readString(file).stripTrailing()));
            } catch (IOException e) {
                throw new DiagnosticException(
                        Diagnostic.error(null, "cannot read the password file " + file + ": " + e.getMessage())
                                .fix("check its path and permissions"));
            }
        }
        if (!ask.isSet()) {
            return Optional.empty();
        }
        Console console = System.console();
        char[] typed = console == null ? null : console.readPassword("%s", prompt);
        if (typed == null) {
            throw new DiagnosticException(Diagnostic.error(null, "there is no terminal to ask for a password on")
                    .fix("use --connection-password-file or --become-password-file"));
        }
        return Optional.of(Secret.of(new String(typed)));
    }

    /** The inventory that is named, or the one that the environment names. */
    static List<String> sources(Many<String> inventories) {
        if (inventories.isGiven()) {
            return inventories.values();
        }
        return Terminal.environment("PINWRIGHT_INVENTORY")
                .map(List::of)
                .orElseThrow(() -> new DiagnosticException(Diagnostic.error(null, "no inventory is named")
                        .why("Pinwright must know which hosts to reach")
                        .fix("add `-i PATH`, or set PINWRIGHT_INVENTORY; `-i inventory/demo` has simulated hosts")));
    }
}
