package io.pinwright.engine.host;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Answers of one host by query. The answers never change. */
public final class Answers {

    public static final Answers NONE = new Answers(Map.of(), null);

    private final Map<Query, Answer> byQuery;
    private final @Nullable Set<Query> asked;

    private Answers(Map<Query, Answer> byQuery, @Nullable Set<Query> asked) {
        this.byQuery = byQuery;
        this.asked = asked;
    }

    public static Answers of(Map<? extends Query, ? extends Answer> byQuery) {
        return new Answers(new LinkedHashMap<>(byQuery), null);
    }

    public Optional<Answer> get(Query query) {
        if (asked != null) {
            asked.add(query);
        }
        return Optional.ofNullable(byQuery.get(query));
    }

    public Set<Query> queries() {
        return Collections.unmodifiableSet(byQuery.keySet());
    }

    /**
     * The same answers, noting in a set which queries are asked of them: how the engine learns what a task reads.
     *
     * @param into written to by every {@link #get}; not thread-safe
     */
    public Answers recording(Set<Query> into) {
        return new Answers(byQuery, into);
    }

    /** These answers, with the others laid over them. */
    public Answers with(Answers others) {
        if (others.byQuery.isEmpty()) {
            return this;
        }
        Map<Query, Answer> merged = new LinkedHashMap<>(byQuery);
        merged.putAll(others.byQuery);
        return new Answers(merged, asked);
    }

    /** The queries of a collection that are not answered here, in its order. */
    public Set<Query> missing(Collection<Query> queries) {
        Set<Query> missing = new LinkedHashSet<>(queries);
        missing.removeAll(byQuery.keySet());
        return missing;
    }
}
