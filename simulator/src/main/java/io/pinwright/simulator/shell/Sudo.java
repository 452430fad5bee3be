package io.pinwright.simulator.shell;

import io.pinwright.simulator.shell.ShellCommand.Call;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code sudo}, as far as programs that become another user use it; its messages are those of sudo 1.9. */
final class Sudo implements ShellCommand {

    private static final int ATTEMPTS = 3;

    private final SudoPolicy policy;

    Sudo(SudoPolicy policy) {
        this.policy = policy;
    }

    @Override
    public int run(Call call) throws IOException, InterruptedException {
        return Tool.program(
                        "nSp:u:HEkA",
                        List.of("non-interactive=n", "stdin=S", "prompt=p", "user=u", "set-home=H", "preserve-env=E"),
                        false,
                        this::become)
                .run(call);
    }

    private int become(Tool tool) throws IOException, InterruptedException {
        Call call = tool.call;
        String target = tool.value("u").orElse("root");
        Optional<Accounts.Account> account =
                Accounts.of(call.files(), target.startsWith("#") ? target.substring(1) : target);
        if (account.isEmpty()) {
            throw new Tool.Failure(
                    "unknown user " + target + "\nsudo: error initializing audit plugin sudoers_audit", 1);
        }
        List<String> words = new ArrayList<>(tool.operands);
        Map<String, String> given = new HashMap<>();
        while (!words.isEmpty() && words.get(0).matches("(?s)[A-Za-z_][A-Za-z_0-9]*=.*")) {
            String word = words.remove(0);
            given.put(word.substring(0, word.indexOf('=')), word.substring(word.indexOf('=') + 1));
        }
        if (words.isEmpty()) {
            call.stderr()
                    .write(Tool.bytes("usage: sudo [-ESHn] [-p prompt] [-u user] [VAR=value] command [arg ...]\n"));
            return 1;
        }
        SudoPolicy.Verdict verdict =
                call.user().equals("root") ? SudoPolicy.Verdict.WITHOUT_PASSWORD : policy.verdict(call.user(), target);
        if (verdict == SudoPolicy.Verdict.REFUSED) {
            call.stderr().write(Tool.bytes(call.user() + " is not in the sudoers file.\n"));
            return 1;
        }
        if (verdict == SudoPolicy.Verdict.WITH_PASSWORD && !authenticated(tool, target)) {
            return 1;
        }
        Map<String, String> environment = new HashMap<>();
        call.environment().forEach((name, value) -> {
            if (tool.has("E") || name.startsWith("LC_") || name.equals("LANG") || name.equals("TERM")) {
                environment.put(name, value);
            }
        });
        environment.put("PATH", Programs.DEFAULT_PATH);
        environment.put("HOME", account.get().home());
        environment.put("USER", target);
        environment.put("LOGNAME", target);
        environment.put("SHELL", account.get().shell());
        environment.put("SUDO_USER", call.user());
        environment.put(
                "SUDO_UID",
                Integer.toString(Accounts.current(call.files(), call.user()).uid()));
        environment.put("SUDO_COMMAND", String.join(" ", words));
        environment.putAll(given);
        call.stdout().flush();
        try {
            return call.launcher()
                    .launch(call.withArgv(words)
                            .withEnvironment(environment)
                            .withUser(account.get().name()));
        } catch (Programs.NotRunnable e) {
            tool.error(words.get(0) + ": " + (e.status == 127 ? "command not found" : e.getMessage()));
            return 1;
        }
    }

    private boolean authenticated(Tool tool, String target) throws IOException {
        Call call = tool.call;
        if (tool.has("n")) {
            tool.error("a password is required");
            return false;
        }
        if (!tool.has("S")) {
            tool.error(
                    "a terminal is required to read the password; either use the -S option to read from standard input or"
                            + " configure an askpass helper");
            tool.error("a password is required");
            return false;
        }
        String prompt = tool.value("p").orElse("[sudo] password for %p: ");
        String shown =
                prompt.replace("%p", call.user()).replace("%u", call.user()).replace("%U", target);
        for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
            call.stderr().write(Tool.bytes(shown));
            Optional<String> password = line(call.stdin());
            if (password.isEmpty()) {
                call.stderr().write(Tool.bytes("\n"));
                tool.error(
                        attempt == 1
                                ? "no password was provided"
                                : (attempt - 1) + " incorrect password attempt" + (attempt > 2 ? "s" : ""));
                if (attempt == 1) {
                    tool.error("a password is required");
                }
                return false;
            }
            if (policy.accepts(call.user(), password.get())) {
                return true;
            }
            if (attempt < ATTEMPTS) {
                call.stderr().write(Tool.bytes("Sorry, try again.\n"));
            }
        }
        tool.error(ATTEMPTS + " incorrect password attempts");
        return false;
    }

    /** A line, read byte by byte so that what follows stays for the command. */
    static Optional<String> line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                return line.length() == 0 ? Optional.empty() : Optional.of(line.toString());
            }
            if (line.length() < 4096) {
                line.append((char) c);
            }
        }
        return Optional.of(line.toString());
    }
}
