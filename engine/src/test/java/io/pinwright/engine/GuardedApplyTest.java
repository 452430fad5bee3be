package io.pinwright.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.pinwright.engine.journal.EntryEnd;
import io.pinwright.engine.journal.Journal;
import io.pinwright.engine.journal.JournalEntry;
import io.pinwright.engine.journal.JournalException;
import io.pinwright.engine.journal.RunInfo;
import io.pinwright.engine.journal.RunJournal;
import io.pinwright.engine.report.Report;
import io.pinwright.engine.report.RunEvent;
import io.pinwright.engine.report.Status;
import io.pinwright.engine.report.TaskResult;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Apply on a host that others change at the same time. */
class GuardedApplyTest {

    @TempDir
    Path folder;

    private static final String PLAY = """
            - hosts: all
              gather_facts: false
              tasks:
                - {name: a, put: {path: /a, content: x}}
                - {name: b, put: {path: /b, content: y}}
            """;

    private static TaskResult result(Report report, String task) {
        return report.results().stream()
                .filter(result -> result.task().name().equals(task))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aHostThatMovedOnceIsPlannedAnew() {
        Fleet fleet = Fleet.ofOne(folder);
        boolean[] moved = new boolean[1];
        fleet.host().onWrite(() -> {
            if (!moved[0]) {
                moved[0] = true;
                fleet.host().file("/b", "y");
            }
        });
        Report report = fleet.apply(PLAY);
        assertThat(result(report, "a").status()).isEqualTo(Status.CHANGED);
        assertThat(result(report, "b").status()).isEqualTo(Status.OK);
        assertThat(fleet.host().writes()).hasSize(1);
    }

    @Test
    void aHostThatMovesAgainIsRefusedAndNotWritten() {
        Fleet fleet = Fleet.ofOne(folder);
        int[] count = new int[1];
        fleet.host().onWrite(() -> fleet.host().file("/b", "moved " + count[0]++));
        Report report = fleet.apply(PLAY);
        assertThat(fleet.host().writes()).isEmpty();
        assertThat(report.hasRefusals()).isTrue();
        assertThat(result(report, "a").status()).isEqualTo(Status.REFUSED);
        assertThat(result(report, "a").message()).contains("/b", "nothing was written");
        assertThat(report.results()).hasSize(1);
    }

    @Test
    void whenTheEndCannotBeWrittenDownTheChangeIsToldAndSoIsThat() {
        Fleet fleet = Fleet.ofOne(folder);
        List<RunEvent> events = new ArrayList<>();
        Report report = fleet.apply(PLAY, new Full(false), events::add);
        assertThat(result(report, "a").status()).isEqualTo(Status.CHANGED);
        assertThat(events)
                .filteredOn(RunEvent.Warned.class::isInstance)
                .singleElement()
                .satisfies(event -> assertThat(
                                ((RunEvent.Warned) event).diagnostic().message())
                        .contains("is not in the journal here", "disk full"));
    }

    @Test
    void whenTheBeginningCannotBeWrittenDownNothingIsDone() {
        Fleet fleet = Fleet.ofOne(folder);
        Report report = fleet.apply(PLAY, new Full(true), event -> {});
        assertThat(fleet.host().writes()).isEmpty();
        assertThat(result(report, "a").status()).isEqualTo(Status.FAILED);
        assertThat(result(report, "a").message()).contains("disk full", "nothing was written");
    }

    /** A journal without room: from the start, or for the ends of entries. */
    private record Full(boolean fromTheStart) implements Journal, RunJournal {

        @Override
        public RunJournal begin(RunInfo run) {
            return this;
        }

        @Override
        public void planned(String host, JournalEntry entry) {
            if (fromTheStart) {
                throw new JournalException("disk full", new IOException());
            }
        }

        @Override
        public void ended(String host, String entry, EntryEnd end) {
            throw new JournalException("disk full", new IOException());
        }
    }

    @Test
    void whatADeadRunHadArmedGoesOffBeforeTheHostIsFoundToBeRight() {
        Fleet fleet = Fleet.ofOne(folder);
        fleet.host().file("/a", "x").file("/b", "y");
        fleet.host().armed("20261122T100000Z-aaaaaa.1", () -> fleet.host().file("/a", "old"));
        Report report = fleet.apply(PLAY);
        assertThat(result(report, "a").status()).isEqualTo(Status.CHANGED);
        assertThat(result(report, "b").status()).isEqualTo(Status.OK);
        assertThat(fleet.host().file("/a")).contains("x");
        assertThat(fleet.host().roundTrips()).isEqualTo(4);
    }

    @Test
    void whatALiveRunHasArmedIsAwaited() {
        Fleet fleet = Fleet.ofOne(folder);
        fleet.host().file("/a", "x").file("/b", "y").lockedBy("20261122T100000Z-aaaaaa", "ann@bastion");
        fleet.host().armed("20261122T100000Z-aaaaaa.1", () -> {});
        Report report = fleet.apply(PLAY);
        assertThat(result(report, "a").status()).isEqualTo(Status.FAILED);
        assertThat(result(report, "a").message()).contains("locked by run 20261122T100000Z-aaaaaa of ann@bastion");
    }

    @Test
    void aHostThatIsLockedIsNotWritten() {
        Fleet fleet = Fleet.ofOne(folder);
        fleet.host().lockedBy("20261122T100000Z-aaaaaa", "ann@bastion");
        Report report = fleet.apply(PLAY);
        assertThat(fleet.host().writes()).isEmpty();
        assertThat(result(report, "a").status()).isEqualTo(Status.FAILED);
        assertThat(result(report, "a").message())
                .contains("locked by run 20261122T100000Z-aaaaaa of ann@bastion", "60 s", "unlock");
    }
}
