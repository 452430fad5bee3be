package io.pinwright.modules.diagnose;

import io.pinwright.modules.system.HostFacts;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is wrong with a host, by the rules that need no load samples.
 *
 * @param findings warnings first, then by subject and rule
 * @param notJudged rules that lacked data
 */
public record Diagnosis(List<Finding> findings, List<NotJudged> notJudged) {

    public Diagnosis {
        findings = List.copyOf(findings);
        notJudged = List.copyOf(notJudged);
    }

    /** Judges a host. Pure; all parts of the facts should have been asked for. */
    public static Diagnosis of(HostFacts facts) {
        Judgement out = new Judgement();
        HostView.of(facts, out).ifPresent(host -> {
            for (DomainView domain : host.domains()) {
                VhostRules.judge(host, domain, out);
                QueueRules.judge(host, domain, out);
                PinRules.judge(host, domain, out);
            }
            VcpuRules.judge(host, out);
            InterruptRules.judge(host, out);
        });
        for (String rule : List.of("vhost-starved", "irq-hot")) {
            out.notJudged(rule, "host", "needs two samples of counters under load");
        }
        List<Finding> findings = new ArrayList<>(out.findings());
        findings.sort(Comparator.comparing(Finding::severity)
                .thenComparing(Finding::subject)
                .thenComparing(Finding::rule));
        return new Diagnosis(findings, out.unknown());
    }

    /** Whether there is a warning. */
    public boolean hasWarnings() {
        return findings.stream().anyMatch(finding -> finding.severity() == Finding.Severity.WARNING);
    }

    /** {@code findings} and {@code not_judged}: plain maps, lists and texts in a fixed order. */
    public Map<String, @Nullable Object> toTree() {
        Map<String, @Nullable Object> tree = new LinkedHashMap<>();
        tree.put("findings", findings.stream().map(Finding::toTree).toList());
        List<Map<String, Object>> unknown = new ArrayList<>();
        for (NotJudged each : notJudged) {
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("rule", each.rule());
            one.put("subject", each.subject());
            one.put("why", each.why());
            unknown.add(one);
        }
        tree.put("not_judged", unknown);
        return tree;
    }

    /** For people, ending in a line end. */
    public String toText() {
        StringBuilder out = new StringBuilder();
        if (findings.isEmpty()) {
            out.append("No findings.\n");
        }
        for (Finding finding : findings) {
            out.append(finding.severity().name().toLowerCase(java.util.Locale.ROOT));
            out.append(" [").append(finding.rule()).append("] ");
            out.append(shown(finding.subject()))
                    .append(": ")
                    .append(shown(finding.summary()))
                    .append('\n');
            finding.evidence()
                    .forEach(line -> out.append("    ").append(shown(line)).append('\n'));
            finding.advice()
                    .ifPresent(
                            text -> out.append("  advice: ").append(shown(text)).append('\n'));
            finding.mend().ifPresent(task -> {
                out.append("  mend:\n");
                task.lines().forEach(line -> out.append("    ").append(line).append('\n'));
            });
            out.append('\n');
        }
        if (!notJudged.isEmpty()) {
            out.append("Not judged:\n");
            for (NotJudged each : notJudged) {
                out.append("  ")
                        .append(each.rule())
                        .append(" (")
                        .append(shown(each.subject()))
                        .append("): ");
                out.append(shown(each.why())).append('\n');
            }
        }
        return out.toString();
    }

    /** Texts of a host may hold control characters. */
    private static String shown(String text) {
        String clean = text.replaceAll("\\p{Cntrl}", "?");
        return clean.length() <= 1000 ? clean : clean.substring(0, 997) + "...";
    }
}
