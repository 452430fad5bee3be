package io.pinwright.engine.host;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Answers of one host by query. The answers never change.
 *
 * <p>Kept in layers, the newest last, each more than twice as large as the next: laying a few answers over many, as is done for
 * every change of a play, does not copy the many.
 */
public final class Answers {

    public static final Answers NONE = new Answers(List.of(), null, null);

    private final List<Map<Query, Answer>> layers;
    private final @Nullable Answers under;
    private final @Nullable Set<Query> asked;

    private Answers(List<Map<Query, Answer>> layers, @Nullable Answers under, @Nullable Set<Query> asked) {
        this.layers = layers;
        this.under = under;
        this.asked = asked;
    }

    public static Answers of(Map<? extends Query, ? extends Answer> byQuery) {
        return byQuery.isEmpty() ? NONE : new Answers(List.of(new LinkedHashMap<>(byQuery)), null, null);
    }

    /** The answer to a query; empty when it was not asked yet, and when it is not foretold. */
    public Optional<Answer> get(Query query) {
        if (asked != null) {
            asked.add(query);
        }
        Answer answer = find(query);
        return answer instanceof Answer.NotForetold ? Optional.empty() : Optional.ofNullable(answer);
    }

    /** What has to happen before one of these queries can be answered: the first that is {@link Answer.NotForetold}. */
    public Optional<String> awaited(Collection<Query> queries) {
        for (Query query : queries) {
            if (find(query) instanceof Answer.NotForetold unknown) {
                return Optional.of(unknown.needs());
            }
        }
        return Optional.empty();
    }

    private @Nullable Answer find(Query query) {
        for (int i = layers.size() - 1; i >= 0; i--) {
            Answer answer = layers.get(i).get(query);
            if (answer != null) {
                return answer;
            }
        }
        return under == null ? null : under.find(query);
    }

    public Set<Query> queries() {
        Set<Query> queries = new LinkedHashSet<>(under == null ? Set.of() : under.queries());
        layers.forEach(layer -> queries.addAll(layer.keySet()));
        return Collections.unmodifiableSet(queries);
    }

    /**
     * The same answers, noting in a set which queries are asked of them: how the engine learns what a task reads.
     *
     * @param into written to by every {@link #get}; not thread-safe
     */
    public Answers recording(Set<Query> into) {
        return new Answers(layers, under, into);
    }

    /** These answers, with the others laid over them. */
    public Answers with(Answers others) {
        if (others.isEmpty()) {
            return this;
        }
        List<Map<Query, Answer>> merged = new ArrayList<>(layers);
        others.allLayers().forEach(layer -> push(merged, layer));
        return new Answers(List.copyOf(merged), under, asked);
    }

    /** These answers laid over others; nothing is copied, whatever their sizes. */
    public Answers over(Answers others) {
        if (others.isEmpty()) {
            return this;
        }
        return isEmpty()
                ? new Answers(others.layers, others.under, asked)
                : new Answers(layers, under == null ? others : under.over(others), asked);
    }

    private boolean isEmpty() {
        return layers.isEmpty() && (under == null || under.isEmpty());
    }

    private List<Map<Query, Answer>> allLayers() {
        List<Map<Query, Answer>> all = new ArrayList<>(under == null ? List.of() : under.allLayers());
        all.addAll(layers);
        return all;
    }

    private static void push(List<Map<Query, Answer>> layers, Map<Query, Answer> newest) {
        Map<Query, Answer> top = newest;
        while (!layers.isEmpty() && layers.get(layers.size() - 1).size() <= 2 * top.size()) {
            Map<Query, Answer> merged = new LinkedHashMap<>(layers.remove(layers.size() - 1));
            merged.putAll(top);
            top = merged;
        }
        layers.add(top);
    }

    /** The queries of a collection that are not answered here, in its order. */
    public Set<Query> missing(Collection<Query> queries) {
        Set<Query> missing = new LinkedHashSet<>();
        for (Query query : queries) {
            if (find(query) == null) {
                missing.add(query);
            }
        }
        return missing;
    }
}
