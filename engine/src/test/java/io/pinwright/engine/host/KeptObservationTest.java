package io.pinwright.engine.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A value that is kept is the one that would have been made, and is asked for as if it had been. */
class KeptObservationTest {

    private static final Query.ReadFile FILE = new Query.ReadFile("/proc/f");
    private static final Query.ReadFile OTHER = new Query.ReadFile("/proc/g");

    private final List<String> made = new ArrayList<>();

    /** The text of the file; what it was made of is noted each time. */
    private final Observation<String> text =
            Observation.file("/proc/f").map(this::making).keptAs("text");

    private String making(Optional<String> content) {
        made.add(content.orElse("(none)"));
        return content.orElse("(none)");
    }

    private static Answer content(String text) {
        return new Answer.Content(Bytes.utf8(text));
    }

    private static Answers host(String text) {
        return Answers.of(Map.of(FILE, content(text)));
    }

    private static Answers foretold(String text) {
        return Answers.foretold(List.of(new Step.WriteKernelFile(
                "/proc/f", text, List.of(new Prediction(FILE, new Answer.Content(Bytes.utf8(text)))))));
    }

    private static Set<Query> asked(Observation<?> observation, Answers answers) {
        Set<Query> asked = new LinkedHashSet<>();
        observation.given(answers.recording(asked));
        return asked;
    }

    @Test
    void ofTheSameAnswersItIsMadeOnce() {
        Answers host = host("a");

        assertThat(text.given(host).value()).contains("a");
        assertThat(text.given(host).value()).contains("a");
        assertThat(text.given(Answers.NONE.over(host)).value()).contains("a");
        assertThat(text.given(host.with(Answers.of(Map.of(OTHER, content("x")))))
                        .value())
                .contains("a");

        assertThat(made).containsExactly("a");
    }

    @Test
    void whatIsForetoldMakesAnotherValue() {
        Answers host = host("a");
        text.given(host);

        assertThat(text.given(foretold("b").over(host)).value()).contains("b");
        assertThat(text.given(host.with(foretold("c"))).value()).contains("c");
        assertThat(text.given(host).value()).contains("a");
    }

    @Test
    void whatIsForetoldOfAnotherFileLeavesTheValue() {
        Answers host = host("a").with(Answers.of(Map.of(OTHER, content("x"))));
        text.given(host);
        Step step = new Step.WriteKernelFile("/proc/g", "y", List.of(new Prediction(OTHER, content("y"))));

        assertThat(text.given(Answers.foretold(List.of(step)).over(host)).value())
                .contains("a");

        assertThat(made).containsExactly("a");
    }

    @Test
    void aFileThatAStepWritesOrRemovesMakesAnotherValueThoughNothingIsPredictedOfItsRead() {
        Answers host = host("a");
        text.given(host);
        Step write = new Step.WriteFile("/proc/f", Payload.of("written"), null, null, null, List.of());
        Step remove = new Step.RemoveFile("/proc/f", List.of());

        assertThat(text.given(Answers.foretold(List.of(write)).over(host)).value())
                .contains("written");
        assertThat(text.given(Answers.foretold(List.of(remove)).over(host)).value())
                .contains("(none)");
    }

    @Test
    void aWriteBehindALinkMakesAnotherValue() {
        FileStatus link = new FileStatus(
                FileStatus.Type.LINK, 0777, "root", 0, "root", 0, 1, 7, Optional.of("/proc/g"), Optional.empty());
        Answers host = Answers.of(
                Map.of(FILE, content("a"), new Query.Stat("/proc/f", false, false), new Answer.Status(link)));
        text.given(host);
        Step write = new Step.WriteFile("/proc/g", Payload.of("behind"), null, null, null, List.of());

        assertThat(text.given(Answers.foretold(List.of(write)).over(host)).value())
                .contains("behind");
    }

    @Test
    void anotherHostsValueIsItsOwn() {
        text.given(host("a"));

        assertThat(text.given(host("b")).value()).contains("b");
    }

    @Test
    void anAnswerReadAgainMakesTheValueAgain() {
        Answers host = host("a");
        text.given(host);

        assertThat(text.given(host.with(host("b"))).value()).contains("b");
    }

    @Test
    void itsQueriesCountAsAskedEachTime() {
        Answers host = host("a");

        assertThat(asked(text, host)).containsExactly(FILE);
        assertThat(asked(text, host)).containsExactly(FILE);
    }

    @Test
    void queriesOfKeptPartsCountToo() {
        Answers host = host("a").with(Answers.of(Map.of(OTHER, content("x"))));
        Observation<String> both = Observation.both(
                        text, Observation.file("/proc/g"), (one, other) -> one + other.orElse(""))
                .keptAs("both");
        text.given(host);

        assertThat(asked(both, host)).containsExactlyInAnyOrder(FILE, OTHER);
        assertThat(asked(both, host)).containsExactlyInAnyOrder(FILE, OTHER);
        assertThat(both.given(foretold("b").over(host)).value()).contains("bx");
        assertThat(both.given(host).value()).contains("ax");
    }

    @Test
    void readsThatDependOnAnAnswerCountToo() {
        Observation<Optional<String>> chain = Observation.file("/proc/f")
                .then(path -> Observation.file(path.orElseThrow()))
                .keptAs("chain");
        Answers host = Answers.of(Map.of(FILE, content("/proc/g"), OTHER, content("x")));

        assertThat(chain.given(host("/proc/g")).needs()).containsExactly(OTHER);
        assertThat(asked(chain, host)).containsExactly(FILE, OTHER);
        assertThat(asked(chain, host)).containsExactly(FILE, OTHER);
    }

    @Test
    void whatIsNotAnsweredYetIsNeeded() {
        Answers host = Answers.of(Map.of(OTHER, content("x")));

        assertThat(text.given(host).needs()).containsExactly(FILE);
        assertThat(asked(text, host)).containsExactly(FILE);
        assertThat(text.given(host.with(host("a"))).value()).contains("a");
    }

    @Test
    void whatNobodyCanForetellIsNotTheValueOfBefore() {
        Answers host = host("a");
        text.given(host);
        Step restart = new Step.Run(
                List.of("restart"), List.of(new Prediction(FILE, new Answer.NotForetold("the restart"), false)));

        assertThat(text.given(Answers.foretold(List.of(restart)).over(host)).needs())
                .containsExactly(FILE);
    }

    @Test
    void aProblemIsFoundEachTimeAndItsQueriesCount() {
        Observation<String> failing = Observation.file("/proc/f")
                .<String>map(content -> {
                    throw new HostProblem("no good");
                })
                .keptAs("failing");
        Set<Query> asked = new LinkedHashSet<>();
        Answers host = host("a").recording(asked);

        assertThatThrownBy(() -> failing.given(host)).isInstanceOf(HostProblem.class);
        asked.clear();
        assertThatThrownBy(() -> failing.given(host)).isInstanceOf(HostProblem.class);
        assertThat(asked).containsExactly(FILE);
    }
}
