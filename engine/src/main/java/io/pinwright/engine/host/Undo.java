package io.pinwright.engine.host;

import io.pinwright.engine.host.FileStatus.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What takes one step back on one host: its {@link Inverse} filled in with what was read before.
 *
 * @param steps in order; empty when there is nothing to take back, or it cannot be
 * @param impossible why it cannot be taken back
 */
public record Undo(List<Step> steps, Optional<String> impossible) {

    public Undo {
        steps = List.copyOf(steps);
    }

    private static Undo impossible(String why) {
        return new Undo(List.of(), Optional.of(why));
    }

    private static Undo by(Step... steps) {
        return new Undo(List.of(steps), Optional.empty());
    }

    /** Whether it comes last, see {@link Inverse#AGAIN}. */
    public boolean isLast() {
        return !steps.isEmpty() && steps.stream().allMatch(step -> step.inverse() instanceof Inverse.Again);
    }

    /**
     * In which order steps are taken back: the last first; then, from the first on, what is done again after all others. A step
     * that is only done again when there is nothing before it to take back is left out.
     *
     * @param undos one a step, in the order the steps ran
     * @return positions in the list
     */
    public static List<Integer> order(List<Undo> undos) {
        List<Integer> order = new ArrayList<>();
        for (int i = undos.size() - 1; i >= 0; i--) {
            if (!undos.get(i).isLast()) {
                order.add(i);
            }
        }
        boolean changes = false;
        for (int i = 0; i < undos.size(); i++) {
            if (undos.get(i).isLast() && changes) {
                order.add(i);
            }
            changes = changes || !undos.get(i).isLast() && !undos.get(i).steps().isEmpty();
        }
        return List.copyOf(order);
    }

    /**
     * What takes each of these steps back, in their order.
     *
     * @param before what is known of the host before the first
     */
    public static List<Undo> of(List<Step> steps, Answers before) {
        List<Undo> undos = new ArrayList<>();
        Answers now = before;
        for (Step step : steps) {
            // What is done again is done when all before it is taken back: then the host is as before the first.
            undos.add(
                    step.inverse() instanceof Inverse.Again && step instanceof Step.Run run
                            ? by(run.predicting(back(step.predicts(), before)))
                            : of(step, now));
            now = now.with(Answers.foretold(List.of(step)));
        }
        return List.copyOf(undos);
    }

    private static Undo of(Step step, Answers before) {
        Inverse inverse = step.inverse();
        if (inverse instanceof Inverse.Impossible no) {
            return impossible(no.why());
        }
        if (inverse instanceof Inverse.By by) {
            List<Prediction> back = back(step.predicts(), before);
            List<Step> steps = new ArrayList<>();
            for (Step one : by.steps()) {
                boolean bare = one instanceof Step.Run && one.predicts().isEmpty();
                steps.add(bare ? ((Step.Run) one).predicting(back) : one);
            }
            return new Undo(steps, Optional.empty());
        }
        if (inverse instanceof Inverse.Restore restore) {
            return restore(step, restore, before);
        }
        return inverse instanceof Inverse.Nothing ? by() : asBefore(step, before);
    }

    private static Undo restore(Step step, Inverse.Restore restore, Answers before) {
        Optional<Answer> was = before.get(restore.document());
        if (!(was.orElse(null) instanceof Answer.Output output) || output.exit() != 0) {
            return impossible("what was there before was not read");
        }
        return by(new Step.Run(
                restore.argv(),
                new Payload(output.stdout(), restore.secret()),
                java.util.Map.of(),
                null,
                Step.TIMEOUT,
                Set.of(0),
                restore,
                back(step.predicts(), before)));
    }

    private static Undo asBefore(Step step, Answers before) {
        String path = step.writes().orElseThrow();
        if (step instanceof Step.WriteKernelFile) {
            return content(step, path, before)
                    .map(content -> by((Step) new Step.WriteKernelFile(
                            path, content.text().stripTrailing(), back(step.predicts(), before))))
                    .orElseGet(() -> impossible("what was in " + path + " was not read"));
        }
        Optional<FileStatus> itself = status(path, false, before);
        if (step instanceof Step.RemoveFile
                && itself.filter(s -> s.type() == Type.LINK).isPresent()) {
            String target = itself.get().linkTarget().orElse("");
            return by(new Step.Run(List.of("ln", "-s", "--", target, path), back(step.predicts(), before))
                    .undoneBy(new Step.RemoveFile(path, step.predicts())));
        }
        if (isAbsent(step, path, before)) {
            return by(new Step.RemoveFile(path, back(step.predicts(), before)));
        }
        Optional<Bytes> content = content(step, path, before);
        if (content.isEmpty()) {
            return impossible("what was in " + path + " was not read");
        }
        boolean secret = step instanceof Step.WriteFile write && write.content().secret();
        Optional<FileStatus> status = status(path, true, before);
        return by(new Step.WriteFile(
                path,
                new Payload(content.get(), secret),
                status.map(FileStatus::mode).orElse(null),
                status.map(s -> Integer.toUnsignedString(s.uid())).orElse(null),
                status.map(s -> Integer.toUnsignedString(s.gid())).orElse(null),
                back(step.predicts(), before)));
    }

    /** Whether a read says so: of the path itself, or of many files where this one was not and will be. */
    private static boolean isAbsent(Step step, String path, Answers before) {
        boolean none = Stream.of(
                        new Query.ReadFile(path), new Query.Stat(path, false, false), new Query.Stat(path, false, true))
                .anyMatch(query -> before.get(query).orElse(null) instanceof Answer.Absent);
        return none
                || step.predicts().stream()
                        .anyMatch(prediction -> prediction.query() instanceof Query.Glob
                                && prediction.answer() instanceof Answer.Entries after
                                && after.byPath().containsKey(path)
                                && before.get(prediction.query()).orElse(null) instanceof Answer.Entries entries
                                && !entries.byPath().containsKey(path));
    }

    private static Optional<Bytes> content(Step step, String path, Answers before) {
        if (before.get(new Query.ReadFile(path)).orElse(null) instanceof Answer.Content content) {
            return Optional.of(content.bytes());
        }
        for (Prediction prediction : step.predicts()) {
            if (before.get(prediction.query()).orElse(null) instanceof Answer.Entries entries
                    && entries.byPath().containsKey(path)) {
                return Optional.of(entries.byPath().get(path));
            }
        }
        return Optional.empty();
    }

    private static Optional<FileStatus> status(String path, boolean follow, Answers before) {
        for (boolean checksum : new boolean[] {false, true}) {
            if (before.get(new Query.Stat(path, follow, checksum)).orElse(null) instanceof Answer.Status found) {
                return Optional.of(found.status());
            }
        }
        return Optional.empty();
    }

    /** What the reads that a step changes will be answered once it is taken back. */
    private static List<Prediction> back(List<Prediction> predictions, Answers before) {
        List<Prediction> back = new ArrayList<>();
        for (Prediction prediction : predictions) {
            before.get(prediction.query())
                    .ifPresent(answer -> back.add(new Prediction(prediction.query(), answer, prediction.guards())));
        }
        return back;
    }
}
