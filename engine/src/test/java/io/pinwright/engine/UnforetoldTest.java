package io.pinwright.engine;

import static io.pinwright.engine.Fleet.message;
import static io.pinwright.engine.Fleet.result;
import static io.pinwright.engine.Fleet.statuses;
import static io.pinwright.engine.Fleet.tasks;
import static org.assertj.core.api.Assertions.assertThat;

import io.pinwright.engine.host.Answer;
import io.pinwright.engine.host.FakeHost;
import io.pinwright.engine.report.Mode;
import io.pinwright.engine.report.Report;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a plan says of tasks whose answer rests on what nobody can foretell. */
class UnforetoldTest {

    private static final String MARK = "judged as if task `do` changed nothing that this task reads";

    @TempDir
    Path folder;

    private Fleet fleet;

    @BeforeEach
    void host() {
        fleet = Fleet.ofOne(folder);
    }

    private static String withHandlers(String tasks, String handlers) {
        return tasks(tasks) + "  handlers:\n" + handlers.indent(4);
    }

    @Test
    void tasksBehindARawCommandAreMarkedAndThoseBeforeItAreNot() {
        Report plan = fleet.plan(tasks("""
                - {name: before, put: {path: /f, content: a}}
                - {name: do, command: make}
                - {name: changed, put: {path: /f, content: b}}
                - {name: same, put: {path: /f, content: b}}
                - {name: left out, put: {path: /f, content: c}, when: false}
                """));
        assertThat(statuses(plan))
                .isEqualTo("before: changed, do: skipped, changed: changed, same: ok, left out: skipped");
        assertThat(result(plan, "before").warnings()).isEmpty();
        assertThat(result(plan, "changed").warnings()).containsExactly(MARK);
        assertThat(result(plan, "same").warnings()).containsExactly(MARK);
        assertThat(result(plan, "left out").warnings()).isEmpty();
    }

    @Test
    void theMarkReachesLaterPlays() {
        Report plan = fleet.plan(
                tasks("- {name: do, command: make}") + tasks("- {name: later, put: {path: /f, content: b}}"));
        assertThat(result(plan, "later").warnings()).containsExactly(MARK);
    }

    @Test
    void aCommandThatTheUserSaysOnlyReadsMarksNothing() {
        Report plan = fleet.plan(tasks("""
                - {name: do, command: make, changed_when: false}
                - {name: behind, put: {path: /f, content: b}}
                """));
        assertThat(result(plan, "behind").warnings()).isEmpty();
    }

    @Test
    void whatIsRegisteredBehindARawCommandIsNotKnown() {
        Report plan = fleet.plan(tasks("""
                - {name: do, command: make}
                - {name: looked, put: {path: /f, content: b}, register: seen}
                - {name: use, debug: {msg: "{{ seen.content }}"}}
                - {name: if, put: {path: /g, content: b}, when: seen is changed}
                """));
        assertThat(statuses(plan)).isEqualTo("do: skipped, looked: changed, use: deferred, if: deferred");
        assertThat(message(plan, "if")).isEqualTo("deferred: needs the result of task `do`");
    }

    @Test
    void whatCannotBeDoneOnTheHostAsItIsNowIsDeferredBehindARawCommand() {
        fleet.host().unreadable("/no", new Answer.Unreadable("no permission"));
        Report plan = fleet.plan(tasks("""
                - {name: do, command: make}
                - {name: bad, link: {path: /no}}
                - {name: behind, put: {path: /f, content: b}}
                """));
        assertThat(statuses(plan)).isEqualTo("do: skipped, bad: deferred, behind: changed");
        assertThat(plan.hasFailures()).isFalse();
        assertThat(message(plan, "bad"))
                .startsWith("deferred: needs the result of task `do`; on the host as it is now: ");
    }

    @Test
    void aDeferredTaskIsAsUnforetoldAsTheCommandItWaitsFor() {
        Report plan = fleet.plan(tasks("""
                - {name: do, command: ask, register: told, changed_when: false}
                - {name: perhaps, put: {path: /f, content: a}, when: told.stdout == 'yes'}
                - {name: behind, append: {path: /f, content: b}}
                """));
        assertThat(statuses(plan)).isEqualTo("do: skipped, perhaps: deferred, behind: changed");
        assertThat(result(plan, "behind").warnings())
                .containsExactly("judged as if task `perhaps` changed nothing that this task reads");
    }

