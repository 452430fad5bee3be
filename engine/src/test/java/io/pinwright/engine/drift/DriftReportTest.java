package io.pinwright.engine.drift;

import static org.assertj.core.api.Assertions.assertThat;

import io.pinwright.engine.module.Change;
import io.pinwright.engine.module.Pending;
import io.pinwright.engine.report.Report;
import io.pinwright.engine.report.Status;
import io.pinwright.engine.report.TaskResult;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a report of a look comes to, given a history. */
class DriftReportTest {

    private static final Instant AT = Instant.parse("2026-11-20T03:00:00Z");
    private static final LocalDate TODAY = LocalDate.parse("2026-11-22");
    private static final AppliedWishes APPLIED = wish -> wish.digest().equals(Optional.of("applied"))
            ? new AppliedWishes.Proved(AT, "run-1")
            : new AppliedWishes.Never();
    private static final AppliedWishes UNREADABLE = wish -> new AppliedWishes.Unreadable("the file is damaged");
    private static final Pending QUEUES = new Pending("domain adc", "interface eth0 queues", "4", "1");

    private static DriftReport judged(Reports report) {
        return DriftReport.of(report.seen(), APPLIED, Baseline.NONE, TODAY);
    }

    private static DriftItem only(Reports report) {
        assertThat(judged(report).items()).hasSize(1);
        return judged(report).items().get(0);
    }

    @Test
    void whatWasInPlaceHasDriftedSinceTheApplyThatProvedIt() {
        DriftItem item = only(Reports.of().changed("applied", Reports.pin("0,2", "1,3")));

        assertThat(item.verdict()).isEqualTo(Verdict.DRIFTED);
        assertThat(item.lastApplied()).contains(AT);
        assertThat(item.runId()).contains("run-1");
        assertThat(item.observed()).isEqualTo("0,2");
        assertThat(item.wished()).isEqualTo("1,3");
        assertThat(item.place()).contains("play.yml:4:7");
        assertThat(item.play()).isEqualTo("Dataplane");
        assertThat(item.module()).isEqualTo("virt_pin");
    }

    @Test
    void whatNoApplyPutInPlaceIsNotAppliedYet() {
        DriftItem item = only(Reports.of().changed("new", Reports.pin("0,2", "1,3")));

        assertThat(item.verdict()).isEqualTo(Verdict.NOT_APPLIED);
        assertThat(item.lastApplied()).isEmpty();
    }

    @Test
    void withAnUnreadableHistoryItDiffersAndNobodyKnowsSinceWhen() {
        DriftReport found = DriftReport.of(
                Reports.of().changed("applied", Reports.pin("0,2", "1,3")).seen(), UNREADABLE, Baseline.NONE, TODAY);

        assertThat(found.items()).singleElement().satisfies(item -> {
            assertThat(item.verdict()).isEqualTo(Verdict.UNKNOWN);
            assertThat(item.message()).contains("it differs").contains("the file is damaged");
        });
        assertThat(found.hasDifferences()).isTrue();
    }

    @Test
    void whatIsConfiguredAndDoesNotRunWaitsForARestart() {
        DriftItem item = only(Reports.of().ok("applied", QUEUES));

        assertThat(item.verdict()).isEqualTo(Verdict.RESTART_PENDING);
        assertThat(item.wished()).isEqualTo("4");
        assertThat(item.observed()).isEqualTo("1");
    }

    @Test
    void twoTasksThatSeeTheSameRestartTellItOnce() {
        assertThat(judged(Reports.of().ok("a", QUEUES).ok("b", QUEUES)).items()).hasSize(1);
    }

    @Test
    void aRestartThatOnlyAPlannedChangeWouldBringIsNotPendingYet() {
        Change change = Change.of("domain adc", "interface eth0 queues (config)", "1", "4", List.of());

        assertThat(judged(Reports.of().changed("new", change).ok("x", QUEUES)).items())
                .singleElement()
                .extracting(DriftItem::verdict)
                .isEqualTo(Verdict.NOT_APPLIED);
    }

    @Test
    void whatCouldNotBeJudgedIsUnknownAndNoDifference() {
        DriftReport found = judged(Reports.of()
                .ended(Status.FAILED, "no domain adc")
                .ended(Status.DEFERRED, "deferred: needs the result of TASK")
                .on("kvm2")
                .ended(Status.UNREACHABLE, "nothing listens"));

        assertThat(found.of(Verdict.UNKNOWN))
                .extracting(DriftItem::message)
                .containsExactly(
                        "no domain adc",
                        "needs the result of TASK",
                        "nothing listens\nnot looked at behind it: 1 task");
        assertThat(found.hasDifferences()).isFalse();
        assertThat(found.hasUnknown()).isTrue();
    }

    @Test
    void aLoopThatFailedAsAWholeIsUnknownThoughItsItemsAreFine() {
        TaskResult item = Reports.of().ok("a").seen().results().get(0);
        Report report = Reports.of()
                .loop(Status.FAILED, "notify: `x` is undefined", List.of(item))
                .seen();

        assertThat(DriftReport.of(report, APPLIED, Baseline.NONE, TODAY).items())
                .singleElement()
                .extracting(DriftItem::message)
                .isEqualTo("notify: `x` is undefined");
    }

    @Test
    void itemsOfALoopAreJudgedOneByOne() {
        TaskResult drifted = Reports.of()
                .changed("applied", Reports.pin("0", "1"))
                .seen()
                .results()
                .get(0);
        TaskResult lacking = Reports.of()
                .changed("new", Reports.pin("0", "2"))
                .seen()
                .results()
                .get(0);
        DriftReport found = judged(Reports.of().loop(Status.CHANGED, null, List.of(drifted, lacking)));

        assertThat(found.items()).extracting(DriftItem::verdict).containsExactly(Verdict.DRIFTED, Verdict.NOT_APPLIED);
    }

    @Test
    void aFailureThatThePlaybookIgnoresIsToldAndCountsForNothing() {
        DriftReport found = judged(Reports.of().ignored("no domain adc"));

        assertThat(found.accepted())
                .singleElement()
                .extracting(item -> item.accepted().orElseThrow().reason())
                .isEqualTo("ignore_errors");
        assertThat(found.hasUnknown()).isFalse();
    }

    @Test
    void whatIsDoneEachTimeIsNoDifference() {
        assertThat(judged(Reports.of().changed("new", Change.action("service irqbalance", "restart", List.of())))
                        .items())
                .isEqualTo(List.of());
    }

    @Test
    void aTaskThatChangedWhenCallsChangedDiffersWithoutValues() {
        DriftItem item = only(Reports.of().changed("applied"));

        assertThat(item.attribute()).isEqualTo("changed_when");
        assertThat(item.verdict()).isEqualTo(Verdict.DRIFTED);
    }

    @Test
    void aTaskWithNoLogTellsThatItDiffersAndNothingElse() {
        DriftItem drifted = only(Reports.of().hidden(Status.CHANGED, "applied", Reports.pin("s3cret", "0ther")));
        DriftItem failed = only(Reports.of().hidden(Status.FAILED, "applied"));

        assertThat(drifted.verdict()).isEqualTo(Verdict.DRIFTED);
        assertThat(drifted.toString())
                .doesNotContain("s3cret")
                .doesNotContain("0ther")
                .doesNotContain("emulatorpin");
        assertThat(failed.toString()).doesNotContain("what nobody may see");
    }
}
