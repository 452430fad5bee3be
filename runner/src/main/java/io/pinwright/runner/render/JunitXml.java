package io.pinwright.runner.render;

import io.pinwright.engine.drift.Accepted;
import io.pinwright.engine.drift.DriftItem;
import io.pinwright.engine.drift.DriftReport;
import io.pinwright.engine.drift.Verdict;
import io.pinwright.engine.report.Report;
import io.pinwright.engine.report.Status;
import io.pinwright.engine.report.TaskInfo;
import io.pinwright.engine.report.TaskResult;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What a check found as JUnit XML, in the shape that Jenkins' schema takes: a suite for each host, a case for each task. What
 * differs is a failure whose type is the verdict, what could not be judged an error, what is accepted is skipped.
 */
public final class JunitXml {

    private JunitXml() {}

    /** How a case ended: an element with its attributes and text. */
    private record End(String element, String type, String message, String text) {}

    private record Case(String name, String className, Optional<End> end) {

        boolean is(String element) {
            return end.map(found -> found.element().equals(element)).orElse(false);
        }
    }

    /**
     * The document.
     *
     * @param at when the check ended
     */
    public static String of(Report report, DriftReport found, Instant at) {
        Map<String, List<TaskResult>> results =
                report.results().stream().collect(Collectors.groupingBy(TaskResult::host));
        Map<String, List<DriftItem>> items =
                found.items().stream().collect(Collectors.groupingBy(item -> key(item.host(), item.task())));
        List<Case> all = new ArrayList<>();
        StringBuilder suites = new StringBuilder();
        String timestamp = at.truncatedTo(ChronoUnit.SECONDS).toString().replace("Z", "");
        for (String host : found.hosts()) {
            List<Case> cases = numbered(results.getOrDefault(host, List.of()).stream()
                    .map(result -> of(report, result, items.getOrDefault(key(host, result.task()), List.of())))
                    .toList());
            all.addAll(cases);
            suites.append("  <testsuite name=\"")
                    .append(escaped(host))
                    .append("\" hostname=\"")
                    .append(escaped(host))
                    .append('"')
                    .append(counts(cases))
                    .append(" skipped=\"")
                    .append(number(cases, "skipped"))
                    .append("\" timestamp=\"")
                    .append(timestamp)
                    .append("\">\n");
            cases.forEach(one -> suites.append(print(one)));
            suites.append("  </testsuite>\n");
        }
        return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"pinwright check\"" + counts(all) + ">\n"
                + suites + "</testsuites>\n";
    }

    private static String counts(List<Case> cases) {
        return " tests=\"" + cases.size() + "\" failures=\"" + number(cases, "failure") + "\" errors=\""
                + number(cases, "error") + "\"";
    }

    private static long number(List<Case> cases, String element) {
        return cases.stream().filter(one -> one.is(element)).count();
    }

    private static String key(String host, TaskInfo task) {
        return task.play() + " " + task.index() + " " + host;
    }

    private static Case of(Report report, TaskResult result, List<DriftItem> items) {
        String play = report.plays().get(result.task().play()).name();
        return new Case(result.name(), play, end(result, items));
    }

    /** Names that tell the cases of a suite apart; a line number would make each edit of a playbook a new case. */
    private static List<Case> numbered(List<Case> cases) {
        Map<String, Integer> seen = new HashMap<>();
        return cases.stream()
                .map(one -> {
                    int number = seen.merge(one.className() + "\n" + one.name(), 1, Integer::sum);
                    return number == 1 ? one : new Case(one.name() + " #" + number, one.className(), one.end());
                })
                .toList();
    }

    private static Optional<End> end(TaskResult result, List<DriftItem> items) {
        List<DriftItem> open = items.stream().filter(item -> !item.isAccepted()).toList();
        String place =
                result.task().span() == null ? "" : "\ntask at " + result.task().span();
        String text = items.stream().map(JunitXml::line).collect(Collectors.joining("\n")) + place;
        Optional<DriftItem> unknown =
                open.stream().filter(item -> item.verdict() == Verdict.UNKNOWN).findFirst();
        if (unknown.isPresent()) {
            return Optional.of(new End("error", unknown(result), message(open), text));
        }
        if (!open.isEmpty()) {
            // Verdicts stand in order, the worst first.
            Verdict worst = open.stream()
                    .map(DriftItem::verdict)
                    .min(Verdict::compareTo)
                    .orElseThrow();
            return Optional.of(new End("failure", worst.label(), message(open), text));
        }
        if (!items.isEmpty()) {
            String reasons = items.stream()
                    .flatMap(item -> item.accepted().stream())
                    .map(JunitXml::said)
                    .distinct()
                    .collect(Collectors.joining("; "));
            return Optional.of(new End("skipped", "accepted", reasons, text));
        }
        return result.status() == Status.SKIPPED
                ? Optional.of(new End(
                        "skipped", "skipped", result.hidden() || result.message() == null ? "" : result.message(), ""))
                : Optional.empty();
    }

    private static String unknown(TaskResult result) {
        return result.status() == Status.CHANGED
                ? Verdict.UNKNOWN.label()
                : result.status().label();
    }

    private static String message(List<DriftItem> items) {
        String first = line(items.get(0)).lines().findFirst().orElse("");
        return items.size() == 1 ? first : first + " (and " + (items.size() - 1) + " more)";
    }

    private static String line(DriftItem item) {
        String what = item.isDifference()
                ? item.verdict().label() + ": " + DriftText.difference(item).substring(2)
                : item.verdict().label();
        return what
                + (item.message() == null ? "" : ": " + item.message())
                + item.lastApplied()
                        .map(at ->
                                " (in place at " + at + ", run " + item.runId().orElse("?") + ")")
                        .orElse("")
                + item.accepted().map(by -> " (accepted: " + said(by) + ")").orElse("");
    }

    private static String said(Accepted by) {
        return by.reason() + by.expires().map(day -> ", until " + day).orElse("");
    }

    private static String print(Case one) {
        String head =
                "    <testcase name=\"" + escaped(one.name()) + "\" classname=\"" + escaped(one.className()) + "\"";
        if (one.end().isEmpty()) {
            return head + "/>\n";
        }
        End end = one.end().get();
        return head + ">\n      <" + end.element() + " type=\"" + escaped(end.type()) + "\" message=\""
                + escaped(end.message()) + "\">" + escapedText(end.text()) + "</" + end.element()
                + ">\n    </testcase>\n";
    }

    private static String escaped(String text) {
        return escapedText(Printable.line(text)).replace("\"", "&quot;");
    }

    /** XML has no way to write most control characters, nor halves of surrogate pairs; they are shown as {@code \xNN}. */
    private static String escapedText(String text) {
        StringBuilder out = new StringBuilder();
        Printable.of(text).codePoints().forEach(c -> {
            switch (c) {
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '&' -> out.append("&amp;");
                default -> {
                    boolean taken = c < 0xd800 || c >= 0xe000 && c < 0xfffe || c > 0xffff;
                    out.append(taken ? Character.toString(c) : String.format("\\u%04x", c));
                }
            }
        });
        return out.toString();
    }
}
