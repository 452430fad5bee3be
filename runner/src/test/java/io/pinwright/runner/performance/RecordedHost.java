package io.pinwright.runner.performance;

import io.pinwright.engine.host.Answer;
import io.pinwright.engine.host.Answers;
import io.pinwright.engine.host.Become;
import io.pinwright.engine.host.HostReader;
import io.pinwright.engine.host.HostWriter;
import io.pinwright.engine.host.Query;
import io.pinwright.engine.transport.ExchangeCounts;
import io.pinwright.engine.transport.HostSession;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What a host answered to a run that only read, recorded once; and sessions of hosts that answer alike from memory, for measuring
 * what the controller itself costs. Both refuse to write.
 */
public final class RecordedHost {

    private final Map<Query, Answer> answers = new LinkedHashMap<>();

    /** A session that remembers what another one answers. */
    public HostSession recording(HostSession real) {
        return new Reading(
                (become, queries) -> {
                    Answers told = real.reader(become).read(queries);
                    queries.forEach(query -> told.get(query).ifPresent(answer -> answers.put(query, answer)));
                    return told;
                },
                real::close);
    }

    /** What the host of a number answers. */
    RecordedAnswers answers(int number) {
        return new RecordedAnswers(answers, number);
    }

    /** A session that answers from memory; each read is told first. */
    static HostSession session(RecordedAnswers answers, Runnable onRead) {
        return new Reading(
                (become, queries) -> {
                    onRead.run();
                    return Answers.of(answers.to(queries));
                },
                () -> {});
    }

    private interface Reads {
        Answers of(Optional<Become> become, Collection<Query> queries);
    }

    private static final class Reading implements HostSession {

        private final Reads reads;
        private final Runnable closing;
        private int roundTrips;

        Reading(Reads reads, Runnable closing) {
            this.reads = reads;
            this.closing = closing;
        }

        @Override
        public HostReader reader(Optional<Become> become) {
            return queries -> {
                roundTrips++;
                return reads.of(become, queries);
            };
        }

        @Override
        public HostWriter writer(Optional<Become> become) {
            throw new UnsupportedOperationException("only reads are recorded");
        }

        @Override
        public Optional<String> armed(Optional<Become> become) {
            return Optional.empty();
        }

        @Override
        public ExchangeCounts counts() {
            return new ExchangeCounts(1, roundTrips, 0, 0);
        }

        @Override
        public void cancel() {
            // A read from memory has no end to wait for.
        }

        @Override
        public void close() {
            closing.run();
        }
    }
}
