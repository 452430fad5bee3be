package io.pinwright.modules.files;

import io.pinwright.engine.host.Answer;
import io.pinwright.engine.host.FileStatus;
import io.pinwright.engine.host.FileStatus.Type;
import io.pinwright.engine.host.HostProblem;
import io.pinwright.engine.host.Observation;
import io.pinwright.engine.host.Prediction;
import io.pinwright.engine.host.Query;
import io.pinwright.engine.host.Step;
import io.pinwright.engine.host.StepOutcome;
import io.pinwright.engine.module.ArgumentSpec;
import io.pinwright.engine.module.ArgumentTypes;
import io.pinwright.engine.module.Arguments;
import io.pinwright.engine.module.Change;
import io.pinwright.engine.module.Disruption;
import io.pinwright.engine.module.ModuleSpec;
import io.pinwright.engine.module.TaskModule;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Module {@code file}: that a file, directory or link is there or not, and its attributes. */
public final class FileModule implements TaskModule<FileModule.Args, HostFile> {

    private static final ModuleSpec SPEC = ModuleSpec.of(
                    "file",
                    "Makes or removes a directory, link or empty file, and sets owner, group and mode.",
                    ArgumentSpec.required("path", ArgumentTypes.path(), "The path")
                            .withAliases("dest", "name")
                            .withExample("/etc/libvirt/hooks"),
                    ArgumentSpec.optional(
                                    "state",
                                    ArgumentTypes.choice("file", "directory", "absent", "link", "touch"),
                                    "What shall be there: file sets attributes of what is there, touch makes an empty file")
                            .withDefault("file"),
                    ArgumentSpec.optional("src", ArgumentTypes.string(), "Where a link points")
                            .withExample("../hook.sh"),
                    ArgumentSpec.optional(
                                    "force",
                                    ArgumentTypes.bool(),
                                    "Whether a link may take the place of a file or link to elsewhere")
                            .withDefault("false"),
                    FileAttributes.MODE,
                    FileAttributes.OWNER,
                    FileAttributes.GROUP)
            .withAliases("ansible.builtin.file")
            .withExample("file: {path: /etc/libvirt/hooks, state: directory, mode: \"0755\"}");

    /** What shall be at a path. */
    enum State {
        FILE,
        DIRECTORY,
        ABSENT,
        LINK,
        TOUCH
    }

    /** The wish. */
    record Args(String path, State state, Optional<String> target, boolean force, FileAttributes attributes) {}

    @Override
    public ModuleSpec spec() {
        return SPEC;
    }

    @Override
    public Args bind(Arguments arguments) {
        State state = switch (arguments.getOr("state", "file")) {
            case "directory" -> State.DIRECTORY;
            case "absent" -> State.ABSENT;
            case "link" -> State.LINK;
            case "touch" -> State.TOUCH;
            default -> State.FILE;
        };
        Optional<String> target = arguments.get("src");
        if (state == State.LINK && target.isEmpty()) {
            throw arguments.problem("state", "state: link needs src", "add `src: TARGET`");
        }
        if (state != State.LINK && target.isPresent()) {
            throw arguments.problem("src", "src goes with state: link", "set `state: link`, or use the module copy");
        }
        return new Args(
                HostFile.trimmed(arguments.require("path")),
                state,
                target,
                arguments.getOr("force", false),
                FileAttributes.of(arguments));
    }

    @Override
    public Observation<HostFile> observe(Args args) {
        boolean asItself = args.state() == State.LINK || args.state() == State.ABSENT;
        return asItself
                ? HostFile.attributes(args.path())
                : Observation.stat(args.path(), true, false)
                        .map(status -> new HostFile(args.path(), status, Optional.empty()));
    }

    @Override
    public List<Change> diff(Args args, HostFile found) {
        return switch (args.state()) {
            case FILE -> {
                if (found.status().isEmpty()) {
                    throw new HostProblem(
                            args.path() + " is not there",
                            "state: file only sets attributes; use state: touch, directory or link, or the module copy");
                }
                yield found.withAttributes(args.attributes());
            }
            case TOUCH ->
                found.status().isPresent()
                        ? found.withAttributes(args.attributes())
                        : found.withContent(io.pinwright.engine.host.Bytes.EMPTY, args.attributes(), false);
            case DIRECTORY -> directory(args, found);
            case ABSENT -> absent(args, found);
            case LINK -> link(args, found);
        };
    }

