package io.pinwright.modules.files;

import io.pinwright.engine.host.Bytes;
import io.pinwright.engine.host.HostProblem;
import io.pinwright.engine.host.Observation;
import io.pinwright.engine.host.StepOutcome;
import io.pinwright.engine.module.ArgumentSpec;
import io.pinwright.engine.module.ArgumentType;
import io.pinwright.engine.module.ArgumentTypes;
import io.pinwright.engine.module.Arguments;
import io.pinwright.engine.module.Change;
import io.pinwright.engine.module.ModuleSpec;
import io.pinwright.engine.module.TaskModule;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/** Module {@code lineinfile}: that a line is in a text file, or is not. All other bytes stay, line ends included. */
public final class LineInFile implements TaskModule<LineInFile.Args, HostFile> {

    private static final ModuleSpec SPEC = ModuleSpec.of(
                    "lineinfile",
                    "Makes sure that a line is in a text file, or that none like it is.",
                    ArgumentSpec.required("path", ArgumentTypes.path(), "The file")
                            .withAliases("dest", "name")
                            .withExample("/etc/default/irqbalance"),
                    ArgumentSpec.optional("line", ArgumentTypes.string(), "The line, without its end")
                            .withAliases("value")
                            .withExample("IRQBALANCE_ONESHOT=0"),
                    ArgumentSpec.optional(
                                    "regexp",
                                    regexp(),
                                    "The last line that matches is replaced; with state: absent all that match go")
                            .withAliases("regex")
                            .withExample("^IRQBALANCE_ONESHOT="),
                    ArgumentSpec.optional(
                                    "state",
                                    ArgumentTypes.choice("present", "absent"),
                                    "Whether the line shall be there")
                            .withDefault("present"),
                    ArgumentSpec.optional(
                                    "insertafter",
                                    ArgumentTypes.string(),
                                    "A new line goes after the last line that matches this, or at the end (EOF)")
                            .withDefault("EOF"),
                    ArgumentSpec.optional(
                            "insertbefore",
                            ArgumentTypes.string(),
                            "A new line goes before the last line that matches this, or at the beginning (BOF)"),
                    ArgumentSpec.optional("create", ArgumentTypes.bool(), "Whether a file that is not there is made")
                            .withDefault("false"),
                    FileAttributes.MODE,
                    FileAttributes.OWNER,
                    FileAttributes.GROUP)
            .withAliases("ansible.builtin.lineinfile")
            .withExample("lineinfile: {path: /etc/default/grub, regexp: \"^GRUB_TIMEOUT=\", line: \"GRUB_TIMEOUT=2\"}");

    /** The wish. */
    record Args(
            String path,
            Optional<String> line,
            Optional<Pattern> regexp,
            boolean present,
            Optional<String> insertAfter,
            Optional<String> insertBefore,
            boolean create,
            FileAttributes attributes) {}

    private static ArgumentType<Pattern> regexp() {
        return ArgumentTypes.type("regular expression", Map.of("type", "string"), (name, value) -> {
            String text = ArgumentTypes.string().read(name, value);
            try {
                return Pattern.compile(text);
            } catch (PatternSyntaxException e) {
                throw value.problem(
                        name + " is not a regular expression: " + e.getDescription(),
                        "its character " + (e.getIndex() + 1) + " is where reading stopped",
                        "escape special characters with a backslash");
            }
        });
    }

    @Override
    public ModuleSpec spec() {
        return SPEC;
    }

