package io.pinwright.runner.render;

import static org.assertj.core.api.Assertions.assertThat;

import io.pinwright.engine.drift.AppliedWishes;
import io.pinwright.engine.drift.Baseline;
import io.pinwright.engine.drift.DriftReport;
import io.pinwright.engine.inventory.Inventory;
import io.pinwright.engine.module.Change;
import io.pinwright.engine.module.Pending;
import io.pinwright.engine.report.Mode;
import io.pinwright.engine.report.PlayInfo;
import io.pinwright.engine.report.Recap;
import io.pinwright.engine.report.Report;
import io.pinwright.engine.report.Status;
import io.pinwright.engine.report.TaskInfo;
import io.pinwright.engine.report.TaskResult;
import io.pinwright.engine.source.Diagnostics;
import io.pinwright.engine.source.Source;
import io.pinwright.engine.source.Span;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import javax.xml.XMLConstants;
import javax.xml.transform.stream.StreamSource;
import javax.xml.validation.SchemaFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xml.sax.SAXException;

/** One check with an item of every kind, in every form. */
class DriftOutputsTest {

    private static final Path GOLDEN = Path.of("src/test/resources/io/pinwright/runner/render");
    private static final Source PLAYBOOK = new Source("play.yml", "- hosts: all\n");
    private static final Instant AT = Instant.parse("2026-11-22T03:00:00Z");
    private static final LocalDate TODAY = LocalDate.parse("2026-11-22");
    private static final AppliedWishes APPLIED = wish -> wish.digest().equals(Optional.of("applied"))
            ? new AppliedWishes.Proved(Instant.parse("2026-11-20T03:00:00Z"), "20261120T030000Z-1f2e")
            : new AppliedWishes.Never();

    private final List<TaskResult> results = new ArrayList<>();
    private final Map<String, Recap> recaps = new LinkedHashMap<>();

    private void add(
            String host,
            Status status,
            @Nullable String message,
            String wish,
            List<Change> changes,
            List<Pending> pending,
            List<String> warnings) {
        int index =
                (int) results.stream().filter(one -> one.host().equals(host)).count();
        String name = index == 1 || index == 2 ? "Pins" : "Task " + index;
        TaskInfo task = new TaskInfo(0, index, name, "virt_pin", false, new Span(PLAYBOOK, 5 + index, 7));
        TaskResult result = new TaskResult(
                task,
                name,
                host,
                null,
                status,
                false,
                message,
                changes,
                warnings,
                pending,
                Optional.of(wish),
                Map.of(),
                false,
                List.of());
        results.add(result);
        recaps.merge(host, Recap.NONE.plus(result), (old, one) -> old.plus(result));
    }

    private static Change pin(@Nullable String before, String after) {
        return Change.of("domain adc", "emulatorpin (live)", before, after, List.of());
    }

    private Report everything() {
        add("kvm1", Status.CHANGED, null, "applied", List.of(pin("0,2", "1,3")), List.of(), List.of());
        add("kvm1", Status.CHANGED, null, "new", List.of(pin(null, "1,3")), List.of(), List.of("too many queues"));
        add(
                "kvm1",
                Status.OK,
                null,
                "applied",
                List.of(),
                List.of(new Pending("domain adc", "interface eth0 queues", "4", "1")),
                List.of("domain adc: restart pending: queues"));
        add(
                "kvm1",
                Status.FAILED,
                "there is no domain lost\nfix: name another",
                "new",
                List.of(),
                List.of(),
                List.of());
        add("kvm1", Status.SKIPPED, "Conditional result was False", "new", List.of(), List.of(), List.of());
        add("kvm1", Status.CHANGED, null, "applied", List.of(pin("7", "1,3")), List.of(), List.of());
        add(
                "kvm\"2\\\n",
                Status.CHANGED,
                null,
                "applied",
                List.of(pin("\u001b]0;<evil>\u0007&\u202e", "1")),
                List.of(),
                List.of());
        add("kvm3", Status.UNREACHABLE, "nothing listens on port 22", "new", List.of(), List.of(), List.of());
        add("kvm4", Status.OK, null, "applied", List.of(), List.of(), List.of());
        PlayInfo play = new PlayInfo(
                0, "Data & plane", List.copyOf(recaps.keySet()), List.of(List.copyOf(recaps.keySet())), List.of());
        return new Report(Mode.READ_ONLY, List.of(play), results, recaps, Map.of(), List.of(), false, Optional.empty());
    }

