package io.pinwright.modules.diagnose;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One thing that is wrong, or worth knowing.
 *
 * @param rule its name: {@code vhost-shares-irq}
 * @param subject whom it concerns: {@code domain bigip-virtio}, {@code NIC enp4s0f0}
 * @param summary one sentence without a full stop: the mechanism, never a promise of speed
 * @param evidence the sets and numbers behind it, a line each
 * @param mend a task for a playbook, YAML; empty when no module mends it
 * @param advice what to do where no task can, or besides it
 */
public record Finding(
        String rule,
        Severity severity,
        String subject,
        String summary,
        List<String> evidence,
        Optional<String> mend,
        Optional<String> advice) {

    /** How much it matters. */
    public enum Severity {
        /** Costs throughput or gets lost. */
        WARNING,
        /** By design, or a matter of taste. */
        INFO
    }

    public Finding {
        evidence = List.copyOf(evidence);
    }

    static Finding warning(String rule, String subject, String summary, List<String> evidence) {
        return new Finding(rule, Severity.WARNING, subject, summary, evidence, Optional.empty(), Optional.empty());
    }

    static Finding info(String rule, String subject, String summary, List<String> evidence) {
        return new Finding(rule, Severity.INFO, subject, summary, evidence, Optional.empty(), Optional.empty());
    }

    Finding withMend(Optional<String> task) {
        return new Finding(rule, severity, subject, summary, evidence, task, advice);
    }

    Finding withAdvice(String text) {
        return new Finding(rule, severity, subject, summary, evidence, mend, Optional.of(text));
    }

    /** Plain values in a fixed order. */
    public Map<String, @Nullable Object> toTree() {
        Map<String, @Nullable Object> tree = new LinkedHashMap<>();
        tree.put("rule", rule);
        tree.put("severity", severity.name().toLowerCase(java.util.Locale.ROOT));
        tree.put("subject", subject);
        tree.put("summary", summary);
        tree.put("evidence", evidence);
        tree.put("mend", mend.orElse(null));
        tree.put("advice", advice.orElse(null));
        return tree;
    }
}