    private static List<Change> directory(Args args, HostFile found) {
        if (found.is(Type.DIRECTORY)) {
            return found.withAttributes(args.attributes());
        }
        if (found.status().isPresent()) {
            throw new HostProblem(args.path() + " is "
                    + HostFile.described(found.status().get().type()) + ", not a directory");
        }
        FileStatus made = HostFile.fresh(Type.DIRECTORY, 0755);
        List<Change> changes = new ArrayList<>();
        changes.add(Change.of(
                args.path(),
                "state",
                "absent",
                "directory",
                List.of(new Step.Run(List.of("mkdir", "-p", "--", args.path()), predicted(args.path(), made)))));
        // What mkdir gives depends on the umask: what the wish names is always set.
        HostFile then = new HostFile(args.path(), Optional.of(unlike(made, args.attributes())), Optional.empty());
        changes.addAll(then.withAttributes(args.attributes()));
        return changes;
    }

    /** A status that differs from the wish in all that the wish names. */
    private static FileStatus unlike(FileStatus status, FileAttributes wish) {
        return wish.mode().isPresent() ? HostFile.moded(status, wish.mode().get() ^ 0777) : status;
    }

    private static List<Change> absent(Args args, HostFile found) {
        if (found.status().isEmpty()) {
            return List.of();
        }
        if (args.path().equals("/")) {
            throw new HostProblem("the root directory cannot be removed");
        }
        List<Prediction> gone = List.of(
                new Prediction(new Query.Stat(args.path(), true, false), new Answer.Absent()),
                new Prediction(new Query.Stat(args.path(), false, false), new Answer.Absent()),
                new Prediction(new Query.ReadFile(args.path()), new Answer.Absent()));
        Step step = found.is(Type.DIRECTORY)
                ? new Step.Run(List.of("rm", "-rf", "--one-file-system", "--", args.path()), gone)
                : new Step.RemoveFile(args.path(), gone);
        Change change = Change.of(
                args.path(),
                "state",
                found.status().get().type().name().toLowerCase(java.util.Locale.ROOT),
                "absent",
                List.of(step));
        return List.of(found.is(Type.DIRECTORY) ? change.withDisruption(Disruption.NONE) : change);
    }

    private static List<Change> link(Args args, HostFile found) {
        String target = args.target().orElseThrow();
        if (target.equals(found.linkTarget())) {
            return List.of();
        }
        if (found.status().isPresent() && !found.is(Type.LINK) && (!args.force() || found.is(Type.DIRECTORY))) {
            throw new HostProblem(
                    args.path() + " is "
                            + HostFile.described(found.status().get().type()) + " already",
                    found.is(Type.DIRECTORY)
                            ? "remove the directory first"
                            : "set `force: true` to replace it by the link");
        }
        FileStatus after = new FileStatus(
                Type.LINK, 0777, "root", 0, "root", 0, target.length(), 0, Optional.of(target), Optional.empty());
        return List.of(Change.of(
                args.path(),
                "link",
                found.linkTarget(),
                target,
                List.of(new Step.Run(
                        List.of("ln", "-sfn", "--", target, args.path()),
                        List.of(new Prediction(
                                new Query.Stat(args.path(), false, false), new Answer.Status(after)))))));
    }

    private static List<Prediction> predicted(String path, FileStatus status) {
        return List.of(
                new Prediction(new Query.Stat(path, true, false), new Answer.Status(status)),
                new Prediction(new Query.Stat(path, false, false), new Answer.Status(status)));
    }

    @Override
    public Map<String, @Nullable Object> result(Args args, HostFile found, List<StepOutcome> outcomes) {
        return Map.of("path", args.path(), "state", args.state().name().toLowerCase(java.util.Locale.ROOT));
    }
}
