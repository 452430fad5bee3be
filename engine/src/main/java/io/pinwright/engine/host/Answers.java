package io.pinwright.engine.host;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Answers of one host by query. Immutable. */
public final class Answers {

    public static final Answers NONE = new Answers(Map.of());

    private final Map<Query, Answer> byQuery;

    private Answers(Map<Query, Answer> byQuery) {
        this.byQuery = byQuery;
    }

    public static Answers of(Map<? extends Query, ? extends Answer> byQuery) {
        return new Answers(new LinkedHashMap<>(byQuery));
    }

    public Optional<Answer> get(Query query) {
        return Optional.ofNullable(byQuery.get(query));
    }

    public Set<Query> queries() {
        return java.util.Collections.unmodifiableSet(byQuery.keySet());
    }

    /** These answers, with the others laid over them. */
    public Answers with(Answers others) {
        if (others.byQuery.isEmpty()) {
            return this;
        }
        Map<Query, Answer> merged = new LinkedHashMap<>(byQuery);
        merged.putAll(others.byQuery);
        return new Answers(merged);
    }

    /** The queries of a collection that are not answered here, in its order. */
    public Set<Query> missing(Collection<Query> queries) {
        Set<Query> missing = new LinkedHashSet<>(queries);
        missing.removeAll(byQuery.keySet());
        return missing;
    }
}
