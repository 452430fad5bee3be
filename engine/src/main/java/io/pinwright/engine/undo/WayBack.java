package io.pinwright.engine.undo;

import io.pinwright.engine.host.Answer;
import io.pinwright.engine.host.Answers;
import io.pinwright.engine.host.Bytes;
import io.pinwright.engine.host.FileStatus;
import io.pinwright.engine.host.Payload;
import io.pinwright.engine.host.Prediction;
import io.pinwright.engine.host.Query;
import io.pinwright.engine.host.Step;
import io.pinwright.engine.journal.RecordedRun;
import io.pinwright.engine.json.StepJson;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A step that takes back, as it comes from the journal, made whole by what the host answers. */
final class WayBack {

    /** A step's bytes are nowhere any more. */
    static final class LostException extends Exception {
        private static final long serialVersionUID = 1L;

        LostException(String message) {
            super(message);
        }
    }

    private WayBack() {}

    /**
     * The step with its bytes, foretelling whole answers where they can be told.
     *
     * @throws LostException when the host no longer has the bytes
     */
    static Step whole(Step step, RecordedRun.Entry entry, Answers now) throws LostException {
        if (step instanceof Step.WriteFile file) {
            Payload content = payload(file.content(), entry, now);
            return new Step.WriteFile(
                    file.path(),
                    content,
                    file.mode(),
                    file.owner(),
                    file.group(),
                    foretold(step, Optional.of(content.bytes()), now));
        }
        if (step instanceof Step.Run run) {
            Payload stdin = payload(run.stdin(), entry, now);
            return new Step.Run(
                    run.argv(),
                    stdin,
                    run.environment(),
                    run.directory(),
                    run.timeout(),
                    run.okExits(),
                    run.inverse(),
                    foretold(step, Optional.of(stdin.bytes()), now));
        }
        if (step instanceof Step.WriteKernelFile file) {
            return new Step.WriteKernelFile(
                    file.path(), file.value(), foretold(step, Optional.of(Bytes.utf8(file.value() + "\n")), now));
        }
        return new Step.RemoveFile(step.writes().orElseThrow(), foretold(step, Optional.empty(), now));
    }

    private static Payload payload(Payload payload, RecordedRun.Entry entry, Answers now) throws LostException {
        if (payload.kept().isEmpty()) {
            return payload;
        }
        String path = payload.kept().get();
        RecordedRun.Kept kept = entry.kept().get(path);
        if (!(now.get(new Query.ReadFile(path)).orElse(null) instanceof Answer.Content content)) {
            throw new LostException("what was there before is no longer in " + path + " on the host");
        }
        if (kept == null || !kept.fits(content.bytes())) {
            throw new LostException(path + " on the host is not what the run put there");
        }
        return new Payload(content.bytes(), true);
    }

    private static List<Prediction> foretold(Step step, Optional<Bytes> bytes, Answers now) {
        List<Prediction> all = new ArrayList<>();
        step.predicts().forEach(prediction -> all.add(foretold(prediction, bytes, now)));
        step.writes().map(Query.ReadFile::new).ifPresent(own -> {
            if (all.stream().noneMatch(prediction -> prediction.query().equals(own))) {
                Answer answer = bytes.<Answer>map(Answer.Content::new).orElseGet(Answer.Absent::new);
                all.add(new Prediction(own, answer));
            }
        });
        return all;
    }

    /** The journal has digests; the answer is one of those that are known. */
    private static Prediction foretold(Prediction prediction, Optional<Bytes> bytes, Answers now) {
        Query query = prediction.query();
        Optional<String> digest = StepJson.digest(prediction);
        Stream<Answer> known = Stream.concat(
                Stream.concat(Stream.of(new Answer.Absent()), now.get(query).stream()),
                bytes.stream()
                        .flatMap(content ->
                                Stream.of(new Answer.Content(content), new Answer.Output(0, content, Bytes.EMPTY))));
        return known.map(answer -> new Prediction(query, answer, prediction.guards()))
                .filter(candidate ->
                        digest.isPresent() && StepJson.digest(candidate).equals(digest))
                .findFirst()
                .orElse(prediction);
    }

    /** Whether the host is already as the step would make it. */
    static boolean isDone(Step whole, Answers world) {
        if (whole instanceof Step.WriteKernelFile file) {
            return content(file.path(), world)
                    .map(bytes ->
                            bytes.text().stripTrailing().equals(file.value().stripTrailing()))
                    .orElse(false);
        }
        boolean foretold = whole.predicts().stream().filter(Prediction::guards).allMatch(one -> holds(one, world));
        if (whole instanceof Step.WriteFile file) {
            return foretold
                    && content(file.path(), world)
                            .equals(Optional.of(file.content().bytes()))
                    && status(file, world);
        }
        return foretold && whole.predicts().stream().anyMatch(one -> isComparable(one));
    }

    private static boolean isComparable(Prediction prediction) {
        return prediction.guards() && StepJson.digest(prediction).isPresent();
    }

    private static boolean status(Step.WriteFile file, Answers world) {
        if (!(world.get(new Query.Stat(file.path(), true, false)).orElse(null) instanceof Answer.Status found)) {
            return true;
        }
        FileStatus status = found.status();
        Integer mode = file.mode();
        return (mode == null || mode == status.mode())
                && is(file.owner(), status.owner(), status.uid())
                && is(file.group(), status.group(), status.gid());
    }

    private static boolean is(@org.jspecify.annotations.Nullable String wanted, String name, int number) {
        return wanted == null || wanted.equals(name) || wanted.equals(Integer.toUnsignedString(number));
    }

    private static Optional<Bytes> content(String path, Answers world) {
        return world.get(new Query.ReadFile(path)).orElse(null) instanceof Answer.Content content
                ? Optional.of(content.bytes())
                : Optional.empty();
    }

    /** Whether a read is answered as foretold; true where that cannot be compared. */
    static boolean holds(Prediction prediction, Answers world) {
        Optional<String> wanted = StepJson.digest(prediction);
        Optional<Answer> seen = world.get(prediction.query());
        return wanted.isEmpty()
                || seen.isPresent()
                        && StepJson.digest(new Prediction(prediction.query(), seen.get()))
                                .equals(wanted);
    }
}
