package io.pinwright.engine;

import io.pinwright.engine.host.Answer;
import io.pinwright.engine.host.Bytes;
import io.pinwright.engine.host.Observation;
import io.pinwright.engine.host.Payload;
import io.pinwright.engine.host.Prediction;
import io.pinwright.engine.host.Query;
import io.pinwright.engine.host.Step;
import io.pinwright.engine.host.StepOutcome;
import io.pinwright.engine.module.ArgumentSpec;
import io.pinwright.engine.module.ArgumentTypes;
import io.pinwright.engine.module.ArgumentValue;
import io.pinwright.engine.module.Arguments;
import io.pinwright.engine.module.Change;
import io.pinwright.engine.module.CompositeModule;
import io.pinwright.engine.module.ControllerFile;
import io.pinwright.engine.module.ControllerFileType;
import io.pinwright.engine.module.ControllerModule;
import io.pinwright.engine.module.Disruption;
import io.pinwright.engine.module.ModuleRegistry;
import io.pinwright.engine.module.ModuleSpec;
import io.pinwright.engine.module.TaskModule;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Small modules of every kind, for tests of the engine. */
final class TestModules {

    private TestModules() {}

    static ModuleRegistry all() {
        return ModuleRegistry.of(List.of(
                new Files("put", (old, text) -> Optional.of(text), true),
                new Files("append", (old, text) -> Optional.of(appended(old.orElse(""), text)), true),
                new Files("remove", (old, text) -> Optional.empty(), true),
                new Files("unpredicted", (old, text) -> Optional.of(text), false),
                new Files("endless", (old, text) -> Optional.of(old.orElse("") + "x"), true),
                new Rendered(),
                new Raw(),
                new Restart(),
                new Link(),
                new Pair(),
                new Broken(),
                new Facts(),
                new Say(),
                new SetFact(),
                new Meta()));
    }

    private static String appended(String old, String line) {
        return old.lines().anyMatch(line::equals) ? old : old + line + "\n";
    }

    record FileWish(String path, String content, boolean secret) {}

    /** Makes a file's content of its old one. */
    record Files(String name, Making making, boolean predicts) implements TaskModule<FileWish, Optional<String>> {

        interface Making {
            Optional<String> of(Optional<String> old, String text);
        }

        @Override
        public ModuleSpec spec() {
            return ModuleSpec.of(
                    name,
                    "Makes a file.",
                    ArgumentSpec.required("path", ArgumentTypes.path(), "Where"),
                    ArgumentSpec.optional("content", ArgumentTypes.string(), "What"));
        }

        @Override
        public FileWish bind(Arguments arguments) {
            return new FileWish(arguments.require("path"), arguments.getOr("content", ""), false);
        }

        @Override
        public Observation<Optional<String>> observe(FileWish wish) {
            return Observation.file(wish.path());
        }

        @Override
        public List<Change> diff(FileWish wish, Optional<String> old) {
            return change(wish, old, making.of(old, wish.content()), predicts);
        }

        @Override
        public Map<String, @Nullable Object> result(FileWish wish, Optional<String> state, List<StepOutcome> outcomes) {
            Map<String, @Nullable Object> values = new LinkedHashMap<>();
            values.put("content", state.orElse(null));
            return values;
        }
    }

    static List<Change> change(FileWish wish, Optional<String> old, Optional<String> wanted, boolean predicts) {
        if (wanted.equals(old)) {
            return List.of();
        }
        Answer after =
                wanted.<Answer>map(text -> new Answer.Content(Bytes.utf8(text))).orElseGet(Answer.Absent::new);
        List<Prediction> predictions =
                predicts ? List.of(new Prediction(new Query.ReadFile(wish.path()), after)) : List.of();
        Step step = wanted.<Step>map(text -> new Step.WriteFile(
                        wish.path(),
                        wish.secret() ? Payload.secret(text) : Payload.of(text),
                        null,
                        null,
                        null,
                        predictions))
                .orElseGet(() -> new Step.RemoveFile(wish.path(), predictions));
        return List.of(Change.of(wish.path(), "content", null, null, List.of(step)));
    }

    /** Writes a file, by which another one, called the same and {@code .tid}, becomes what nobody can foretell. */
    record Restart() implements TaskModule<FileWish, Optional<String>> {

        @Override
        public ModuleSpec spec() {
            return ModuleSpec.of(
                    "restart",
                    "Restarts a thing.",
                    ArgumentSpec.required("path", ArgumentTypes.path(), "Where"),
                    ArgumentSpec.optional("content", ArgumentTypes.string(), "What"));
        }