    @Test
    void aHandlerThatARawCommandNotifiesIsPlanned() {
        Report plan = fleet.plan(withHandlers("""
                - {name: do, command: make, notify: handle}
                """, """
                - {name: handle, put: {path: /f, content: a}}
                """));
        assertThat(statuses(plan)).isEqualTo("do: skipped, handle: changed");
    }

    @Test
    void aHandlerIsDeferredWhenNobodyKnowsWhetherItIsNotified() {
        String tasks = """
                - {name: do, command: ask, register: told, changed_when: told.stdout == 'yes', notify: first}
                """;
        String handlers = """
                - {name: first, put: {path: /f, content: a}, notify: second}
                - {name: second, put: {path: /g, content: a}}
                - {name: third, put: {path: /h, content: a}}
                """;
        for (Mode mode : new Mode[] {Mode.READ_ONLY, Mode.CHECK}) {
            Report plan = fleet.run(mode, withHandlers(tasks, handlers));
            assertThat(statuses(plan)).isEqualTo("do: skipped, first: deferred, second: deferred");
            assertThat(message(plan, "first")).isEqualTo("deferred: needs the result of task `do`");
            assertThat(result(plan, "first").changes()).isEmpty();
        }
    }

    @Test
    void aHandlerThatIsNotifiedForSureIsPlannedWhateverElseMayNotifyIt() {
        Report plan = fleet.plan(withHandlers("""
                - {name: do, command: ask, register: told, changed_when: told.stdout == 'yes', notify: handle}
                - {name: sure, put: {path: /f, content: a}, notify: handle}
                """, """
                - {name: handle, put: {path: /g, content: a}}
                """));
        assertThat(statuses(plan)).isEqualTo("do: skipped, sure: changed, handle: changed");
    }

    @Test
    void aHandlerOfADeferredTaskIsDeferred() {
        Report plan = fleet.plan(withHandlers("""
                - {name: do, command: ask, register: told, changed_when: false}
                - {name: perhaps, put: {path: /f, content: a}, when: told.stdout == 'yes', notify: handle}
                """, """
                - {name: handle, put: {path: /g, content: a}}
                """));
        assertThat(statuses(plan)).isEqualTo("do: skipped, perhaps: deferred, handle: deferred");
        assertThat(message(plan, "handle")).isEqualTo("deferred: needs the result of task `perhaps`");
    }

    @Test
    void aLaterPlayIsPlannedOnWhatAnEarlierOneForetells() {
        String playbook = tasks("- {name: a, put: {path: /f, content: \"a\\n\"}}")
                + tasks(
                        "- {name: b, append: {path: /f, content: b}, register: end}\n- {name: c, debug: {msg: \"{{ end.content }}\"}}");
        Report plan = fleet.plan(playbook);
        assertThat(message(plan, "c")).isEqualTo("a\nb\n");
        Report applied = fleet.apply(playbook);
        assertThat(message(applied, "c")).isEqualTo("a\nb\n");
    }

    @Test
    void anEffectThatAModuleDoesNotForetellInFullLeavesItsResultUnknown() {
        Report plan = fleet.plan(tasks("""
                - {name: grow, endless: {path: /f}, register: grown}
                - {name: changed, debug: {msg: "{{ grown.changed }}"}}
                - {name: use, debug: {msg: "{{ grown.content }}"}}
                """));
        assertThat(statuses(plan)).isEqualTo("grow: changed, changed: ok, use: deferred");
        assertThat(message(plan, "use")).isEqualTo("deferred: needs the result of task `grow`");
    }

    @Test
    void inCheckModeWhatIsOnlyImaginedDoesNotGetIntoWhatIsReallyWritten() {
        fleet.run(Mode.CHECK, tasks("""
                - {name: imagined, put: {path: /f, content: "a\\n"}}
                - {name: real, append: {path: /f, content: b}, check_mode: false}
                - {name: more, append: {path: /f, content: c}, check_mode: false}
                """));
        assertThat(fleet.host().file("/f")).contains("b\nc\n");
    }

    @Test
    void inApplyNothingIsInDoubt() {
        fleet.host().command("make", run -> FakeHost.done(""));
        Report applied = fleet.apply(withHandlers("""
                - {name: do, command: make, notify: handle}
                - {name: behind, put: {path: /f, content: b}, register: seen}
                - {name: use, debug: {msg: "{{ seen.content }}"}}
                """, """
                - {name: handle, put: {path: /g, content: a}}
                """));
        assertThat(statuses(applied)).isEqualTo("do: changed, behind: changed, use: ok, handle: changed");
        assertThat(applied.results())
                .allSatisfy(result -> assertThat(result.warnings()).isEmpty());
    }
}
