package io.pinwright.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.pinwright.engine.report.Report;
import io.pinwright.engine.report.Status;
import io.pinwright.engine.report.TaskResult;
import java.nio.file.Path;
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