        @Override
        public FileWish bind(Arguments arguments) {
            return new FileWish(arguments.require("path"), arguments.getOr("content", ""), false);
        }

        @Override
        public Observation<Optional<String>> observe(FileWish wish) {
            return Observation.file(wish.path());
        }

        @Override
        public List<Change> diff(FileWish wish, Optional<String> old) {
            if (old.equals(Optional.of(wish.content()))) {
                return List.of();
            }
            Step step = new Step.WriteFile(
                    wish.path(),
                    Payload.of(wish.content()),
                    null,
                    null,
                    null,
                    List.of(
                            new Prediction(
                                    new Query.ReadFile(wish.path()), new Answer.Content(Bytes.utf8(wish.content()))),
                            new Prediction(
                                    new Query.ReadFile(wish.path() + ".tid"),
                                    new Answer.NotForetold("the restart of " + wish.path()))));
            return List.of(Change.of(wish.path(), "restart", null, null, List.of(step))
                    .withDisruption(Disruption.GUEST_RESTART));
        }

        @Override
        public Map<String, @Nullable Object> result(FileWish wish, Optional<String> state, List<StepOutcome> outcomes) {
            return Map.of("state", state.orElse("none"));
        }
    }

    /** A file from a template of the controller. */
    record Rendered() implements TaskModule<FileWish, Optional<String>> {

        @Override
        public ModuleSpec spec() {
            return ModuleSpec.of(
                    "template",
                    "Makes a file.",
                    ArgumentSpec.required("path", ArgumentTypes.path(), "Where"),
                    ArgumentSpec.required("src", new ControllerFileType(true), "From what"));
        }

        @Override
        public FileWish bind(Arguments arguments) {
            ControllerFile file = arguments.require("src");
            return new FileWish(arguments.require("path"), file.content().text(), file.secret());
        }

        @Override
        public Observation<Optional<String>> observe(FileWish wish) {
            return Observation.file(wish.path());
        }

        @Override
        public List<Change> diff(FileWish wish, Optional<String> old) {
            return change(wish, old, Optional.of(wish.content()), true);
        }
    }

    record Command(List<String> argv, Optional<String> creates) {}

    /** A command of the user's own. */
    record Raw() implements TaskModule<Command, Boolean> {

        @Override
        public ModuleSpec spec() {
            return ModuleSpec.of(
                            "command",
                            "Runs.",
                            ArgumentSpec.required("cmd", ArgumentTypes.string(), "What"),
                            ArgumentSpec.optional("creates", ArgumentTypes.path(), "Not when this is there"))
                    .withFreeForm("cmd");
        }

        @Override
        public Command bind(Arguments arguments) {
            return new Command(List.of(arguments.<String>require("cmd").split(" ")), arguments.get("creates"));
        }

        @Override
        public boolean isRaw(Command command) {
            return true;
        }

        @Override
        public boolean takesEnvironment() {
            return true;
        }

        @Override
        public Observation<Boolean> observe(Command command) {
            return command.creates()
                    .map(path -> Observation.file(path).map(Optional::isPresent))
                    .orElseGet(() -> Observation.value(false));
        }

        @Override
        public List<Change> diff(Command command, Boolean there) {
            return there
                    ? List.of()
                    : List.of(Change.action(
                            "command",
                            String.join(" ", command.argv()),
                            List.of(new Step.Run(command.argv(), List.of()))));
        }

        @Override
        public Map<String, @Nullable Object> result(Command command, Boolean there, List<StepOutcome> outcomes) {
            return outcomes.isEmpty()
                    ? Map.of("rc", 0L, "stdout", "")
                    : Map.of(
                            "rc",
                            (long) outcomes.get(outcomes.size() - 1).exit(),
                            "stdout",
                            outcomes.get(outcomes.size() - 1).stdout().text());
        }
    }

    /** Reads a file named in another one: a read that depends on a read. */
    record Link() implements TaskModule<FileWish, Optional<String>> {

        @Override
        public ModuleSpec spec() {
            return ModuleSpec.of("link", "Follows.", ArgumentSpec.required("path", ArgumentTypes.path(), "Where"));
        }

        @Override
        public FileWish bind(Arguments arguments) {
            return new FileWish(arguments.require("path"), "", false);
        }

        @Override
        public Observation<Optional<String>> observe(FileWish wish) {
            return Observation.file(wish.path())
                    .then(target -> target.map(Observation::file).orElseGet(() -> Observation.value(Optional.empty())));
        }

