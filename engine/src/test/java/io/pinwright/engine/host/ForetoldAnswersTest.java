package io.pinwright.engine.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What steps do to a path counts for every query that looks at it. */
class ForetoldAnswersTest {

    private static final Query.Stat PLAIN = new Query.Stat("/d/f", false, false);
    private static final Query.Stat SUMMED = new Query.Stat("/d/f", true, true);
    private static final Query.ReadFile CONTENT = new Query.ReadFile("/d/f");

    private static Step write(String path, String content) {
        return new Step.WriteFile(path, Payload.of(content), null, null, null, List.of());
    }

    private static FileStatus status(FileStatus.Type type, int mode, Optional<String> target) {
        return new FileStatus(type, mode, "root", 0, "root", 0, 9, 7, target, Optional.of("sum"));
    }

    private static Answer file(int mode) {
        return new Answer.Status(status(FileStatus.Type.FILE, mode, Optional.empty()));
    }

    private static FileStatus found(Answers answers, Query query) {
        return ((Answer.Status) answers.get(query).orElseThrow()).status();
    }

    @Test
    void aWrittenFileKeepsItsModeAndGetsItsNewSizeAndChecksum() {
        Answers host = Answers.of(Map.of(PLAIN, file(0600), SUMMED, file(0600), CONTENT, new Answer.Absent()));
        Answers then = Answers.foretold(List.of(write("/d/f", "abc"))).over(host);
        assertThat(found(then, PLAIN).mode()).isEqualTo(0600);
        assertThat(found(then, SUMMED).sizeBytes()).isEqualTo(3);
        assertThat(found(then, SUMMED).sha256().orElseThrow()).startsWith("ba7816bf");
        assertThat(then.get(CONTENT)).contains(new Answer.Content(Bytes.utf8("abc")));
        assertThat(then.get(new Query.ReadFile("/d/f", 10))).contains(new Answer.Content(Bytes.utf8("abc")));
    }

    @Test
    void theStatOfAWrittenFileIsAskedWhenItIsNotKnownWhatWasThereBefore() {
        assertThat(Answers.foretold(List.of(write("/d/f", "abc"))).get(PLAIN)).isEmpty();
    }

    @Test
    void aFileThatWasRemovedBeforeItIsWrittenIsANewOne() {
        Answers then = Answers.foretold(List.of(new Step.RemoveFile("/d/f", List.of()), write("/d/f", "abc")))
                .over(Answers.of(Map.of(PLAIN, file(0600))));
        assertThat(found(then, PLAIN).mode()).isEqualTo(0644);
    }

    @Test
    void belowARemovedFolderNothingIsLeftButWhatIsWrittenLater() {
        Step remove = new Step.Run(
                List.of("rm"), List.of(new Prediction(new Query.Stat("/d", false, false), new Answer.Absent())));
        Query.Glob glob = new Query.Glob(Query.GlobKind.CONTENT, "/d/*");
        Answers host =
                Answers.of(Map.of(PLAIN, file(0600), glob, new Answer.Entries(Map.of("/d/f", Bytes.utf8("old")))));
        Answers then = Answers.foretold(List.of(write("/d/older", ""), remove, write("/d/g", "new")))
                .over(host);
        assertThat(then.get(PLAIN)).contains(new Answer.Absent());
        assertThat(then.get(new Query.ReadFile("/d/older"))).contains(new Answer.Absent());
        assertThat(then.get(new Query.ReadFile("/d/g"))).contains(new Answer.Content(Bytes.utf8("new")));
        assertThat(then.get(glob)).contains(new Answer.Entries(Map.of("/d/g", Bytes.utf8("new"))));
    }

    @Test
    void aPatternMatchesAsInAShell() {
        for (String[] of : new String[][] {
            {"/d/*", "/d/f", "yes"},
            {"/d/*", "/d/.f", "no"},
            {"/d/*", "/d/x/f", "no"},
            {"/d/.*", "/d/.f", "yes"},
            {"/d/[a-c]?", "/d/b1", "yes"},
            {"/d/[!a-c]?", "/d/b1", "no"},
            {"/*/f+", "/d/f+", "yes"}
        }) {
            Query.Glob glob = new Query.Glob(Query.GlobKind.NAME, of[0]);
            Answers then = Answers.foretold(List.of(write(of[1], "x")))
                    .over(Answers.of(Map.of(glob, new Answer.Entries(Map.of()))));
            boolean matches =
                    ((Answer.Entries) then.get(glob).orElseThrow()).byPath().containsKey(of[1]);
            assertThat(matches).as(of[0] + " " + of[1]).isEqualTo(of[2].equals("yes"));
        }
    }

    @Test
    void aFileIsTheSameWhenItIsReachedByALinkThatIsKnown() {
        Query through = new Query.ReadFile("/l/link");
        Answers host = Answers.of(Map.of(
                new Query.Stat("/l/link", false, false),
                new Answer.Status(status(FileStatus.Type.LINK, 0777, Optional.of("../d/f"))),
                through,
                new Answer.Content(Bytes.utf8("old"))));
        assertThat(host.get(through)).contains(new Answer.Content(Bytes.utf8("old")));
        Answers then = Answers.foretold(List.of(write("/d/f", "abc"))).over(host);
        assertThat(then.get(through)).contains(new Answer.Content(Bytes.utf8("abc")));
    }

    @Test
    void attributesThatChangeLeaveTheChecksum() {
        Step chmod = new Step.Run(
                List.of("chmod"),
                List.of(new Prediction(
                        new Query.Stat("/d/f", true, false),
                        new Answer.Status(new FileStatus(
                                FileStatus.Type.FILE,
                                0640,
                                "root",
                                0,
                                "root",
                                0,
                                9,
                                7,
                                Optional.empty(),
                                Optional.empty())))));
        Answers then = Answers.foretold(List.of(chmod)).over(Answers.of(Map.of(SUMMED, file(0600))));
        assertThat(found(then, SUMMED).mode()).isEqualTo(0640);
        assertThat(found(then, SUMMED).sha256()).contains("sum");
    }

    @Test
    void inLayersOrAtOnceTheAnswersAreTheSame() {
        Map<Query, Answer> known = new LinkedHashMap<>(Map.of(PLAIN, file(0600), SUMMED, file(0600)));
        Query.Glob glob = new Query.Glob(Query.GlobKind.NAME, "/d/*");
        known.put(glob, new Answer.Entries(Map.of("/d/f", Bytes.EMPTY)));
        List<Step> steps = List.of(
                write("/d/f", "1"), write("/d/g", "2"), new Step.RemoveFile("/d/f", List.of()), write("/d/h", "3"));
        Answers layered = Answers.NONE;
        for (Step step : steps) {
            layered = layered.with(Answers.foretold(List.of(step)));
        }
        for (Query query : List.of(PLAIN, SUMMED, glob, CONTENT, new Query.ReadFile("/d/h"))) {
            assertThat(layered.over(Answers.of(known)).get(query))
                    .isEqualTo(Answers.foretold(steps).over(Answers.of(known)).get(query))
                    .isPresent();
        }
    }

    @Test
    void whatWasReallyDoneIsNotImaginedAnyMore() {
        Answers imagined = Answers.foretold(List.of(write("/d/f", "1"), write("/d/g", "2")));
        Answers left = imagined.without(Answers.foretold(List.of(write("/d/f", "3"))));
        assertThat(left.get(CONTENT)).isEmpty();
        assertThat(left.get(new Query.ReadFile("/d/g"))).isPresent();
    }
}
