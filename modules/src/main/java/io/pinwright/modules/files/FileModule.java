package io.pinwright.modules.files;

import io.pinwright.engine.host.Answer;
import io.pinwright.engine.host.Bytes;
import io.pinwright.engine.host.FileStatus;
import io.pinwright.engine.host.FileStatus.Type;
import io.pinwright.engine.host.HostProblem;
import io.pinwright.engine.host.Inverse;
import io.pinwright.engine.host.Observation;
import io.pinwright.engine.host.Prediction;
import io.pinwright.engine.host.Query;
import io.pinwright.engine.host.Step;
import io.pinwright.engine.host.StepOutcome;
import io.pinwright.engine.module.ArgumentSpec;
import io.pinwright.engine.module.ArgumentTypes;
import io.pinwright.engine.module.Arguments;
import io.pinwright.engine.module.Change;
import io.pinwright.engine.module.ModuleSpec;
import io.pinwright.engine.module.TaskModule;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Module {@code file}: that a file, directory or link is there or not, and its attributes. */
public final class FileModule implements TaskModule<FileModule.Args, FileModule.Found> {

    private static final ModuleSpec SPEC = ModuleSpec.of(
                    "file",
                    "Makes or removes a directory, link or empty file, and sets owner, group and mode.",
                    ArgumentSpec.required("path", ArgumentTypes.path(), "The path")
                            .withAliases("dest", "name")
                            .withExample("/etc/libvirt/hooks"),
                    ArgumentSpec.optional(
                                    "state",
                                    ArgumentTypes.choice("file", "directory", "absent", "link", "touch"),
                                    "What shall be there: file wants a file that is there already, touch makes an empty one"
                                            + " where nothing is, directory makes those above it too, absent removes"
                                            + " a directory with all in it; left out, whatever is there stays")
                            .withExample("directory"),
                    ArgumentSpec.optional(
                                    "src",
                                    ArgumentTypes.string(),
                                    "Where a link points; a relative one is seen from the link's directory")
                            .withExample("../hook.sh"),
                    ArgumentSpec.optional(
                                    "force",
                                    ArgumentTypes.bool(),
                                    "Whether a link may take the place of a file, and may point to what is not there")
                            .withDefault("false"),
                    FileAttributes.MODE,
                    FileAttributes.OWNER,
                    FileAttributes.GROUP)
            .withAliases("ansible.builtin.file")
            .withExample("file: {path: /etc/libvirt/hooks, state: directory, mode: \"0755\"}");

    /** What shall be at a path. */
    enum State {
        AS_IT_IS,
        FILE,
        DIRECTORY,
        ABSENT,
        LINK,
        TOUCH;

        String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** The wish. */
    record Args(String path, State state, Optional<String> target, boolean force, FileAttributes attributes) {}

    /**
     * What was found.
     *
     * @param target what a wished link would point to
     * @param content what reading that gives; asked only when the link is to be made
     * @param isEmptyDirectory whether a directory that shall go has nothing in it
     */
    record Found(HostFile file, Optional<FileStatus> target, Optional<Answer> content, boolean isEmptyDirectory) {

        Found(HostFile file, Optional<FileStatus> target) {
            this(file, target, Optional.empty(), false);
        }
    }

    @Override
    public ModuleSpec spec() {
        return SPEC;
    }

    @Override
    public Args bind(Arguments arguments) {
        State state = arguments
                .<String>get("state")
                .map(word -> State.valueOf(word.toUpperCase(Locale.ROOT)))
                .orElse(State.AS_IT_IS);
        Optional<String> target = arguments.get("src");
        if (state == State.LINK && target.filter(text -> !text.isEmpty()).isEmpty()) {
            throw arguments.problem("state", "state: link needs src", "add `src: TARGET`");
        }
        if (state != State.LINK && target.isPresent()) {
            throw arguments.problem("src", "src goes with state: link", "set `state: link`, or use the module copy");
        }
        FileAttributes attributes = FileAttributes.of(arguments);
        if (state == State.LINK && !attributes.isAny()) {
            throw arguments.problem(
                    arguments.has("mode") ? "mode" : arguments.has("owner") ? "owner" : "group",
                    "a link has no mode, owner or group of its own",
                    "set them on its target, in a task of its own");
        }
        String path = arguments.require("path");
        String clean = HostFile.clean(path);
        if (state == State.ABSENT && Path.of(clean).normalize().toString().equals("/")) {
            throw arguments.problem("path", "the root directory cannot be removed", "check the path");
        }
        return new Args(clean, state, target, arguments.getOr("force", false), attributes);
    }

