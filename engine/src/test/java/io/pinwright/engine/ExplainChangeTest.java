package io.pinwright.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pinwright.engine.explain.ChangeExplanation;
import io.pinwright.engine.explain.ChangeExplanation.Argument;
import io.pinwright.engine.explain.ChangeExplanation.Read;
import io.pinwright.engine.explain.ChangeExplanation.Turn;
import io.pinwright.engine.explain.Use;
import io.pinwright.engine.inventory.Definition;
import io.pinwright.engine.module.Change;
import io.pinwright.engine.report.Status;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code explain change}: why a plan changes something, or why it does not. */
class ExplainChangeTest {

    @TempDir
    Path folder;

    private Fleet fleet;

    private ChangeExplanation explain(String inventory, String target, String playbook) {
        fleet = new Fleet(folder, inventory);
        return again(target, playbook);
    }

    private ChangeExplanation again(String target, String playbook) {
        return fleet.engine
                .explainer()
                .change("kvm1", target, List.of(fleet.load(playbook)), fleet.inventory, fleet.options, Map.of());
    }

    private static Turn only(ChangeExplanation explanation) {
        assertThat(explanation.turns()).hasSize(1);
        return explanation.turns().get(0);
    }

    private static Turn only(ChangeExplanation explanation, Status status) {
        assertThat(only(explanation).status()).isEqualTo(status);
        return only(explanation);
    }