    @Override
    public Args bind(Arguments arguments) {
        boolean present = arguments.getOr("state", "present").equals("present");
        Optional<String> line = arguments.get("line");
        Optional<Pattern> regexp = arguments.get("regexp");
        if (present && line.isEmpty()) {
            throw arguments.problem("path", "state: present needs line", "add `line: TEXT`");
        }
        if (!present && line.isEmpty() && regexp.isEmpty()) {
            throw arguments.problem("state", "state: absent needs line or regexp", "say which lines shall go");
        }
        line.filter(text -> text.indexOf('\n') >= 0 || text.indexOf('\r') >= 0).ifPresent(text -> {
            throw arguments.problem("line", "line must be one line", "use the module copy or template for several");
        });
        if (arguments.has("insertafter") && arguments.has("insertbefore")) {
            throw arguments.problem("insertbefore", "insertafter and insertbefore exclude each other", "keep one");
        }
        for (String where : List.of("insertafter", "insertbefore")) {
            arguments
                    .<String>get(where)
                    .filter(text -> !text.equals("EOF") && !text.equals("BOF"))
                    .ifPresent(text -> {
                        try {
                            Pattern.compile(text);
                        } catch (PatternSyntaxException e) {
                            throw arguments.problem(
                                    where,
                                    where + " is not a regular expression: " + e.getDescription(),
                                    "escape special characters");
                        }
                    });
        }
        return new Args(
                arguments.require("path"),
                line,
                regexp,
                present,
                arguments.get("insertafter"),
                arguments.get("insertbefore"),
                arguments.getOr("create", false),
                FileAttributes.of(arguments));
    }

    @Override
    public Observation<HostFile> observe(Args args) {
        return HostFile.whole(args.path());
    }

    @Override
    public List<Change> diff(Args args, HostFile file) {
        if (file.status().isEmpty() && !args.present()) {
            return List.of();
        }
        if (file.status().isEmpty() && !args.create()) {
            throw new HostProblem(args.path() + " is not there", "set `create: true` to make it");
        }
        String before = file.text().orElse("");
        String after = args.present() ? withLine(args, before) : without(args, before);
        return after.equals(before) && file.status().isPresent()
                ? file.withAttributes(args.attributes())
                : file.withContent(Bytes.utf8(after), args.attributes(), false);
    }

    /** The text with the line in it, by Ansible's rules for where. */
    static String withLine(Args args, String text) {
        List<String> lines = lines(text);
        String line = args.line().orElseThrow();
        int at = args.regexp().map(pattern -> lastMatch(lines, pattern)).orElse(-1);
        if (at >= 0) {
            String end = lineEnd(lines.get(at));
            lines.set(at, line + end);
            return String.join("", lines);
        }
        if (lines.stream().anyMatch(found -> bare(found).equals(line))) {
            return text;
        }
        String end = text.contains("\r\n") ? "\r\n" : "\n";
        int position = lines.size();
        if (args.insertBefore().isPresent()) {
            position = args.insertBefore().get().equals("BOF")
                    ? 0
                    : Math.max(
                            lastMatch(lines, Pattern.compile(args.insertBefore().get())), -1);
            position = position < 0 ? lines.size() : position;
        } else if (args.insertAfter().isPresent() && !args.insertAfter().get().equals("EOF")) {
            int match = lastMatch(lines, Pattern.compile(args.insertAfter().get()));
            position = match < 0 ? lines.size() : match + 1;
        }
        if (position > 0 && lineEnd(lines.get(position - 1)).isEmpty()) {
            lines.set(position - 1, lines.get(position - 1) + end);
        }
        lines.add(position, line + end);
        return String.join("", lines);
    }

    private static String without(Args args, String text) {
        List<String> lines = lines(text);
        lines.removeIf(found -> args.regexp().isPresent()
                ? args.regexp().get().matcher(bare(found)).find()
                : bare(found).equals(args.line().orElseThrow()));
        return String.join("", lines);
    }

    /** The lines with their ends. */
    private static List<String> lines(String text) {
        List<String> lines = new ArrayList<>();
        int start = 0;
        for (int end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', start)) {
            lines.add(text.substring(start, end + 1));
            start = end + 1;
        }
        if (start < text.length()) {
            lines.add(text.substring(start));
        }
        return lines;
    }

    private static String bare(String line) {
        return line.substring(0, line.length() - lineEnd(line).length());
    }

    private static String lineEnd(String line) {
        return line.endsWith("\r\n") ? "\r\n" : line.endsWith("\n") ? "\n" : "";
    }

    private static int lastMatch(List<String> lines, Pattern pattern) {
        for (int i = lines.size() - 1; i >= 0; i--) {
            if (pattern.matcher(bare(lines.get(i))).find()) {
                return i;
            }
        }
        return -1;
    }

    @Override
    public Map<String, @Nullable Object> result(Args args, HostFile file, List<StepOutcome> outcomes) {
        return Map.of("path", args.path());
    }
}
