package io.pinwright.engine.drift;

import static org.assertj.core.api.Assertions.assertThat;

import io.pinwright.engine.inventory.Inventory;
import io.pinwright.engine.report.Status;
import io.pinwright.engine.source.Diagnostic;
import io.pinwright.engine.source.Diagnostics;
import io.pinwright.engine.source.Source;
import java.time.LocalDate;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Accepted differences: what a file may say, and what it makes of a report. */
class BaselineTest {

    private static final LocalDate LAST = LocalDate.parse("2026-11-30");
    private static final String ENTRY = """
            - hosts: kvm
              target: domain adc
              attribute: emulatorpin *
              observed: "0"
              reason: the vendor measures
              expires: 2026-11-30
            """;

    private final Diagnostics diagnostics = new Diagnostics();
    private final Inventory inventory =
            Inventory.parse(new Source("hosts", "[kvm]\nkvm1\nkvm2\n[other]\nkvm3\n"), false, diagnostics);

    private Baseline baseline(String text) {
        Baseline baseline = Baseline.of(new Source("drift-baseline.yml", text), inventory, diagnostics);
        assertThat(rendered()).isEmpty();
        return baseline;
    }

    private String errors(String text) {
        Baseline.of(new Source("drift-baseline.yml", text), inventory, diagnostics);
        return rendered();
    }

    private String rendered() {
        return diagnostics.all().stream().map(Diagnostic::render).collect(Collectors.joining("\n"));
    }

    private static DriftReport judged(Baseline baseline, LocalDate today, Reports report) {
        return DriftReport.of(report.seen(), AppliedWishes.NONE, baseline, today);
    }

    private static Reports pinnedTo(String found) {
        return Reports.of().changed("w", Reports.pin(found, "1"));
    }

    @Test
    void anAcceptedDifferenceIsShownWithItsReasonAndCountsNoMore() {
        DriftReport found = judged(baseline(ENTRY), LAST, pinnedTo("0"));

        assertThat(found.hasDifferences()).isFalse();
        assertThat(found.accepted())
                .singleElement()
                .satisfies(item -> assertThat(item.accepted())
                        .contains(new Accepted(
                                "the vendor measures", java.util.Optional.of(LAST), "drift-baseline.yml:1:3")));
        assertThat(found.notes()).isEmpty();
    }

    @Test
    void itIsAcceptedOnItsLastDayAndNotOnTheNext() {
        DriftReport found = judged(baseline(ENTRY), LAST.plusDays(1), pinnedTo("0"));

        assertThat(found.hasDifferences()).isTrue();
        assertThat(found.notes())
                .singleElement()
                .satisfies(note -> assertThat(note.render())
                        .contains("drift-baseline.yml:1:3: warning: this expired on 2026-11-30", "give a later day"));
    }

    @Test
    void anotherValueThanTheAcceptedOneIsADifference() {
        DriftReport found = judged(baseline(ENTRY), LAST, pinnedTo("7"));

        assertThat(found.hasDifferences()).isTrue();
        assertThat(found.notes()).singleElement().asString().contains("there is no such difference");
    }

    @Test
    void hostTargetAndAttributeMustMatch() {
        assertThat(judged(baseline(ENTRY), LAST, Reports.of().on("kvm3").changed("w", Reports.pin("0", "1")))
                        .hasDifferences())
                .isTrue();
        assertThat(judged(baseline(ENTRY.replace("adc", "a?")), LAST, pinnedTo("0"))
                        .hasDifferences())
                .isTrue();
        assertThat(judged(baseline(ENTRY.replace("emulatorpin", "vcpupin")), LAST, pinnedTo("0"))
                        .hasDifferences())
                .isTrue();
    }

    @Test
    void anEntryForHostsThatTookNoPartIsNotCalledUnused() {
        String others = ENTRY.replace("hosts: kvm", "hosts: other");

        assertThat(judged(baseline(others), LAST, Reports.of().ok("w")).notes()).isEmpty();
    }

    @Test
    void aValueThatIsNotThereIsAcceptedAsNull() {
        String nothing = ENTRY.replace("\"0\"", "null");

        assertThat(judged(baseline(nothing), LAST, Reports.of().changed("w", Reports.pin(null, "1")))
                        .hasDifferences())
                .isFalse();
        assertThat(judged(baseline(nothing), LAST, pinnedTo("0")).hasDifferences())
                .isTrue();
    }

    @Test
    void whatCouldNotBeJudgedIsNeverAccepted() {
        String all = "- {hosts: all, target: \"*\", reason: all, expires: 2026-11-30}\n";

        assertThat(judged(baseline(all), LAST, Reports.of().ended(Status.FAILED, "no domain"))
                        .hasUnknown())
                .isTrue();
    }

    @Test
    void everythingThatIsWrongIsReportedAtOnceWithItsPlace() {
        assertThat(errors("""
                - hosts: kvm
                  traget: domain adc
                  reason: ""
                  expires: never
                - just words
                - hosts: [kvm1]
                  target: t
                  reason: r
                  expires: 2026-02-30
                  observed: {a: 1}
                - {hosts: nosuch, target: t, reason: r, expires: 2026-11-30}
                """))
                .contains(
                        "drift-baseline.yml:2:3: error: an accepted difference has no key `traget`",
                        "did you mean `target`",
                        "drift-baseline.yml:1:3: error: an accepted difference needs `target`",
                        "drift-baseline.yml:3:11: error: reason must be a text, but is empty",
                        "drift-baseline.yml:4:12: error: expires must be a day such as 2027-01-31, but is `never`",
                        "drift-baseline.yml:5:3: error: an accepted difference is a mapping, but this is a string",
                        "drift-baseline.yml:6:10: error: hosts must be a text, but is a list",
                        "drift-baseline.yml:9:12: error: expires must be a day",
                        "drift-baseline.yml:10:13: error: observed must be a text, but is a mapping",
                        "drift-baseline.yml:11:11: warning: no host or group matches `nosuch`");
    }

    @Test
    void aBaselineIsAListAndMayBeEmpty() {
        assertThat(baseline("# nothing\n").entries()).isEmpty();
        assertThat(errors("hosts: kvm\n")).contains("drift-baseline.yml:1:1: error: a baseline is a list");
    }

    @Test
    void aWrittenBaselineAcceptsWhatWasThereAndNothingElse() {
        String hostile = "a\"b\\c*?\n\u001b[31m\u202e# \u2028:";
        Reports report = Reports.of()
                .changed("w", io.pinwright.engine.module.Change.of(hostile, hostile, hostile, "1", List.of()))
                .changed("w", Reports.pin(null, "1"))
                .on("kvm2")
                .changed("w", Reports.pin(null, "1"));
        String text = BaselineText.of(judged(Baseline.NONE, LAST, report).items(), "because: #1", LAST);

        DriftReport found = judged(baseline(text), LAST, report);

        assertThat(found.hasDifferences()).isFalse();
        assertThat(found.accepted())
                .hasSize(3)
                .allSatisfy(item ->
                        assertThat(item.accepted().orElseThrow().reason()).isEqualTo("because: #1"));
        assertThat(text).contains("- hosts: \"kvm1,kvm2\"").doesNotContain("\u001b");
        assertThat(judged(baseline(text), LAST, pinnedTo("0")).hasDifferences()).isTrue();
    }

    @Test
    void aWrittenBaselineWithoutDifferencesIsAnEmptyOne() {
        assertThat(baseline(BaselineText.of(List.of(), "r", LAST)).entries()).isEmpty();
    }
}