    @Override
    public Observation<Found> observe(Args args) {
        HostFile.Above above = switch (args.state()) {
            case DIRECTORY -> HostFile.Above.ALL;
            case LINK, TOUCH -> HostFile.Above.PARENT;
            case ABSENT, FILE, AS_IT_IS -> HostFile.Above.NONE;
        };
        Observation<HostFile> file = HostFile.attributes(args.path(), above);
        if (args.state() == State.ABSENT || args.state() == State.LINK && args.force()) {
            // What goes is read whole, where it can be, so that it can come back.
            file = Observation.both(file, Observation.of(new Query.ReadFile(args.path())), (seen, content) -> seen);
        }
        if (args.state() == State.ABSENT) {
            return Observation.both(
                    file,
                    Observation.query(listed(args.path())),
                    (seen, list) -> new Found(
                            seen,
                            Optional.empty(),
                            Optional.empty(),
                            list.filter(output -> output.exit() == 0
                                            && output.stdout().length() == 0)
                                    .isPresent()));
        }
        if (args.target().isEmpty()) {
            return file.map(found -> new Found(found, Optional.empty()));
        }
        return Observation.both(file, target(args), Found::new)
                .then(found -> args.target().orElseThrow().equals(found.file().linkTarget())
                        ? Observation.value(found)
                        : Observation.of(new Query.ReadFile(targetPath(args)))
                                .map(answer -> new Found(found.file(), found.target(), Optional.of(answer), false)));
    }

    private static String targetPath(Args args) {
        return HostFile.target(args.path(), args.target().orElseThrow());
    }

    /** The target, under the spelling of the link and under the plain one, which earlier tasks of the play know it by. */
    private static Observation<Optional<FileStatus>> target(Args args) {
        String target = args.target().orElseThrow();
        String parent = args.path().substring(0, args.path().lastIndexOf('/') + 1);
        String spelled = target.startsWith("/") ? target : parent + target;
        return Observation.both(
                Observation.stat(spelled, true, false),
                Observation.stat(targetPath(args), true, false),
                (first, second) -> first.or(() -> second));
    }

    @Override
    public List<Change> diff(Args args, Found found) {
        HostFile file = found.file();
        return switch (args.state()) {
            case AS_IT_IS -> {
                requireThere(file);
                yield FileChanges.attributes(args.attributes(), file);
            }
            case FILE -> {
                requireThere(file);
                if (file.is(Type.DIRECTORY)) {
                    throw new HostProblem(file.path() + " is a directory, not a file", "set `state: directory`");
                }
                yield FileChanges.attributes(args.attributes(), file);
            }
            case TOUCH ->
                file.status().isPresent()
                        ? FileChanges.attributes(args.attributes(), file)
                        : FileChanges.content(
                                new FileWish(args.path(), Bytes.EMPTY, args.attributes(), true, false, true, false),
                                file);
            case DIRECTORY -> directory(args, file);
            case ABSENT -> absent(file, found.isEmptyDirectory());
            case LINK -> link(args, found);
        };
    }

    private static void requireThere(HostFile file) {
        if (file.status().isEmpty()) {
            throw new HostProblem(
                    file.path() + (file.isLink() ? " is a link that points nowhere" : " is not there"),
                    "without a state, and with state: file, only attributes of what is there are set; use state: touch,"
                            + " directory or link, or the module copy");
        }
    }

    private static List<Change> directory(Args args, HostFile file) {
        if (file.is(Type.DIRECTORY)) {
            return FileChanges.attributes(args.attributes(), file);
        }
        if (file.status().isPresent() || file.isLink()) {
            throw new HostProblem(
                    file.path() + " is "
                            + HostFile.described(file.itself().orElseThrow().type()) + ", not a directory",
                    "remove it first with `file: {path: " + file.path() + ", state: absent}`");
        }
        // As in Ansible, the directories above that are made on the way get the same attributes.
        List<String> paths = new ArrayList<>(file.missing());
        paths.add(file.path());
        return FileChanges.directories(paths, args.attributes(), file);
    }

    /** What is in a directory; of anything else, its own name. */
    private static Query.Run listed(String path) {
        return new Query.Run("ls", "-A", "--", path);
    }