        @Override
        public List<Change> diff(FileWish wish, Optional<String> state) {
            return List.of();
        }
    }

    /** Two files of the same content, {@code PATH.a} and {@code PATH.b}. */
    record Pair() implements CompositeModule<FileWish> {

        @Override
        public ModuleSpec spec() {
            return ModuleSpec.of(
                    "pair",
                    "Makes two files.",
                    ArgumentSpec.required("path", ArgumentTypes.path(), "Where"),
                    ArgumentSpec.required("content", ArgumentTypes.string(), "What"));
        }

        @Override
        public FileWish bind(Arguments arguments) {
            return new FileWish(arguments.require("path"), arguments.require("content"), false);
        }

        @Override
        public Observation<List<Part<?, ?>>> expand(FileWish wish) {
            Files put = new Files("put", (old, text) -> Optional.of(text), true);
            return Observation.value(CompositeModule.parts(
                    CompositeModule.part(put, new FileWish(wish.path() + ".a", wish.content(), false)),
                    CompositeModule.part(put, new FileWish(wish.path() + ".b", wish.content(), false))));
        }
    }

    /** A module with a defect. */
    record Broken() implements TaskModule<Boolean, Optional<String>> {

        @Override
        public ModuleSpec spec() {
            return ModuleSpec.of("broken", "Has a defect.");
        }

        @Override
        public Boolean bind(Arguments arguments) {
            return true;
        }

        @Override
        public Observation<Optional<String>> observe(Boolean args) {
            return Observation.file("/broken");
        }

        @Override
        public List<Change> diff(Boolean args, Optional<String> state) {
            throw new ArithmeticException("one by zero");
        }
    }

    /** Facts of the host: what stands in /fact. */
    record Facts() implements TaskModule<Boolean, Optional<String>> {

        @Override
        public ModuleSpec spec() {
            return ModuleSpec.of("setup", "Looks.");
        }

        @Override
        public Boolean bind(Arguments arguments) {
            return true;
        }

        @Override
        public Observation<Optional<String>> observe(Boolean args) {
            return Observation.file("/fact");
        }

        @Override
        public List<Change> diff(Boolean args, Optional<String> state) {
            return List.of();
        }

        @Override
        public Map<String, @Nullable Object> result(Boolean args, Optional<String> state, List<StepOutcome> outcomes) {
            return Map.of("ansible_facts", Map.of("fact", state.orElse("none")));
        }
    }

    /** Says something. */
    record Say() implements ControllerModule<ArgumentValue> {

        @Override
        public ModuleSpec spec() {
            return ModuleSpec.of("debug", "Says.", ArgumentSpec.required("msg", ArgumentTypes.any(), "What"));
        }

        @Override
        public ArgumentValue bind(Arguments arguments) {
            return arguments.require("msg");
        }

        @Override
        public Outcome run(ArgumentValue message, Evaluator evaluator) {
            return Outcome.ok(String.valueOf(message.plain()));
        }
    }

    /** Sets variables. */
    record SetFact() implements ControllerModule<Map<String, @Nullable Object>> {

        @Override
        public ModuleSpec spec() {
            return ModuleSpec.of("set_fact", "Sets.").withAnyArguments();
        }

        @Override
        public Map<String, @Nullable Object> bind(Arguments arguments) {
            Map<String, @Nullable Object> facts = new LinkedHashMap<>();
            arguments.others().forEach((name, value) -> facts.put(name, value.plain()));
            return facts;
        }

        @Override
        public Outcome run(Map<String, @Nullable Object> facts, Evaluator evaluator) {
            return Outcome.ok(null).withFacts(facts).withResult(Map.of("ansible_facts", facts));
        }
    }

    /** Steers the play. */
    record Meta() implements ControllerModule<String> {

        private static final UnaryOperator<String> UPPER = text -> text.toUpperCase(java.util.Locale.ROOT);

        @Override
        public ModuleSpec spec() {
            return ModuleSpec.of(
                            "meta",
                            "Steers.",
                            ArgumentSpec.required("action", ArgumentTypes.choice("flush_handlers", "end_host"), "How"))
                    .withFreeForm("action");
        }

        @Override
        public String bind(Arguments arguments) {
            return arguments.require("action");
        }

        @Override
        public Outcome run(String action, Evaluator evaluator) {
            return Outcome.ok(null).withSignal(Signal.valueOf(UPPER.apply(action)));
        }
    }
}