    private static DriftReport judged(Report report) {
        Diagnostics diagnostics = new Diagnostics();
        Baseline baseline = Baseline.of(
                new Source(
                        "drift-baseline.yml",
                        "- {hosts: kvm1, target: domain adc, observed: \"7\", reason: measured until then,"
                                + " expires: 2026-12-01}\n"),
                Inventory.parse(new Source("hosts", "kvm1\n"), false, diagnostics),
                diagnostics);
        diagnostics.throwIfErrors();
        return DriftReport.of(report, APPLIED, baseline, TODAY);
    }

    private String text() {
        Report report = everything();
        List<String> lines = new ArrayList<>();
        DriftText text = new DriftText(lines::add, Colours.OFF);
        text.items(report, judged(report));
        text.summary(report, judged(report));
        return String.join("\n", lines) + "\n";
    }

    private String xml() {
        Report report = everything();
        return JunitXml.of(report, judged(report), AT);
    }

    private static void golden(String name, String text) throws IOException {
        Path file = GOLDEN.resolve(name);
        if (System.getProperty("golden.update") != null) {
            Files.writeString(file, text);
        }
        assertThat(text).isEqualTo(Files.readString(file));
    }

    @Test
    void textGroupsByVerdictAndHost() throws IOException {
        golden("drift.txt", text());
    }

    @Test
    void junitHasASuiteForEachHostAndACaseForEachTask() throws IOException {
        golden("drift.xml", xml());
    }

    @Test
    void metricsCountEveryVerdictOfEveryHost() throws IOException {
        golden("drift.prom", DriftMetrics.of(judged(everything()), AT));
    }

    @Test
    void jsonHoldsTheItemsBesideTheReport() throws IOException {
        Report report = everything();
        Map<String, @Nullable Object> tree = DriftTree.of(report, judged(report));
        golden("drift.json", Json.pretty(tree.get("drift")));
        assertThat(tree).containsKeys("version", "plays", "stats", "drift");
    }

    @Test
    void junitIsValid() throws IOException, SAXException {
        SchemaFactory.newInstance(XMLConstants.W3C_XML_SCHEMA_NS_URI)
                .newSchema(Objects.requireNonNull(DriftOutputsTest.class.getResource("junit.xsd")))
                .newValidator()
                .validate(new StreamSource(new StringReader(xml())));
    }

    @ParameterizedTest
    @ValueSource(strings = {"text", "xml", "json", "prom"})
    void nothingThatAHostSaidReachesATerminalAsACommand(String form) {
        Report report = everything();
        String shown = switch (form) {
            case "text" -> text();
            case "xml" -> JunitXml.of(report, judged(report), AT);
            case "json" -> Json.pretty(DriftTree.of(report, judged(report)));
            default -> DriftMetrics.of(judged(report), AT);
        };
        assertThat(shown).doesNotContainPattern("[\\x00-\\x08\\x0b-\\x1f\\x7f-\\x9f]");
    }

    @Test
    void junitIsWrittenEvenOfTextsThatAreNoUnicode() throws IOException {
        add("kvm1", Status.FAILED, "half a pair \ud800, no character \ufffe", "new", List.of(), List.of(), List.of());
        PlayInfo play = new PlayInfo(0, "p", List.of("kvm1"), List.of(List.of("kvm1")), List.of());
        Report report = new Report(
                Mode.READ_ONLY, List.of(play), results, recaps, Map.of(), List.of(), false, Optional.empty());

        assertThat(JunitXml.of(report, judged(report), AT)).contains("half a pair \\ud800, no character \\ufffe");
    }
}
