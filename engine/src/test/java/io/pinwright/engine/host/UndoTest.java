package io.pinwright.engine.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What takes steps back, and in which order. */
class UndoTest {

    private static final Step.Run RESTART = new Step.Run(List.of("restart"), List.of()).with(Inverse.AGAIN);
    private static final Step.Run NOTHING = new Step.Run(List.of("sync"), List.of()).with(Inverse.NOTHING);
    private static final Query.ReadFile FILE = new Query.ReadFile("/f");

    private static final Step WRITE = new Step.WriteFile("/f", Payload.of("new"), null, null, null, List.of());

    private static List<String> undone(Step... steps) {
        Answers before = Answers.of(Map.of(FILE, new Answer.Content(Bytes.utf8("old"))));
        List<Undo> undos = Undo.of(List.of(steps), before);
        List<String> undone = new ArrayList<>();
        Undo.order(undos).forEach(i -> undos.get(i).steps().forEach(step -> undone.add(step.describe())));
        return undone;
    }

    @Test
    void whatWasRestartedIsRestartedOnceTheFileIsBack() {
        assertThat(undone(WRITE, RESTART)).containsExactly("write /f (3 bytes)", "restart");
    }

    @Test
    void restartsKeepTheirOrderBehindAllElse() {
        Step.Run reload = new Step.Run(List.of("reload"), List.of()).with(Inverse.AGAIN);
        Step.Run made = new Step.Run(List.of("mkdir"), List.of()).undoneBy(new Step.Run(List.of("rmdir"), List.of()));
        assertThat(undone(WRITE, reload, made, RESTART))
                .containsExactly("rmdir", "write /f (3 bytes)", "reload", "restart");
    }

    @Test
    void nothingIsRestartedWhereNothingBeforeItIsTakenBack() {
        assertThat(undone(NOTHING, RESTART, WRITE)).containsExactly("write /f (3 bytes)");
    }

    @Test
    void aPathThatStatFoundEmptyIsEmptyAgain() {
        Query stat = new Query.Stat("/f", false, false);
        Undo undo = Undo.of(List.of(WRITE), Answers.of(Map.of(stat, new Answer.Absent())))
                .get(0);
        assertThat(undo.steps()).singleElement().isInstanceOf(Step.RemoveFile.class);
    }

    @Test
    void aFileThatManyFilesInOneReadDidNotHaveIsRemovedAgainAndOneThatGoesIsGuarded() {
        Query.Glob glob = new Query.Glob(Query.GlobKind.CONTENT, "/d/*");
        Answers before = Answers.of(Map.of(glob, entries("/d/old")));
        Step write = new Step.WriteFile(
                "/d/new", Payload.of("x"), null, null, null, List.of(new Prediction(glob, entries("/d/new"))));
        assertThat(Undo.of(List.of(write), before).get(0).steps())
                .singleElement()
                .isInstanceOf(Step.RemoveFile.class);
        assertThat(Guard.of(List.of(write), before))
                .containsExactlyInAnyOrder(
                        new Guard(new Query.ReadFile("/d/new"), Guard.ABSENT),
                        Guard.of(new Query.ReadFile("/d/old"), new Answer.Content(Bytes.utf8("x")))
                                .orElseThrow());
    }

    private static Answer.Entries entries(String... paths) {
        Map<String, Bytes> entries = new LinkedHashMap<>();
        List.of(paths).forEach(path -> entries.put(path, Bytes.utf8("x")));
        return new Answer.Entries(entries);
    }

    @Test
    void whatIsNotKnownSaysSo() {
        Step raw = new Step.Run(List.of("raw"), List.of());
        assertThat(Undo.of(List.of(raw), Answers.NONE).get(0).impossible())
                .isEqualTo(Optional.of("what it does is not known"));
    }
}
