package io.pinwright.engine;

import static io.pinwright.engine.Fleet.statuses;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pinwright.engine.host.FakeHost;
import io.pinwright.engine.report.Report;
import io.pinwright.engine.source.DiagnosticException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HandlersTest {

    @TempDir
    Path folder;

    private static final String HANDLERS = """
              handlers:
                - {name: first, debug: {msg: first}}
                - {name: second, debug: {msg: second}, listen: both}
                - {name: third, debug: {msg: third}, listen: both}
            """;

    private Report apply(Fleet fleet, String sections) {
        return fleet.apply("- hosts: all\n  gather_facts: false\n" + sections.indent(2) + HANDLERS);
    }

    @Test
    void aChangedTaskRunsItsHandlersOnceInTheOrderOfTheirDefinition() {
        Report report = apply(Fleet.ofOne(folder), """
                tasks:
                  - {name: a, put: {path: /a, content: x}, notify: [second, first]}
                  - {name: b, put: {path: /b, content: x}, notify: second}
                """);
        assertThat(report.results().stream().map(result -> result.task().name()))
                .containsExactly("a", "b", "first", "second");
    }

    @Test
    void aTaskThatChangesNothingNotifiesNobody() {
        Fleet fleet = Fleet.ofOne(folder);
        fleet.host().file("/a", "x");
        Report report = apply(fleet, "tasks:\n  - {name: a, put: {path: /a, content: x}, notify: first}\n");
        assertThat(statuses(report)).isEqualTo("a: ok");
    }

    @Test
    void allWhoListenToATopicRun() {
        Report report =
                apply(Fleet.ofOne(folder), "tasks:\n  - {name: a, put: {path: /a, content: x}, notify: both}\n");
        assertThat(statuses(report)).isEqualTo("a: changed, second: ok, third: ok");
    }

    @Test
    void handlersRunAtTheEndOfEachSection() {
        Fleet fleet = Fleet.ofOne(folder);
        fleet.host()
                .command(
                        "look",
                        run -> FakeHost.done(String.join("", fleet.host().writes())));
        Report report = fleet.apply("""
                - hosts: all
                  gather_facts: false
                  pre_tasks:
                    - {name: a, put: {path: /a, content: x}, notify: mark}
                  tasks:
                    - {name: look, command: look, register: seen}
                    - {name: b, put: {path: /b, content: "marked {{ '/mark' in seen.stdout }}"}}
                  handlers:
                    - {name: mark, put: {path: /mark, content: x}}
                """);
        assertThat(fleet.host().file("/b")).contains("marked True");
        assertThat(report.hasFailures()).isFalse();
    }

    @Test
    void metaRunsHandlersAtOnce() {
        Fleet fleet = Fleet.ofOne(folder);
        fleet.apply("""
                - hosts: all
                  gather_facts: false
                  tasks:
                    - {name: a, put: {path: /a, content: x}, notify: mark}
                    - meta: flush_handlers
                    - {name: b, append: {path: /log, content: task}}
                  handlers:
                    - {name: mark, append: {path: /log, content: handler}}
                """);
        assertThat(fleet.host().file("/log")).contains("handler\ntask\n");
    }

    @Test
    void afterAFailureNoHandlerRuns() {
        Fleet fleet = Fleet.ofOne(folder);
        fleet.host().command("break", run -> FakeHost.failed(1, ""));
        Report report = apply(fleet, """
                tasks:
                  - {name: a, put: {path: /a, content: x}, notify: first}
                  - {name: b, command: break}
                """);
        assertThat(statuses(report)).isEqualTo("a: changed, b: failed");
    }

    @Test
    void aPlanShowsTheHandlersThatWouldRun() {
        Fleet fleet = Fleet.ofOne(folder);
        Report report = fleet.plan("- hosts: all\n  gather_facts: false\n  tasks:\n"
                + "    - {name: a, put: {path: /a, content: x}, notify: first}\n" + HANDLERS);
        assertThat(statuses(report)).isEqualTo("a: changed, first: ok");
    }

    @Test
    void aNameThatNoHandlerHasIsFoundBeforeAnyHostIsTouched() {
        Fleet fleet = Fleet.ofOne(folder);
        assertThatThrownBy(() -> apply(fleet, "tasks:\n  - {put: {path: /a}, notify: frist}\n"))
                .isInstanceOf(DiagnosticException.class)
                .hasMessageContaining("did you mean `first`");
    }

    @Test
    void aTemplatedNameThatNoHandlerHasFailsTheTask() {
        Report report = apply(
                Fleet.ofOne(folder),
                "tasks:\n  - {name: a, put: {path: /a, content: x}, notify: \"{{ 'no' + 'body' }}\"}\n");
        assertThat(Fleet.message(report, "a")).contains("no handler is called `nobody`");
    }

    @Test
    void aTemplatedNameNotifiesItsHandler() {
        Report report = apply(
                Fleet.ofOne(folder),
                "tasks:\n  - {name: a, put: {path: /a, content: x}, notify: \"{{ 'fir' + 'st' }}\"}\n");
        assertThat(statuses(report)).isEqualTo("a: changed, first: ok");
    }
}
