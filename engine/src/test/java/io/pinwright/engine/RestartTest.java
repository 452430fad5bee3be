package io.pinwright.engine;

import static io.pinwright.engine.Fleet.message;
import static io.pinwright.engine.Fleet.statuses;
import static io.pinwright.engine.Fleet.tasks;
import static org.assertj.core.api.Assertions.assertThat;

import io.pinwright.engine.report.Report;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tasks around one that changes reads in a way that nobody can foretell, such as the restart of a guest. */
class RestartTest {

    private static final String PLAY = tasks("""
            - {name: before, put: {path: /a, content: x}}
            - {name: restart, restart: {path: /vm, content: new}}
            - {name: beside, put: {path: /b, content: x}}
            - {name: pin, append: {path: /vm.tid, content: pinned}}
            - {name: after, put: {path: /c, content: x}}
            """);

    @TempDir
    Path folder;

    private Fleet fleet;

    @BeforeEach
    void aThingThatGetsANewIdAtItsRestart() {
        fleet = Fleet.ofOne(folder);
        fleet.host().file("/vm.tid", "1\n");
        fleet.host().whenWritten("/vm", () -> fleet.host().file("/vm.tid", "2\n"));
    }

    @Test
    void aPlanSaysWhatATaskWaitsForAndPlansTheOthers() {
        Report report = fleet.plan(PLAY);
        assertThat(statuses(report))
                .isEqualTo("before: changed, restart: changed, beside: changed, pin: deferred, after: changed");
        assertThat(message(report, "pin")).isEqualTo("deferred: needs the restart of /vm");
        assertThat(fleet.host().roundTrips()).isEqualTo(1);
    }

    @Test
    void aTaskThatReadsWhatTheRestartChangesIsPlannedAfterIt() {
        Report report = fleet.apply(PLAY);
        assertThat(statuses(report))
                .isEqualTo("before: changed, restart: changed, beside: changed, pin: changed, after: changed");
        assertThat(fleet.host().file("/vm.tid")).contains("2\npinned\n");
    }

    @Test
    void whatStandsBeforeItIsProvedBeforeIt() {
        fleet.host().writesAreLost("/a");
        Report report = fleet.apply(PLAY);
        assertThat(statuses(report)).isEqualTo("before: failed");
        assertThat(fleet.host().file("/vm")).isEmpty();
    }

    @Test
    void itsReadsTravelWithTheWritesSoThatEachBarrierIsOneRoundTrip() {
        fleet.apply(PLAY);
        // One look; what stands before; the restart and what does not depend on it; the rest.
        assertThat(fleet.host().roundTrips()).isEqualTo(4);
        fleet.host().rested();
        Report second = fleet.apply(PLAY);
        assertThat(second.hasChanges()).isFalse();
        assertThat(fleet.host().roundTrips()).isEqualTo(1);
    }

    @Test
    void aRestartThatDoesNotBringWhatItShallIsNotTriedAgain() {
        fleet.host().writesAreLost("/vm");
        Report report = fleet.apply(tasks("- {name: restart, restart: {path: /vm, content: new}}\n"));
        assertThat(message(report, "restart")).contains("the host still differs");
        assertThat(fleet.host().writes()).hasSize(1);
    }

    @Test
    void aTaskWhoseConditionIsNotKnownEitherIsDeferred() {
        Report report = fleet.plan(tasks("""
                - {name: restart, restart: {path: /vm, content: new}}
                - {name: pin, append: {path: /vm.tid, content: pinned}, register: pinned}
                - {name: told, append: {path: /vm.tid, content: told}, when: pinned is changed}
                """));
        assertThat(statuses(report)).isEqualTo("restart: changed, pin: deferred, told: deferred");
    }

    @Test
    void whatARestartRegistersIsWhatItCameTo() {
        String play = tasks("""
                - {name: restart, restart: {path: /vm, content: new}, register: it}
                - {name: told, put: {path: /told, content: "{{ it.state }}"}}
                """);
        assertThat(statuses(fleet.plan(play))).isEqualTo("restart: changed, told: deferred");
        assertThat(statuses(fleet.apply(play))).isEqualTo("restart: changed, told: changed");
        assertThat(fleet.host().file("/told")).contains("new");
    }
}