    private static List<Change> absent(HostFile file, boolean isEmptyDirectory) {
        if (file.itself().isEmpty()) {
            return List.of();
        }
        Type type = file.itself().get().type();
        List<Prediction> gone = new ArrayList<>(FileChanges.gone(file.path()));
        gone.add(new Prediction(listed(file.path()), new Answer.Output(2, Bytes.EMPTY, Bytes.EMPTY)));
        Step step =
                type == Type.DIRECTORY ? removal(file, isEmptyDirectory, gone) : new Step.RemoveFile(file.path(), gone);
        return List.of(Change.of(file.path(), "state", type.name().toLowerCase(Locale.ROOT), "absent", List.of(step)));
    }

    private static Step removal(HostFile file, boolean isEmpty, List<Prediction> gone) {
        String path = file.path();
        if (!isEmpty) {
            return new Step.Run(List.of("rm", "-rf", "--one-file-system", "--", path), gone)
                    .with(new Inverse.Impossible("what was in the directory is not kept"));
        }
        FileStatus was = file.itself().orElseThrow();
        // rmdir where rm -rf would do as well: whatever is put into it in the last moment stays.
        return new Step.Run(List.of("rmdir", "--", path), gone)
                .undoneBy(
                        new Step.Run(List.of("mkdir", "--", path), List.of()),
                        new Step.Run(
                                List.of(
                                        "chown",
                                        "--",
                                        Integer.toUnsignedString(was.uid()) + ":" + Integer.toUnsignedString(was.gid()),
                                        path),
                                List.of()),
                        new Step.Run(List.of("chmod", "--", String.format("%05o", was.mode()), path), List.of()));
    }

    private static List<Change> link(Args args, Found found) {
        HostFile file = found.file();
        String target = args.target().orElseThrow();
        if (target.equals(file.linkTarget())) {
            return List.of();
        }
        if (found.target().isEmpty() && !args.force()) {
            throw new HostProblem(
                    "the link's target " + target + " is not there",
                    "make it first, or set `force: true` for a link that points nowhere as yet");
        }
        if (file.itself().isPresent() && !file.isLink() && (!args.force() || file.is(Type.DIRECTORY))) {
            throw new HostProblem(
                    file.path() + " is "
                            + HostFile.described(file.itself().get().type()) + " already",
                    file.is(Type.DIRECTORY)
                            ? "remove the directory first"
                            : "set `force: true` to replace it by the link");
        }
        file.requireDirectory();
        FileStatus after = new FileStatus(
                Type.LINK, 0777, "root", 0, "root", 0, target.length(), 0, Optional.of(target), Optional.empty());
        List<Prediction> predicts = new ArrayList<>(file.unchangedAbove());
        predicts.add(new Prediction(new Query.Stat(file.path(), false, false), new Answer.Status(after)));
        predicts.add(new Prediction(
                new Query.Stat(file.path(), true, false),
                found.target().<Answer>map(Answer.Status::new).orElseGet(Answer.Absent::new)));
        predicts.add(
                new Prediction(new Query.ReadFile(file.path()), found.content().orElseGet(Answer.Absent::new)));
        Step.Run make = new Step.Run(ln(target, file.path()), predicts);
        List<Step> steps = new ArrayList<>();
        if (file.isLink()) {
            String old = String.valueOf(file.linkTarget());
            steps.add(make.undoneBy(new Step.Run(ln(old, file.path()), List.of())));
        } else {
            if (file.itself().isPresent()) {
                // ln would replace it too, but a removal knows how the file comes back.
                steps.add(new Step.RemoveFile(file.path(), FileChanges.gone(file.path())));
            }
            steps.add(make.undoneBy(new Step.RemoveFile(file.path(), FileChanges.gone(file.path()))));
        }
        String before = file.itself().isPresent() && !file.isLink() ? "file" : file.linkTarget();
        return List.of(Change.of(file.path(), "link", before, target, steps));
    }

    private static List<String> ln(String target, String path) {
        return List.of("ln", "-sfn", "--", target, path);
    }

    @Override
    public Map<String, @Nullable Object> result(Args args, Found found, List<StepOutcome> outcomes) {
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        values.put("path", args.path());
        values.put(
                "state",
                args.state() != State.AS_IT_IS && args.state() != State.TOUCH
                        ? args.state().label()
                        : found.file()
                                .status()
                                .map(status -> status.type().name().toLowerCase(Locale.ROOT))
                                .orElse("absent"));
        found.file().status().ifPresent(status -> {
            values.put("mode", FileAttributes.octal(status.mode()));
            values.put("owner", status.owner());
            values.put("group", status.group());
            values.put("uid", (long) status.uid());
            values.put("gid", (long) status.gid());
        });
        return values;
    }
}
