package io.pinwright.engine.host;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One thing to do on a host, as data: printed in check mode, sent in apply. */
public sealed interface Step {

    /** How long a step may take on the host, unless it says otherwise. */
    Duration TIMEOUT = Duration.ofSeconds(120);

    /** Which reads this step changes, and to what. */
    List<Prediction> predicts();

    /** How it is taken back. */
    Inverse inverse();

    /** The step as a person would type it, without secrets; for plans and failure messages. */
    String describe();

    /**
     * Runs a command.
     *
     * @param argv passed as they are, no shell; visible in the host's process list, so never a secret
     * @param stdin what the command reads; nothing by default
     * @param environment added to the host's; never a secret
     * @param directory working directory, or null for the login directory
     * @param okExits exit statuses that count as success
     * @param inverse unknown unless it is said
     */
    record Run(
            List<String> argv,
            Payload stdin,
            Map<String, String> environment,
            @Nullable String directory,
            Duration timeout,
            Set<Integer> okExits,
            Inverse inverse,
            List<Prediction> predicts)
            implements Step {
        public Run {
            argv = List.copyOf(argv);
            environment = Map.copyOf(environment);
            okExits = Set.copyOf(okExits);
            predicts = List.copyOf(predicts);
        }

        public Run(
                List<String> argv,
                Payload stdin,
                Map<String, String> environment,
                @Nullable String directory,
                Duration timeout,
                Set<Integer> okExits,
                List<Prediction> predicts) {
            this(argv, stdin, environment, directory, timeout, okExits, Inverse.UNKNOWN, predicts);
        }

        public Run(List<String> argv, List<Prediction> predicts) {
            this(argv, Payload.NONE, predicts);
        }

        public Run(List<String> argv, Payload stdin, List<Prediction> predicts) {
            this(argv, stdin, Map.of(), null, TIMEOUT, Set.of(0), predicts);
        }

        /** The same command, taken back in this way. */
        public Run with(Inverse value) {
            return new Run(argv, stdin, environment, directory, timeout, okExits, value, predicts);
        }

        /** The same command, taken back by these steps. */
        public Run undoneBy(Step... steps) {
            return with(new Inverse.By(List.of(steps)));
        }

        Run predicting(List<Prediction> value) {
            return new Run(argv, stdin, environment, directory, timeout, okExits, inverse, value);
        }

        @Override
        public String describe() {
            String out = shown(argv);
            return stdin.isEmpty() ? out : out + " < (" + stdin + ")";
        }

        private static String shown(List<String> words) {
            StringBuilder out = new StringBuilder();
            for (String word : words) {
                out.append(out.isEmpty() ? "" : " ").append(shown(word));
            }
            return out.toString();
        }

        private static String shown(String word) {
            return word.matches("[A-Za-z0-9_@%+=:,./^-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
        }
    }

    /**
     * Writes a regular file whole: a temporary file beside it, flushed to disk, then renamed over it.
     *
     * @param mode permission bits, or null to keep those of the old file (0644 less the umask for a new one)
     * @param owner name or number, or null to keep
     * @param group name or number, or null to keep
     */
    record WriteFile(
            String path,
            Payload content,
            @Nullable Integer mode,
            @Nullable String owner,
            @Nullable String group,
            List<Prediction> predicts)
            implements Step {
        public WriteFile {
            predicts = List.copyOf(predicts);
        }

        @Override
        public Inverse inverse() {
            return Inverse.AS_BEFORE;
        }

        @Override
        public String describe() {
            return "write " + path + " (" + content + ")";
        }
    }

    /**
     * Writes a file of /proc or /sys in place, then reads it back.
     *
     * @param value written without a line end
     */
    record WriteKernelFile(String path, String value, List<Prediction> predicts) implements Step {
        public WriteKernelFile {
            if (!path.startsWith("/proc/") && !path.startsWith("/sys/")) {
                throw new IllegalArgumentException("not a kernel file: " + path);
            }
            predicts = List.copyOf(predicts);
        }

        @Override
        public Inverse inverse() {
            return Inverse.AS_BEFORE;
        }

        @Override
        public String describe() {
            return "echo " + value + " > " + path;
        }
    }

    /** Removes a file or a symbolic link; that there is none is no error. */
    record RemoveFile(String path, List<Prediction> predicts) implements Step {
        public RemoveFile {
            predicts = List.copyOf(predicts);
        }

        @Override
        public Inverse inverse() {
            return Inverse.AS_BEFORE;
        }

        @Override
        public String describe() {
            return "rm " + path;
        }
    }

    /**
     * Waits until a command that changes nothing succeeds and prints a text: the host asks it twice a second. There is nothing to
     * take back.
     *
     * @param argv as in {@link Run}
     * @param output what it shall print, white space around it aside
     * @param timeout after which the step has failed; counted on the host
     * @param otherwise a command that is run once at the deadline, instead of failing, and {@link #OTHERWISE_TAKES} to see the
     *     text then; empty for none
     * @param help what it means when the text never comes, and how to mend it; for the message of the failure
     */
    record WaitFor(
            List<String> argv,
            String output,
            Duration timeout,
            List<String> otherwise,
            String help,
            List<Prediction> predicts)
            implements Step {

        /** How long the last resort may take to have its effect. */
        public static final Duration OTHERWISE_TAKES = Duration.ofSeconds(60);

        public WaitFor {
            argv = List.copyOf(argv);
            output = output.strip();
            otherwise = List.copyOf(otherwise);
            predicts = List.copyOf(predicts);
        }

        /** Waiting leaves nothing behind; what the last resort does is the business of the step that it helps. */
        @Override
        public Inverse inverse() {
            return Inverse.NOTHING;
        }

        @Override
        public String describe() {
            return "wait up to " + timeout.toSeconds() + " s until `" + Run.shown(argv) + "` prints `" + output + "`"
                    + (otherwise.isEmpty() ? "" : ", else `" + Run.shown(otherwise) + "`");
        }
    }

    /** The path this step writes, for messages; empty for a command. */
    default Optional<String> writes() {
        if (this instanceof WriteFile write) {
            return Optional.of(write.path());
        }
        if (this instanceof WriteKernelFile write) {
            return Optional.of(write.path());
        }
        return this instanceof RemoveFile remove ? Optional.of(remove.path()) : Optional.empty();
    }
}
