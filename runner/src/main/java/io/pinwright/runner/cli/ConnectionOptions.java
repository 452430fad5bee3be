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
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Inventory and connection options, as ansible-playbook has them. */
final class ConnectionOptions {

    @Option(
            names = {"-i", "--inventory"},
            paramLabel = "PATH",
            description = "Inventory file, folder, script, or `host1,host2,`; may be repeated.")
    List<String> inventories = new ArrayList<>();

    @Option(
            names = {"-l", "--limit"},
            paramLabel = "PATTERN",
            description = "Only hosts that this pattern names too: kvm01, kvm0*, GROUP:!kvm02, @FILE.")
    @Nullable
    String limit;

    @Option(
            names = {"-e", "--extra-vars"},
            paramLabel = "VARS",
            description = "Variables that win over all others: NAME=VALUE..., YAML or JSON, or @FILE; may be repeated.")
    List<String> extraVariables = new ArrayList<>();

    @Option(
            names = {"-f", "--forks"},
            paramLabel = "N",
            description = "Hosts at once. Default: all of them, 64 at most.")
    int forks;

    @Option(
            names = {"-u", "--user"},
            paramLabel = "USER",
            description = "Log in as this user, where a host's variables name none.")
    @Nullable
    String user;

    @Option(
            names = {"--private-key", "--key-file"},
            paramLabel = "FILE",
            description = "Log in with this key, where a host's variables name none.")
    @Nullable
    Path privateKey;

    @Option(
            names = {"-c", "--connection"},
            paramLabel = "KIND",
            description = "How to reach hosts whose variables do not say it: ssh, local or simulator. Default: ssh.")
    @Nullable
    String connection;

    @Option(
            names = {"-T", "--timeout"},
            paramLabel = "SECONDS",
            description = "Time for connecting and logging in. Default: 10.")
    @Nullable
    Integer timeout;

    @Option(
            names = {"-k", "--ask-pass"},
            description = "Ask for the login password.")
    boolean askPassword;

    @Option(
            names = "--connection-password-file",
            paramLabel = "FILE",
            description = "Read the login password from this file.")
    @Nullable
    Path passwordFile;

    @Option(
            names = {"-b", "--become"},
            description = "Act as root, or as the user that --become-user names, where the playbook does not say.")
    boolean become;

    @Option(names = "--become-user", paramLabel = "USER", description = "The user to become. Default: root.")
    @Nullable
    String becomeUser;

    @Option(names = "--become-method", paramLabel = "METHOD", description = "sudo or su. Default: sudo.")
    @Nullable
    String becomeMethod;

    @Option(
            names = {"-K", "--ask-become-pass"},
            description = "Ask for the password of sudo or su.")
    boolean askBecomePassword;

    @Option(
            names = "--become-password-file",
            paramLabel = "FILE",
            description = "Read the password of sudo or su from this file.")
    @Nullable
    Path becomePasswordFile;

    /** The options for a run; asks for passwords now, before any connection. */
    RunOptions runOptions(Terminal terminal) {
        Optional<Secret> login = password(askPassword, passwordFile, "SSH password: ");
        Optional<Secret> becomePassword = password(askBecomePassword, becomePasswordFile, "BECOME password: ");
        ConnectionOverrides overrides = new ConnectionOverrides(
                Optional.ofNullable(connection),
                Optional.ofNullable(user),
                Optional.ofNullable(privateKey),
                Optional.ofNullable(timeout).map(Duration::ofSeconds),
                login,
                become ? Optional.of(true) : Optional.empty(),
                Optional.ofNullable(becomeUser),
                Optional.ofNullable(becomeMethod),
                becomePassword);
        RunOptions options = RunOptions.defaults()
                .withExtraVariables(ExtraVariables.parse(extraVariables))
                .withForks(forks)
                .withConnection(overrides);
        return limit == null ? options : options.withLimit(limit);
    }

    private static Optional<Secret> password(boolean ask, @Nullable Path file, String prompt) {
        if (file != null) {
            try {
                return Optional.of(Secret.of(Files.readString(file).stripTrailing()));
            } catch (IOException e) {
                throw new DiagnosticException(
                        Diagnostic.error(null, "cannot read the password file " + file + ": " + e.getMessage())
                                .fix("check its path and permissions"));
            }
        }
        if (!ask) {
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
    List<String> sources() {
        if (!inventories.isEmpty()) {
            return inventories;
        }
        return Terminal.environment("PINWRIGHT_INVENTORY")
                .map(List::of)
                .orElseThrow(() -> new DiagnosticException(Diagnostic.error(null, "no inventory is named")
                        .why("Pinwright must know which hosts to reach")
                        .fix("add `-i PATH`, or set PINWRIGHT_INVENTORY; `-i inventory/demo` has simulated hosts")));
    }
}
