package io.pinwright.runner.performance;

import io.pinwright.engine.host.Answer;
import io.pinwright.engine.host.Bytes;
import io.pinwright.engine.host.Query;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * What one of many hosts answers, made of what one host was heard to answer. No two have the same domain, UUID, MAC addresses,
 * processes, interrupts or counters; how they are built is the same, as in a fleet of one kind of machine.
 */
final class RecordedAnswers {

    private static final String RECORDED_DOMAIN = "bigip-virtio";

    private final Map<Query, Answer> answers = new LinkedHashMap<>();

    /** @param number of the host, from 0 to 99,999 */
    RecordedAnswers(Map<Query, Answer> recorded, int number) {
        Own own = new Own(number);
        recorded.forEach((query, answer) ->
                answers.put(own.query(query), made(answer, own::text, bytes -> Bytes.utf8(own.text(bytes.text())))));
    }

    /** The name of a host's domain. */
    static String domain(int number) {
        return "bigip-%06d".formatted(number);
    }

    /** As if they had just come over the line: bytes of their own, of which nothing was made yet. */
    Map<Query, Answer> to(Collection<Query> queries) {
        Map<Query, Answer> told = new LinkedHashMap<>();
        for (Query query : queries) {
            Answer answer = answers.get(query);
            if (answer == null) {
                throw new IllegalStateException("was not recorded: " + query);
            }
            told.put(query, made(answer, UnaryOperator.identity(), bytes -> Bytes.copyOf(bytes.toArray())));
        }
        return told;
    }

    private static Answer made(Answer answer, UnaryOperator<String> path, UnaryOperator<Bytes> bytes) {
        if (answer instanceof Answer.Content content) {
            return new Answer.Content(bytes.apply(content.bytes()));
        }
        if (answer instanceof Answer.Output output) {
            return new Answer.Output(output.exit(), bytes.apply(output.stdout()), bytes.apply(output.stderr()));
        }
        if (answer instanceof Answer.Entries entries) {
            Map<String, Bytes> byPath = new LinkedHashMap<>();
            entries.byPath().forEach((key, value) -> byPath.put(path.apply(key), bytes.apply(value)));
            return new Answer.Entries(byPath);
        }
        return answer;
    }

    /** What a host has for itself. */
    private static final class Own {

        private record Change(Pattern what, Function<MatchResult, String> into) {}

        private final String domain;
        private final List<Change> changes;

        Own(int number) {
            Random random = new Random(number);
            this.domain = domain(number);
            this.changes = List.of(
                    new Change(Pattern.compile(RECORDED_DOMAIN), found -> domain),
                    // as systemd escapes it in a cgroup's name
                    new Change(Pattern.compile("bigip\\\\x2dvirtio"), found -> domain.replace("-", "\\\\x2d")),
                    new Change(
                            Pattern.compile("(-[0-9a-f]{4}-)[0-9a-f]{12}\\b"),
                            found -> found.group(1) + "%012x".formatted(number)),
                    new Change(
                            Pattern.compile("52:54:00:[0-9a-f]{2}:[0-9a-f]{2}:"),
                            found -> "52:54:00:%02x:%02x:".formatted(number >> 8 & 255, number & 255)),
                    new Change(
                            Pattern.compile("(?m)^([dt] |n vhost-)([0-9]+)"),
                            found -> found.group(1) + (Integer.parseInt(found.group(2)) + 10 * number)),
                    new Change(
                            Pattern.compile("(?m)(/irq/|/msi_irqs/|^ (?=[0-9]+:))([0-9]+)"),
                            found -> found.group(1) + (Integer.parseInt(found.group(2)) + number % 30)),
                    new Change(
                            Pattern.compile("(?<= )[ ]{8}0(?=[ \\n])"),
                            found -> "%9d".formatted(random.nextInt(100_000_000))),
                    new Change(
                            Pattern.compile("CPU time:( +)[0-9.]+"),
                            found -> "CPU time:" + found.group(1) + random.nextInt(100_000) + ".5"));
        }

        /** The recorded query that asks the same of this host. */
        Query query(Query recorded) {
            return recorded instanceof Query.Run run
                    ? new Query.Run(
                            run.argv().stream()
                                    .map(word -> word.equals(RECORDED_DOMAIN) ? domain : word)
                                    .toList(),
                            run.timeout(),
                            run.bytesMax())
                    : recorded;
        }

        String text(String recorded) {
            String text = recorded;
            for (Change change : changes) {
                text = change.what().matcher(text).replaceAll(change.into());
            }
            return text;
        }
    }
}
