package io.pinwright.modules.commands;

import io.pinwright.engine.module.ArgumentSpec;
import io.pinwright.engine.module.ArgumentTypes;
import io.pinwright.engine.module.ArgumentValue;
import io.pinwright.engine.module.Arguments;
import io.pinwright.engine.module.ModuleSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Module {@code command}: runs a program without a shell. Its effect cannot be predicted, so check mode does not run it. */
public final class Command extends RawCommand {

    private static final List<String> LEGACY = List.of("chdir", "creates", "removes");

    /** What os.path.expandvars and expanduser of Ansible's module would expand. */
    private static final Pattern EXPANDED = Pattern.compile("\\$(?:[A-Za-z_]|\\{[A-Za-z_])|^~");

    private static final ModuleSpec SPEC = ModuleSpec.of(
                    "command",
                    "Runs a program without a shell; not in check mode.",
                    ArgumentSpec.optional(
                                    "cmd", ArgumentTypes.string(), "The command line; words as a shell splits them")
                            .withExample("virsh list --all"),
                    ArgumentSpec.optional(
                                    "argv",
                                    ArgumentTypes.list(ArgumentTypes.string(), false),
                                    "The program and its arguments as a list")
                            .withExample("[virsh, list, --all]"),
                    ArgumentSpec.optional(
                                    "expand_argument_vars",
                                    ArgumentTypes.bool(),
                                    "Only false is supported: words with $NAME or a ~ in front are passed as they are;"
                                            + " left out, such words are refused, since Ansible would expand them")
                            .withExample("false"),
                    CHDIR,
                    CREATES,
                    REMOVES,
                    STDIN,
                    STDIN_NEWLINE,
                    TIMEOUT_ARGUMENT)
            .withAliases("ansible.builtin.command")
            .withFreeForm("cmd")
            .withExample("command: virsh pool-refresh default");

    @Override
    public ModuleSpec spec() {
        return SPEC;
    }

    @Override
    public Args bind(Arguments arguments) {
        Optional<String> line = arguments.get("cmd");
        Optional<List<String>> given = arguments.get("argv");
        if (line.isPresent() == given.isPresent()) {
            throw arguments.problem(
                    line.isPresent() ? "argv" : "cmd",
                    line.isPresent() ? "command takes cmd or argv, not both" : "command needs a command line",
                    "write `command: PROGRAM ARGUMENT...`, or `argv: [PROGRAM, ARGUMENT]`");
        }
        Map<String, String> legacy = new LinkedHashMap<>();
        List<String> argv = given.orElseGet(() -> words(arguments, line.orElseThrow(), legacy));
        if (argv.isEmpty() || argv.get(0).isEmpty()) {
            throw arguments.problem("cmd", "command needs a command line", "write `command: PROGRAM ARGUMENT...`");
        }
        if (arguments.getOr("expand_argument_vars", false)) {
            throw arguments.problem(
                    "expand_argument_vars",
                    "variables of the host's environment are not expanded",
                    "use the module shell");
        }
        if (!arguments.has("expand_argument_vars")) {
            argv.stream()
                    .filter(word -> EXPANDED.matcher(word).find())
                    .findFirst()
                    .ifPresent(word -> {
                        throw arguments.problem(
                                line.isPresent() ? "cmd" : "argv",
                                "`" + word + "` would be expanded by Ansible, and is not by this module",
                                "use the module shell, or set `expand_argument_vars: false` to pass it as it is");
                    });
        }
        return new Args(
                argv,
                argv,
                arguments.<String>get("chdir").or(() -> Optional.ofNullable(legacy.get("chdir"))),
                arguments.<String>get("creates").or(() -> Optional.ofNullable(legacy.get("creates"))),
                arguments.<String>get("removes").or(() -> Optional.ofNullable(legacy.get("removes"))),
                stdin(arguments),
                timeout(arguments.get("timeout")));
    }

    /** Ansible lets {@code creates=PATH} and its like stand among the words of a free-form command. */
    private static List<String> words(Arguments arguments, String line, Map<String, String> legacy) {
        try {
            List<String> words = new ArrayList<>();
            for (String word : Words.split(line)) {
                int equals = word.indexOf('=');
                if (equals > 0 && LEGACY.contains(word.substring(0, equals))) {
                    String name = word.substring(0, equals);
                    legacy.put(
                            name,
                            pathOrPattern()
                                    .read(
                                            name,
                                            new ArgumentValue(word.substring(equals + 1), arguments.spanOf("cmd"))));
                } else {
                    words.add(word);
                }
            }
            return words;
        } catch (IllegalArgumentException e) {
            throw arguments.problem(
                    "cmd", "the command line cannot be split: " + e.getMessage(), "close the quote, or use `argv`");
        }
    }
}
