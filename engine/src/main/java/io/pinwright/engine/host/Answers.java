package io.pinwright.engine.host;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
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
 * every change of a play, does not copy the many. What observations made of them is kept beside them.
 */
public final class Answers {

    public static final Answers NONE = new Answers(List.of(), null, null, null);

    /** Links that point to links are followed so far. */
    private static final int LINKS_MAX = 8;

    private final List<Layer> layers;
    private final @Nullable Answers under;
    private final @Nullable Set<Query> asked;

    /** Shared by all answers that are made of one host's; what is only foretold has none. */
    private final @Nullable Memo memo;

    private Answers(List<Layer> layers, @Nullable Answers under, @Nullable Set<Query> asked, @Nullable Memo memo) {
        this.layers = layers;
        this.under = under;
        this.asked = asked;
        this.memo = memo;
    }

    public static Answers of(Map<? extends Query, ? extends Answer> byQuery) {
        return byQuery.isEmpty() ? NONE : new Answers(List.of(Layer.told(byQuery)), null, null, new Memo());
    }

    /**
     * What will be answered once these steps have run, for all that is known of it: to be laid over what a host says now. A file
     * that is written or removed is so for every query that looks at its path.
     */
    public static Answers foretold(Iterable<? extends Step> steps) {
        @Nullable Layer all = null;
        for (Step step : steps) {
            Layer next = Layer.foretold(step);
            all = all == null ? next : all.with(next);
        }
        return all == null || all.size() == 0 ? NONE : new Answers(List.of(all), null, null, null);
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

    /** What was foretold of a file counts when it is reached by a link too, where the link is known. */
    @Nullable
    Answer find(Query query) {
        Query wanted = query;
        for (int i = 0; i < LINKS_MAX && hasForetold(); i++) {
            Optional<Query> target = behindLink(wanted).filter(this::isForetold);
            if (target.isEmpty()) {
                break;
            }
            wanted = target.get();
        }
        return at(wanted, layers.size() - 1);
    }

    private boolean hasForetold() {
        for (Layer layer : layers) {
            if (layer.foretold()) {
                return true;
            }
        }
        return false;
    }

    private Optional<Query> behindLink(Query query) {
        String path = Layer.path(query);
        if (path == null || query instanceof Query.Stat stat && !stat.follow()) {
            return Optional.empty();
        }
        return Layer.target(path, at(new Query.Stat(path, false, false), layers.size() - 1))
                .map(target -> query instanceof Query.Stat stat
                        ? new Query.Stat(target, true, stat.checksum())
                        : new Query.ReadFile(target, ((Query.ReadFile) query).bytesMax()));
    }

    private boolean isForetold(Query query) {
        return layers.stream().anyMatch(layer -> layer.tells(query));
    }

    private @Nullable Answer at(Query query, int index) {
        if (index < 0) {
            return under == null ? null : under.find(query);
        }
        Layer layer = layers.get(index);
        Answer direct = layer.answers().get(query);
        return direct != null ? direct : layer.answer(query, at(query, index - 1));
    }

    public Set<Query> queries() {
        Set<Query> queries = new LinkedHashSet<>(under == null ? Set.of() : under.queries());
        layers.forEach(layer -> queries.addAll(layer.answers().keySet()));
        return Collections.unmodifiableSet(queries);
    }

    /**
     * The same answers, noting in a set which queries are asked of them: how the engine learns what a task reads.
     *
     * @param into written to by every {@link #get}; not thread-safe
     */
    public Answers recording(Set<Query> into) {
        return new Answers(layers, under, into, memo);
    }

    /** Whether these are the very same answers as others; who asks them, and who notes that, does not matter. */
    boolean isSameAs(Answers other) {
        return layers == other.layers && under == other.under;
    }

    /** The same answers, of which nobody notes what is asked. */
    Answers unrecorded() {
        return asked == null ? this : new Answers(layers, under, null, memo);
    }

    /** Counts queries as asked. */
    void note(Set<Query> queries) {
        if (asked != null) {
            asked.addAll(queries);
        }
    }

    @Nullable
    Memo memo() {
        return memo;
    }

    /** These answers, with the others laid over them. */
    public Answers with(Answers others) {
        if (others.isEmpty()) {
            return this;
        }
        List<Layer> merged = new ArrayList<>(layers);
        others.allLayers().forEach(layer -> push(merged, layer));
        return new Answers(List.copyOf(merged), under, asked, memo != null ? memo : others.memo);
    }

    /** These answers laid over others; nothing is copied, whatever their sizes. */
    public Answers over(Answers others) {
        if (others.isEmpty()) {
            return this;
        }
        @Nullable Memo shared = others.memo != null ? others.memo : memo;
        return isEmpty()
                ? new Answers(others.layers, others.under, asked, shared)
                : new Answers(layers, under == null ? others : under.over(others), asked, shared);
    }

    /** These answers less all that is told of the queries and paths that others tell of. */
    public Answers without(Answers others) {
        List<Layer> kept = layers;
        for (Layer other : others.allLayers()) {
            kept = kept.stream().map(layer -> layer.without(other)).toList();
        }
        return new Answers(
                kept.stream().filter(layer -> layer.size() > 0).toList(),
                under == null ? null : under.without(others),
                asked,
                memo);
    }

    public boolean isEmpty() {
        return layers.isEmpty() && (under == null || under.isEmpty());
    }

    private List<Layer> allLayers() {
        List<Layer> all = new ArrayList<>(under == null ? List.of() : under.allLayers());
        all.addAll(layers);
        return all;
    }

    private static void push(List<Layer> layers, Layer newest) {
        Layer top = newest;
        while (!layers.isEmpty() && layers.get(layers.size() - 1).size() <= 2 * top.size()) {
            top = layers.remove(layers.size() - 1).with(top);
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
