package io.pinwright.simulator.shell;

import io.pinwright.simulator.shell.ShellCommand.Call;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code su} with a command; reads the password from standard input, as it does without a terminal. */
final class Su implements ShellCommand {

    private final SudoPolicy policy;

    Su(SudoPolicy policy) {
        this.policy = policy;
    }

    @Override
    public int run(Call call) throws IOException, InterruptedException {
        return Tool.program("c:s:lmp", List.of("command=c", "shell=s", "login=l"), true, this::become)
                .run(call);
    }

    private int become(Tool tool) throws IOException, InterruptedException {
        Call call = tool.call;
        List<String> words = new ArrayList<>(tool.operands);
        boolean login = tool.has("l") | words.remove("-");
        String target = words.isEmpty() ? "root" : words.remove(0);
        Optional<Accounts.Account> account = Accounts.of(call.files(), target);
        if (account.isEmpty()) {
            throw new Tool.Failure(
                    "user " + target + " does not exist or the user entry does not contain all the required fields", 1);
        }
        if (!call.user().equals("root")) {
            call.stderr().write(Tool.bytes("Password: "));
            Optional<String> password = Sudo.line(call.stdin());
            call.stderr().write(Tool.bytes("\n"));
            if (password.isEmpty() || !policy.accepts(target, password.get())) {
                throw new Tool.Failure("Authentication failure", 1);
            }
        }
        Map<String, String> environment = new HashMap<>(login ? Map.of() : call.environment());
        environment.put("HOME", account.get().home());
        environment.put("SHELL", account.get().shell());
        environment.put("PATH", Programs.DEFAULT_PATH);
        environment.put("USER", target);
        environment.put("LOGNAME", target);
        List<String> argv = new ArrayList<>();
        argv.add(tool.value("s").orElse("/bin/sh"));
        tool.value("c").ifPresent(command -> {
            argv.add("-c");
            argv.add(command);
        });
        argv.addAll(words);
        String directory = login ? account.get().home() : call.directory();
        Call next = new Call(
                argv,
                environment,
                directory,
                account.get().name(),
                call.stdin(),
                call.stdout(),
                call.stderr(),
                call.files(),
                call.launcher());
        return call.launcher().launch(next);
    }
}
