package io.pinwright.modules.commands;

import io.pinwright.engine.module.ArgumentSpec;
import io.pinwright.engine.module.ArgumentTypes;
import io.pinwright.engine.module.Arguments;
import io.pinwright.engine.module.ModuleSpec;
import java.util.List;

/** Module {@code shell}: runs a line of shell. Its effect cannot be predicted, so check mode does not run it. */
public final class Shell extends RawCommand {

    private static final ModuleSpec SPEC = ModuleSpec.of(
                    "shell",
                    "Runs a script in a shell; not in check mode.",
                    ArgumentSpec.required("cmd", ArgumentTypes.string(), "The script")
                            .withExample("virsh list --all | grep -c running"),
                    ArgumentSpec.optional("executable", ArgumentTypes.path(), "The shell")
                            .withDefault("/bin/sh")
                            .withExample("/bin/bash"),
                    CHDIR,
                    CREATES,
                    REMOVES,
                    STDIN,
                    STDIN_NEWLINE,
                    TIMEOUT_ARGUMENT)
            .withAliases("ansible.builtin.shell")
            .withFreeForm("cmd")
            .withExample("shell: virsh list --name | wc -l");

    @Override
    public ModuleSpec spec() {
        return SPEC;
    }

    @Override
    public Args bind(Arguments arguments) {
        String script = arguments.require("cmd");
        if (script.isBlank()) {
            throw arguments.problem("cmd", "shell needs a script", "write `shell: COMMAND`");
        }
        if (script.matches("(?s).*(^|\\s)(chdir|creates|removes|executable)=\\S.*")) {
            throw arguments.problem(
                    "cmd",
                    "chdir=, creates=, removes= and executable= inside the script are not taken as arguments here",
                    "write them as keys: `shell: {cmd: ..., creates: PATH}`, or below `args:`");
        }
        return new Args(
                List.of(arguments.getOr("executable", "/bin/sh"), "-c", script),
                script,
                arguments.get("chdir"),
                arguments.get("creates"),
                arguments.get("removes"),
                stdin(arguments),
                timeout(arguments.get("timeout")));
    }
}
