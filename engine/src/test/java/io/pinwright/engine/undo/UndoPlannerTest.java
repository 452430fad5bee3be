package io.pinwright.engine.undo;

import static org.assertj.core.api.Assertions.assertThat;

import io.pinwright.engine.host.Answer;
import io.pinwright.engine.host.Answers;
import io.pinwright.engine.host.Bytes;
import io.pinwright.engine.host.Guard;
import io.pinwright.engine.host.Inverse;
import io.pinwright.engine.host.Prediction;
import io.pinwright.engine.host.Query;
import io.pinwright.engine.host.Step;
import io.pinwright.engine.host.Undo;
import io.pinwright.engine.journal.RecordedRun;
import io.pinwright.engine.module.Disruption;
import io.pinwright.engine.module.Effect;
import io.pinwright.engine.undo.PlannedUndo.Verdict;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What taking back a run comes to whose controller ended without a word; values in, values out. */
class UndoPlannerTest {

    private static final String PROGRESS = "/runs/r.1/progress";

    private static Answer content(String text) {
        return new Answer.Content(Bytes.utf8(text));
    }

    private static Prediction says(String path, String text) {
        return new Prediction(new Query.ReadFile(path), content(text));
    }

    private static RecordedRun.Change change(String attribute, RecordedRun.Step... steps) {
        return new RecordedRun.Change(
                "task",
                "play.yml:1:1",
                "put",
                "target",
                attribute,
                null,
                null,
                Effect.NOW,
                Disruption.NONE,
                false,
                false,
                false,
                List.of(),
                List.of(steps));
    }

    /** A value of a kernel file, and the one before. */
    private static RecordedRun.Step sets(String path, String before, String after) {
        Step back = new Step.WriteKernelFile(path, before, List.of(says(path, before + "\n")));
        return new RecordedRun.Step(
                "set " + path,
                Guard.of(new Query.ReadFile(path), content(after + "\n")).stream()
                        .toList(),
                new Undo(List.of(back), Optional.empty()));
    }

    private static RecordedRun.Step restarts() {
        Step again = new Step.Run(List.of("restart"), List.of()).with(Inverse.AGAIN);
        return new RecordedRun.Step("restart", List.of(), new Undo(List.of(again), Optional.empty()));
    }

    /** Nobody wrote down how it ended. */
    private static List<PlannedUndo> plan(Map<String, String> files, RecordedRun.Change... changes) {
        RecordedRun.Entry entry = new RecordedRun.Entry(
                "r.1",
                Instant.EPOCH,
                Optional.empty(),
                Optional.empty(),
                List.of(changes),
                Optional.empty(),
                "/runs/r.1",
                Map.of());
        Map<Query, Answer> answers = new HashMap<>();
        answers.put(new Query.ReadFile(PROGRESS), new Answer.Absent());
        files.forEach((path, text) -> answers.put(new Query.ReadFile(path), content(text)));
        return UndoPlanner.plan(List.of(entry), Map.of(Optional.empty(), Answers.of(answers)), UndoOptions.NONE);
    }

    private static List<String> told(List<PlannedUndo> planned) {
        return planned.stream()
                .map(undo -> undo.recorded().attribute() + ": " + undo.verdict())
                .toList();
    }

    @Test
    void aChangeThatCameWithTheStepsOfAnotherIsPassedOver() {
        assertThat(told(plan(
                        Map.of("/proc/a", "2\n", PROGRESS, "begin 0\ndone 0\n"),
                        change("mode"),
                        change("content", sets("/proc/a", "1", "2")))))
                .containsExactly("content: " + Verdict.TAKE_BACK);
    }

    @Test
    void theLastIsTakenBackFirstAndWhatIsDoneAgainComesLast() {
        assertThat(told(plan(
                        Map.of(
                                "/proc/a",
                                "2\n",
                                "/proc/b",
                                "2\n",
                                PROGRESS,
                                "begin 0\ndone 0\nbegin 1\ndone 1\nbegin 2\ndone 2\n"),
                        change("a", sets("/proc/a", "1", "2")),
                        change("restart", restarts()),
                        change("b", sets("/proc/b", "1", "2")))))
                .containsExactly("b: " + Verdict.TAKE_BACK, "a: " + Verdict.TAKE_BACK, "restart: " + Verdict.TAKE_BACK);
    }

    @Test
    void whatALaterStepOfTheSameRunLeftIsNotOfOthers() {
        Map<String, String> files = Map.of("/proc/a", "3\n", PROGRESS, "begin 0\ndone 0\nbegin 1\ndone 1\n");
        assertThat(told(plan(
                        files, change("one", sets("/proc/a", "1", "2")), change("two", sets("/proc/a", "2", "3")))))
                .containsExactly("two: " + Verdict.TAKE_BACK, "one: " + Verdict.TAKE_BACK);
    }

    @Test
    void whatAStepLeavesThatWasNotBegunIsOfOthers() {
        Map<String, String> files = Map.of("/proc/a", "3\n", PROGRESS, "begin 0\ndone 0\n");
        assertThat(told(plan(
                        files, change("one", sets("/proc/a", "1", "2")), change("two", sets("/proc/a", "2", "3")))))
                .containsExactly("two: " + Verdict.NOT_MADE, "one: " + Verdict.REFUSED);
    }

    @Test
    void aHostWithoutARecordThatIsAsBeforeWasNotBegun() {
        List<PlannedUndo> planned = plan(
                Map.of("/proc/a", "1\n", "/proc/b", "1\n"),
                change("a", sets("/proc/a", "1", "2")),
                change("b", sets("/proc/b", "1", "2")));
        assertThat(told(planned)).containsExactly("b: " + Verdict.NOT_MADE, "a: " + Verdict.NOT_MADE);
        assertThat(planned).extracting(PlannedUndo::message).containsOnly("it was not begun");
    }

    @Test
    void aHostWithoutARecordThatShowsAChangeIsTakenBackWhole() {
        assertThat(told(plan(
                        Map.of("/proc/a", "2\n", "/proc/b", "1\n"),
                        change("a", sets("/proc/a", "1", "2")),
                        change("b", sets("/proc/b", "1", "2")))))
                .containsExactly("b: " + Verdict.AS_BEFORE, "a: " + Verdict.TAKE_BACK);
    }

    @Test
    void aHostWithoutARecordIsNotSaidToBeUntouchedWhereAStepCannotBeTakenBack() {
        RecordedRun.Step raw =
                new RecordedRun.Step("raw", List.of(), new Undo(List.of(), Optional.of("what it does is not known")));
        assertThat(told(plan(Map.of("/proc/a", "1\n"), change("a", sets("/proc/a", "1", "2")), change("raw", raw))))
                .containsExactly("raw: " + Verdict.IMPOSSIBLE, "a: " + Verdict.AS_BEFORE);
    }
}
