package io.pinwright.engine.apply;

import io.pinwright.engine.host.Answers;
import io.pinwright.engine.host.HostProblem;
import io.pinwright.engine.host.HostReader;
import io.pinwright.engine.host.HostUnreachableException;
import io.pinwright.engine.host.Observation;
import io.pinwright.engine.transport.ExchangeCounts;
import io.pinwright.engine.transport.ReadSession;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.function.Function;

/** Looks at hosts without a playbook: one observation, many hosts at once. */
public final class Look {

    private static final int ROUNDS_MAX = 20;

    private Look() {}

    /**
     * What was seen of a host.
     *
     * @param value empty when it could not be seen
     * @param problem why
     * @param unreachable whether the host was not reached at all
     */
    public record Seen<T>(Optional<T> value, Optional<String> problem, boolean unreachable, ExchangeCounts exchanges) {}

    /** A host to look at, with the reader of its session. */
    public record Target(ReadSession session, Function<ReadSession, HostReader> reader) {}

    /**
     * Looks at all targets.
     *
     * @throws InterruptedException when the calling thread is interrupted; connections are ended
     */
    public static <T> Map<String, Seen<T>> at(Map<String, Target> targets, Observation<T> observation, int forks)
            throws InterruptedException {
        ExecutorService pool = HostThreads.pool(Math.max(1, forks));
        Map<String, Future<Seen<T>>> running = new LinkedHashMap<>();
        try {
            targets.forEach((host, target) -> running.put(host, pool.submit(() -> look(target, observation))));
            Map<String, Seen<T>> seen = new LinkedHashMap<>();
            for (Map.Entry<String, Future<Seen<T>>> entry : running.entrySet()) {
                seen.put(entry.getKey(), entry.getValue().get());
            }
            return seen;
        } catch (ExecutionException e) {
            throw new IllegalStateException("looking at a host broke: " + e.getCause(), e.getCause());
        } catch (InterruptedException e) {
            targets.values().forEach(target -> target.session().cancel());
            throw e;
        } finally {
            pool.shutdownNow();
        }
    }

    private static <T> Seen<T> look(Target target, Observation<T> observation) {
        return seen(target.session(), () -> observed(target.reader().apply(target.session()), observation));
    }

    /** Asks one host something and closes its session; what goes wrong is a value. */
    static <T> Seen<T> seen(ReadSession session, java.util.function.Supplier<T> asked) {
        try {
            T value = asked.get();
            return new Seen<>(Optional.of(value), Optional.empty(), false, session.counts());
        } catch (HostUnreachableException e) {
            String message = e.message() + e.fix().map(fix -> "\n  fix: " + fix).orElse("");
            return new Seen<>(Optional.empty(), Optional.of(message), true, session.counts());
        } catch (HostProblem e) {
            String message = e.message() + e.fix().map(fix -> "\n  fix: " + fix).orElse("");
            return new Seen<>(Optional.empty(), Optional.of(message), false, session.counts());
        } catch (RuntimeException e) {
            // An answer that nobody was ready for is this host's problem, not the others'.
            return new Seen<>(Optional.empty(), Optional.of("internal error: " + e), false, session.counts());
        } finally {
            session.close();
        }
    }

    /** The value of an observation, read in as many rounds as it needs. */
    public static <T> T observed(HostReader reader, Observation<T> observation) {
        Answers answers = Answers.NONE;
        for (int round = 0; round < ROUNDS_MAX; round++) {
            Observation.Progress<T> progress = observation.given(answers);
            if (progress.value().isPresent()) {
                return progress.value().get();
            }
            answers = answers.with(reader.read(List.copyOf(progress.needs())));
        }
        throw new IllegalStateException("more than " + ROUNDS_MAX + " rounds of reads that depend on each other");
    }
}
