package io.pinwright.modules.files;

import io.pinwright.engine.host.Bytes;
import io.pinwright.engine.host.FileStatus;
import io.pinwright.engine.host.HostProblem;
import io.pinwright.engine.host.Observation;
import io.pinwright.engine.host.StepOutcome;
import io.pinwright.engine.module.ArgumentSpec;
import io.pinwright.engine.module.ArgumentType;
import io.pinwright.engine.module.ArgumentTypes;
import io.pinwright.engine.module.ArgumentValue;
import io.pinwright.engine.module.Arguments;
import io.pinwright.engine.module.Change;
import io.pinwright.engine.module.ModuleSpec;
import io.pinwright.engine.module.TaskModule;
import io.pinwright.engine.source.Secret;
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
                    ArgumentSpec.optional("line", ArgumentTypes.textOrSecret(), "The line, without its end")
                            .withAliases("value")
                            .withExample("IRQBALANCE_ONESHOT=0"),
                    ArgumentSpec.optional(
                                    "regexp",
                                    regexp(),
                                    "The last line that matches is replaced; with state: absent all that match go")
                            .withAliases("regex")
                            .withExample("^IRQBALANCE_ONESHOT="),
                    ArgumentSpec.optional(
                                    "search_string",
                                    ArgumentTypes.string(),
                                    "As regexp, but a text that the line holds")
                            .withExample("IRQBALANCE_ONESHOT="),
                    ArgumentSpec.optional(
                                    "state",
                                    ArgumentTypes.choice("present", "absent"),
                                    "Whether the line shall be there")
                            .withDefault("present"),
                    ArgumentSpec.optional(
                                    "insertafter",
                                    place(),
                                    "A new line goes after the last line that matches this regular expression, or at the"
                                            + " end (EOF), also when none matches")
                            .withDefault("EOF"),
                    ArgumentSpec.optional(
                                    "insertbefore",
                                    place(),
                                    "A new line goes before the last line that matches this regular expression, or at the"
                                            + " beginning (BOF)")
                            .withExample("BOF"),
                    ArgumentSpec.optional(
                                    "firstmatch",
                                    ArgumentTypes.bool(),
                                    "Whether the first line that matches counts instead of the last")
                            .withDefault("false"),
                    ArgumentSpec.optional(
                                    "backrefs",
                                    ArgumentTypes.bool(),
                                    "Whether \\1 and \\g<name> in line stand for groups of regexp; without a match nothing"
                                            + " changes")
                            .withDefault("false"),
                    ArgumentSpec.optional("create", ArgumentTypes.bool(), "Whether a file that is not there is made")
                            .withDefault("false"),
                    FileAttributes.MODE,
                    FileAttributes.OWNER,
                    FileAttributes.GROUP)
            .withAliases("ansible.builtin.lineinfile")
            .withExample("lineinfile: {path: /etc/default/grub, regexp: \"^GRUB_TIMEOUT=\", line: \"GRUB_TIMEOUT=2\"}");

    /** The wish. */
    record Args(String path, LineEdit edit, boolean create, boolean secret, FileAttributes attributes) {}

    private static ArgumentType<Pattern> regexp() {
        return ArgumentTypes.type(
                "regular expression",
                Map.of("type", "string"),
                (name, value) -> compiled(name, value, ArgumentTypes.string().read(name, value)));
    }

    /** EOF, BOF, or a regular expression. */
    private static ArgumentType<LineEdit.Place> place() {
        return ArgumentTypes.type("BOF, EOF or regular expression", Map.of("type", "string"), (name, value) -> {
            String text = ArgumentTypes.string().read(name, value);
            boolean after = name.equals("insertafter");
            if (text.equals("BOF")) {
                return LineEdit.Place.BEGINNING;
            }
            return text.equals("EOF") && after
                    ? LineEdit.Place.END
                    : new LineEdit.Place(after, Optional.of(compiled(name, value, text)));
        });
    }

    /** Ansible's patterns are Python's: what it spells otherwise is put in Java's words. */
    private static Pattern compiled(String name, ArgumentValue value, String text) {
        try {
            return Pattern.compile(text.replace("(?P<", "(?<")
                    .replaceAll("\\(\\?P=(\\w+)\\)", "\\\\k<$1>")
                    .replace("\\Z", "\\z"));
        } catch (PatternSyntaxException e) {
            throw value.problem(
                    name + " is not a regular expression: " + e.getDescription(),
                    "its character " + (e.getIndex() + 1) + " is where reading stopped",
                    "escape special characters with a backslash");
        }
    }

    @Override
    public ModuleSpec spec() {
        return SPEC;
    }

    @Override
    public Args bind(Arguments arguments) {
        boolean present = arguments.getOr("state", "present").equals("present");
        Optional<Object> given = arguments.get("line");
        Optional<String> line = given.map(text -> text instanceof Secret secret ? secret.reveal() : text.toString());
        Optional<Pattern> regexp = arguments.get("regexp");
        Optional<String> search = arguments.<String>get("search_string").filter(text -> !text.isEmpty());
        boolean backReferences = arguments.getOr("backrefs", false);
        if (present && line.isEmpty()) {
            throw arguments.problem("path", "state: present needs line", "add `line: TEXT`");
        }
        if (!present && line.isEmpty() && regexp.isEmpty() && search.isEmpty()) {
            throw arguments.problem(
                    "state", "state: absent needs line, regexp or search_string", "say which lines shall go");
        }
        line.filter(text -> text.indexOf('\n') >= 0 || text.indexOf('\r') >= 0).ifPresent(text -> {
            throw arguments.problem("line", "line must be one line", "use the module copy or template for several");
        });
        exclude(arguments, "insertafter", "insertbefore");
        exclude(arguments, "regexp", "search_string");
        if (backReferences && (regexp.isEmpty() || !present)) {
            throw arguments.problem("backrefs", "backrefs needs regexp and state: present", "add `regexp: PATTERN`");
        }
        LineEdit edit = new LineEdit(
                line,
                regexp.map(LineEdit.Wanted::new).or(() -> search.map(LineEdit.Wanted::containing)),
                present,
                arguments
                        .<LineEdit.Place>get("insertbefore")
                        .or(() -> arguments.get("insertafter"))
                        .orElse(LineEdit.Place.END),
                arguments.getOr("firstmatch", false),
                backReferences);
        return new Args(
                HostFile.clean(arguments.require("path")),
                edit,
                arguments.getOr("create", false),
                given.filter(text -> text instanceof Secret).isPresent(),
                FileAttributes.of(arguments));
    }

    private static void exclude(Arguments arguments, String first, String second) {
        if (arguments.has(first) && arguments.has(second)) {
            throw arguments.problem(second, first + " and " + second + " exclude each other", "keep one");
        }
    }

    @Override
    public Observation<HostFile> observe(Args args) {
        return HostFile.whole(args.path(), args.create() ? HostFile.Above.ALL : HostFile.Above.NONE);
    }

    @Override
    public List<Change> diff(Args args, HostFile file) {
        if (file.status().isEmpty() && !args.edit().present()) {
            return List.of();
        }
        if (file.status().isEmpty() && !args.create()) {
            throw new HostProblem(args.path() + " is not there", "set `create: true` to make it");
        }
        if (file.status().isPresent() && !file.is(FileStatus.Type.FILE)) {
            throw new HostProblem(args.path() + " is "
                    + HostFile.described(file.status().get().type()) + ", not a file");
        }
        String before = file.text().orElse("");
        String after = args.edit().applied(args.path(), before);
        if (file.status().isPresent() && after.equals(before)) {
            return FileChanges.attributes(args.attributes(), file);
        }
        return FileChanges.content(
                new FileWish(args.path(), Bytes.utf8(after), args.attributes(), true, args.secret(), true, true), file);
    }

    @Override
    public Map<String, @Nullable Object> result(Args args, HostFile file, List<StepOutcome> outcomes) {
        return Map.of("path", args.path());
    }
}
