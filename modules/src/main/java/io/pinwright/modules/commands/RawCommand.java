package io.pinwright.modules.commands;

import io.pinwright.engine.host.Observation;
import io.pinwright.engine.host.Payload;
import io.pinwright.engine.host.Query;
import io.pinwright.engine.host.Step;
import io.pinwright.engine.host.StepOutcome;
import io.pinwright.engine.module.ArgumentSpec;
import io.pinwright.engine.module.ArgumentType;
import io.pinwright.engine.module.ArgumentTypes;
import io.pinwright.engine.module.Arguments;
import io.pinwright.engine.module.Change;
import io.pinwright.engine.module.TaskModule;
import io.pinwright.engine.source.Secret;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What command and shell have in common. */
abstract sealed class RawCommand implements TaskModule<RawCommand.Args, RawCommand.Guards> permits Command, Shell {

    private static final Duration TIMEOUT = Duration.ofMinutes(10);

    /**
     * A command to run.
     *
     * @param argv as it is started
     * @param shown for {@code register}: the list of words, or the script
     * @param creates not run when this exists; a shell pattern is allowed
     * @param removes not run unless this exists
     */
    record Args(
            List<String> argv,
            Object shown,
            Optional<String> directory,
            Optional<String> creates,
            Optional<String> removes,
            Optional<Payload> stdin,
            Duration timeout) {}

    /** Whether the files that decide over running are there. */
    record Guards(boolean createsExists, boolean removesExists) {}

    static final ArgumentSpec CHDIR = ArgumentSpec.optional("chdir", ArgumentTypes.path(), "Working directory")
            .withExample("/var/tmp");
    static final ArgumentSpec CREATES = ArgumentSpec.optional(
                    "creates", pathOrPattern(), "Not run when this path exists; a shell pattern is allowed")
            .withExample("/var/lib/libvirt/images/guest.qcow2");
    static final ArgumentSpec REMOVES = ArgumentSpec.optional(
                    "removes", pathOrPattern(), "Not run unless this path exists; a shell pattern is allowed")
            .withExample("/var/lib/libvirt/images/guest.tmp");
    static final ArgumentSpec STDIN = ArgumentSpec.optional(
                    "stdin",
                    ArgumentTypes.textOrSecret(),
                    "What the command reads from its standard input; the place for a secret")
            .withExample("\"{{ console_password }}\"");
    static final ArgumentSpec STDIN_NEWLINE = ArgumentSpec.optional(
                    "stdin_add_newline", ArgumentTypes.bool(), "Whether a line end is added to stdin")
            .withDefault("true");
    static final ArgumentSpec TIMEOUT_ARGUMENT = ArgumentSpec.optional(
                    "timeout", ArgumentTypes.integer(1, 86_400), "Seconds after which the host ends the command")
            .withDefault("600");

    private static final Pattern GLOB = Pattern.compile(".*[*?\\[].*", Pattern.DOTALL);

    /** A path, which may be a shell pattern of plain characters. */
    static ArgumentType<String> pathOrPattern() {
        return ArgumentTypes.type(
                "absolute path or shell pattern", ArgumentTypes.path().schema(), (name, value) -> {
                    String path = ArgumentTypes.path().read(name, value);
                    if (GLOB.matcher(path).matches()) {
                        try {
                            new Query.Glob(Query.GlobKind.NAME, path);
                        } catch (IllegalArgumentException e) {
                            throw value.problem(
                                    name + " is a shell pattern with characters that are not allowed in one",
                                    "a pattern may hold letters, digits and ./:*?[]!,@+=_-",
                                    "write the path without a pattern");
                        }
                    }
                    return path;
                });
    }

    static Duration timeout(Optional<Long> seconds) {
        return seconds.map(Duration::ofSeconds).orElse(TIMEOUT);
    }

    static Optional<Payload> stdin(Arguments arguments) {
        String end = arguments.getOr("stdin_add_newline", true) ? "\n" : "";
        return arguments
                .get("stdin")
                .map(text ->
                        text instanceof Secret secret ? Payload.secret(secret.reveal() + end) : Payload.of(text + end));
    }

    @Override
    public boolean isRaw(Args args) {
        return true;
    }

    @Override
    public boolean takesEnvironment() {
        return true;
    }

    @Override
    public Observation<Guards> observe(Args args) {
        return Observation.both(exists(args.creates()), exists(args.removes()), Guards::new);
    }

    private static Observation<Boolean> exists(Optional<String> path) {
        if (path.isEmpty()) {
            return Observation.value(false);
        }
        if (GLOB.matcher(path.get()).matches()) {
            return Observation.glob(Query.GlobKind.NAME, path.get()).map(found -> !found.isEmpty());
        }
        return Observation.stat(path.get(), true, false).map(Optional::isPresent);
    }

    @Override
    public List<Change> diff(Args args, Guards guards) {
        if (notRun(args, guards).isPresent()) {
            return List.of();
        }
        Step step = new Step.Run(
                args.argv(),
                args.stdin().orElse(Payload.NONE),
                Map.of(),
                args.directory().orElse(null),
                args.timeout(),
                Set.of(0),
                List.of());
        return List.of(Change.action("command", step.describe(), List.of(step)));
    }

    /** Why it is not run, in Ansible's words. */
    private static Optional<String> notRun(Args args, Guards guards) {
        if (args.creates().isPresent() && guards.createsExists()) {
            return Optional.of("skipped, since " + args.creates().get() + " exists");
        }
        return args.removes().isPresent() && !guards.removesExists()
                ? Optional.of("skipped, since " + args.removes().get() + " does not exist")
                : Optional.empty();
    }

    @Override
    public Map<String, @Nullable Object> result(Args args, Guards guards, List<StepOutcome> outcomes) {
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        values.put("cmd", args.shown());
        if (outcomes.isEmpty()) {
            values.put("rc", 0L);
            String why = notRun(args, guards).orElse("");
            values.put("stdout", why);
            values.put("stdout_lines", why.lines().toList());
            values.put("stderr", "");
            values.put("stderr_lines", List.of());
            return values;
        }
        StepOutcome outcome = outcomes.get(outcomes.size() - 1);
        String stdout = chopped(outcome.stdout().text());
        String stderr = chopped(outcome.stderr().text());
        values.put("rc", (long) outcome.exit());
        values.put("stdout", stdout);
        values.put("stdout_lines", stdout.lines().toList());
        values.put("stderr", stderr);
        values.put("stderr_lines", stderr.lines().toList());
        return values;
    }

    /** Ansible takes the line ends at the end of an output away. */
    private static String chopped(String text) {
        int end = text.length();
        while (end > 0 && (text.charAt(end - 1) == '\n' || text.charAt(end - 1) == '\r')) {
            end--;
        }
        return text.substring(0, end);
    }
}
