package io.pinwright.engine.host;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Values made of one host's answers, each with the answers that it was made of: of as many observations as keep their value, the
 * value that was made last. Thread-safe.
 *
 * <p>A value holds for answers in which each of its queries has the very answer that it was made of. So what was foretold makes
 * another value, and what is known again makes the first once more; nothing has to be thrown away in time.
 */
final class Memo {

    /** A value, and all that it rests on. */
    private static final class Kept {
        final Object value;
        final Map<Query, Answer> read;

        /** Answers for which it is known to hold: the same ones are asked again and again while a task is planned. */
        private volatile Answers held;

        Kept(Object value, Map<Query, Answer> read, Answers madeOf) {
            this.value = value;
            this.read = read;
            this.held = madeOf.unrecorded();
        }

        boolean holds(Answers answers) {
            if (answers.isSameAs(held)) {
                return true;
            }
            for (Map.Entry<Query, Answer> one : read.entrySet()) {
                if (answers.find(one.getKey()) != one.getValue()) {
                    return false;
                }
            }
            held = answers.unrecorded();
            return true;
        }
    }

    private final Map<Object, Kept> byKey = new ConcurrentHashMap<>();

    /** The value kept by a key, if it holds for these answers: then they count as asked for all that it rests on. */
    Optional<Object> get(Object key, Answers answers) {
        @Nullable Kept kept = byKey.get(key);
        if (kept == null || !kept.holds(answers)) {
            return Optional.empty();
        }
        answers.note(kept.read.keySet());
        return Optional.of(kept.value);
    }

    /** Keeps a value in place of the one before. */
    void put(Object key, Object value, Set<Query> queries, Answers answers) {
        Map<Query, Answer> read = new LinkedHashMap<>();
        for (Query query : queries) {
            @Nullable Answer answer = answers.find(query);
            if (answer == null) {
                return;
            }
            read.put(query, answer);
        }
        byKey.put(key, new Kept(value, read, answers));
    }
}