    private static Argument argument(Turn turn, String name) {
        return turn.arguments().stream()
                .filter(argument -> argument.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static String from(Use use) {
        return use.name() + "=" + use.value() + " "
                + use.from().map(Definition::rule).orElse("?");
    }

    @Test
    void aChangeIsToldWithItsTaskModuleArgumentsAndReads() {
        Turn turn = only(
                explain(
                        "kvm1 text=hello\n",
                        "/A",
                        Fleet.tasks("- {name: greet, put: {path: /a, content: '{{ text }}'}}\n"
                                + "- {name: other, put: {path: /b}}\n")),
                Status.CHANGED);
        assertThat(turn.name()).isEqualTo("greet");
        assertThat(turn.place().orElseThrow().line()).isEqualTo(4);
        assertThat(turn.module() + ": " + turn.summary()).isEqualTo("put: Makes a file.");
        assertThat(turn.changes()).extracting(Change::target).containsExactly("/a");
        assertThat(turn.reads()).containsExactly(new Read("cat /a", Optional.empty()));
        assertThat(argument(turn, "path").value()).isEqualTo("/a");
        assertThat(argument(turn, "path").written()).isNull();
        assertThat(argument(turn, "content").value()).isEqualTo("hello");
        assertThat(argument(turn, "content").uses())
                .extracting(ExplainChangeTest::from)
                .containsExactly("text=hello inventory, variables of host `kvm1`");
    }

    @Test
    void planningForAnExplanationWritesNothing() {
        explain("kvm1\n", "/a", Fleet.tasks("- put: {path: /a, content: x}\n"));
        assertThat(fleet.host().writes()).isEmpty();
        assertThat(fleet.host().roundTrips()).isEqualTo(1);
    }

    @Test
    void onlyTheHostAskedForIsReachedAndItSeesThePlayWhole() {
        Turn turn = only(explain(
                "kvm1\nkvm2\n",
                "/a",
                Fleet.tasks("- put: {path: /a, content: '{{ ansible_play_hosts | length }}'}\n")));
        assertThat(fleet.hosts).containsOnlyKeys("kvm1");
        assertThat(argument(turn, "content").value()).isEqualTo(2L);
    }

    @Test
    void aPlayForOtherHostsIsPassedOver() {
        Turn turn = only(explain(
                "kvm1\nkvm2\n",
                "/a",
                Fleet.tasks("- put: {path: /a, content: x}\n").replace("all", "kvm2")
                        + Fleet.tasks("- {name: mine, put: {path: /a, content: y}}\n")));
        assertThat(turn.name()).isEqualTo("mine");
        assertThat(argument(turn, "content").value()).isEqualTo("y");
    }

    @Test
    void aTaskThatFindsAllAsWishedSaysSo() {
        String playbook = Fleet.tasks("- {name: greet, put: {path: /a, content: x}}\n");
        fleet = Fleet.ofOne(folder);
        fleet.host().file("/a", "x");
        Turn turn = only(again("/a", playbook), Status.OK);
        assertThat(turn.why().text()).isEqualTo("as wished: nothing differs");
        assertThat(turn.changes()).isEmpty();
    }

    @Test
    void aSkippedTaskTellsTheConditionThatWasFalseAndItsVariables() {
        Turn turn = only(
                explain(
                        "kvm1 queues=1\n",
                        "/a",
                        Fleet.tasks("- put: {path: /a}\n  when:\n    - queues > 0\n    - queues > 1\n")),
                Status.SKIPPED);
        assertThat(turn.why().text()).isEqualTo("skipped: `when` is false: queues > 1");
        assertThat(turn.why().place().orElseThrow().line()).isEqualTo(7);
        assertThat(turn.why().uses())
                .extracting(ExplainChangeTest::from)
                .containsExactly("queues=1 inventory, variables of host `kvm1`");
    }

    @Test
    void aDeferredTaskTellsWhatItWaitsFor() {
        Turn turn = only(
                explain(
                        "kvm1\n",
                        "/a",
                        Fleet.tasks("- {name: ask, command: id, register: r}\n"
                                + "- {put: {path: /a, content: '{{ r.stdout }}'}}\n")),
                Status.DEFERRED);
        assertThat(turn.why().text()).isEqualTo("deferred: needs the result of task `ask`");
    }

    @Test
    void aVariableThatATaskSetIsToldByThatTask() {
        Turn turn = only(explain(
                "kvm1 v=1\n",
                "/a",
                Fleet.tasks("- {name: never, set_fact: {w: 1}}\n- {name: set, set_fact: {v: 2}}\n"
                        + "- put: {path: /a, content: 'x{{ v }}'}\n- {name: later, set_fact: {v: 3}}\n")));
        assertThat(argument(turn, "content").value()).isEqualTo("x2");
        assertThat(argument(turn, "content").uses())
                .extracting(ExplainChangeTest::from)
                .containsExactly("v=2 set_fact of the task `set`, from there on");
    }

    @Test
    void anItemOfALoopIsExplainedByItself() {
        Turn turn = only(
                explain("kvm1\n", "/b", Fleet.tasks("- put: {path: '{{ item }}', content: x}\n  loop: [/a, /b]\n")));
        assertThat(turn.item()).isEqualTo("/b");
        assertThat(argument(turn, "path").value()).isEqualTo("/b");
        assertThat(argument(turn, "path").uses())
                .extracting(ExplainChangeTest::from)
                .containsExactly("item=/b loop of the task `put`, in this task only");
    }

    @Test
    void changesOfOtherThingsAreCountedOnly() {
        Turn turn = only(explain("kvm1\n", "/p.a", Fleet.tasks("- pair: {path: /p, content: x}\n")));
        assertThat(turn.changes()).hasSize(1);
        assertThat(turn.otherChanges()).isEqualTo(1);
    }

    @Test
    void whatNothingIsAboutListsTheTargetsThereAre() {
        ChangeExplanation explanation =
                explain("kvm1\n", "nonesuch", Fleet.tasks("- put: {path: /a, content: x}\n- put: {path: /b}\n"));
        assertThat(explanation.turns()).isEmpty();
        assertThat(explanation.targets()).containsExactly("/a", "/b");
    }

    @Test
    void noLogHidesArgumentsAndChanges() {
        Turn turn = only(explain("kvm1\n", "/a", Fleet.tasks("- {put: {path: /a, content: x}, no_log: true}\n")));
        assertThat(turn.hidden()).isTrue();
        assertThat(turn.arguments()).isEmpty();
        assertThat(turn.changes()).isEmpty();
    }

    @Test
    void aSecretAmongTheArgumentsIsHidden() {
        ChangeExplanation explanation = explain(
                "kvm1 db_password=hunter2\n", "/a", Fleet.tasks("- put: {path: /a, content: 'p={{ db_password }}'}\n"));
        assertThat(argument(only(explanation), "content").value()).hasToString("****");
        assertThat(explanation.turns().toString().replaceAll("steps=.*?]", "")).doesNotContain("hunter2");
    }

    @Test
    void aHostThatNoPlayIsForIsRefused() {
        assertThatThrownBy(() -> explain("kvm1\nkvm2\n", "x", "- {hosts: kvm2, gather_facts: false}\n"))
                .hasMessageContaining("no play is for the host `kvm1`");
    }
}
