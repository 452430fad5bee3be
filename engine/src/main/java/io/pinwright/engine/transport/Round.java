package io.pinwright.engine.transport;

import io.pinwright.engine.host.Query;
import io.pinwright.engine.host.Step;
import io.pinwright.engine.host.Writing;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;

/**
 * One exchange as a script of calls to the functions of {@code prelude.sh} and {@code prelude-write.sh}: what must hold before
 * anything is written, then steps, then queries, numbered together.
 *
 * @param number of the round within its shell
 * @param writing what is written; without steps, nothing
 * @param text the script
 * @param writes whether it needs the functions that write
 * @param carriesPayload whether the text holds bytes that must not go into an exec request
 * @param deadline of the whole round on the controller, without grace
 * @param bytesMax what an honest host can answer at most
 */
record Round(
        int number,
        Writing writing,
        List<Query> queries,
        String text,
        boolean writes,
        boolean carriesPayload,
        Duration deadline,
        long bytesMax) {

    /** Reading a file of a disk can hang: a dead NFS server. */
    static final Duration FILE_TIMEOUT = Duration.ofSeconds(30);

    Round {
        queries = List.copyOf(queries);
    }

    static Round of(int number, Writing writing, Collection<Query> wanted, SessionLimits limits) {
        List<Query> queries = List.copyOf(new LinkedHashSet<>(wanted));
        WritingText written = new WritingText(writing, limits);
        StringBuilder text = new StringBuilder(written.text());
        Duration deadline = written.deadline();
        long bytesMax = (1 << 20) + written.bytesMax();
        new Questions(text, firstQuery(writing)).append(queries);
        for (Query query : queries) {
            deadline = deadline.plus(timeout(query));
            bytesMax += 2L * bytesMax(query) + 8192;
        }
        text.append("_z ").append(number).append('\n');
        return new Round(
                number,
                writing,
                queries,
                text.toString(),
                written.needsFunctions(),
                written.carriesPayload(),
                deadline,
                bytesMax);
    }

    /** A round that tells the host that the controller is still there. */
    static Round confirming(int number, String entry) {
        String text = "_C 0 " + Shell.quote(entry) + "\n_z " + number + "\n";
        return new Round(number, Writing.bare(List.of()), List.of(), text, true, false, FILE_TIMEOUT, 1 << 20);
    }

    private static int firstStep(Writing writing) {
        return WritingText.itemsBefore(writing);
    }

    private static int firstQuery(Writing writing) {
        return firstStep(writing) + writing.steps().size();
    }

    List<Step> steps() {
        return writing.steps();
    }

    int firstStep() {
        return firstStep(writing);
    }

    int firstQuery() {
        return firstQuery(writing);
    }

    /** What an item is, for messages. */
    String describe(int index) {
        if (index < firstStep()) {
            return WritingText.describe(writing, index);
        }
        if (index < firstQuery()) {
            return steps().get(index - firstStep()).describe();
        }
        return index - firstQuery() >= queries.size()
                ? "the end of its answer"
                : describe(queries.get(index - firstQuery()));
    }

    static String describe(Query query) {
        if (query instanceof Query.ReadFile read) {
            return "reading " + read.path();
        }
        if (query instanceof Query.Glob glob) {
            return "reading " + String.join(" ", glob.patterns());
        }
        if (query instanceof Query.Run run) {
            return "running " + String.join(" ", run.argv());
        }
        return "stat " + ((Query.Stat) query).path();
    }

    static StringBuilder call(StringBuilder text, String function, Object... plainWords) {
        text.append(function);
        for (Object word : plainWords) {
            text.append(' ').append(word);
        }
        return text;
    }

    static Duration timeout(Query query) {
        return query instanceof Query.Run run ? run.timeout() : FILE_TIMEOUT;
    }

    private static long bytesMax(Query query) {
        if (query instanceof Query.ReadFile read) {
            return read.bytesMax();
        }
        if (query instanceof Query.Glob glob) {
            return glob.bytesMax();
        }
        return query instanceof Query.Run run ? run.bytesMax() : 65536;
    }

    static String seconds(Duration timeout) {
        long millis = Math.max(1, timeout.toMillis());
        return Long.toString((millis + 999) / 1000);
    }
}
