package io.pinwright.engine.host;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What to read of a host, and the value its answers make. A description only: the engine collects the queries of all
 * observations that are ready, removes duplicates and asks them in one round trip.
 *
 * <p>Functions given to {@link #map}, {@link #then} and {@link #both} must be pure: they run as often as the engine likes,
 * also on predicted answers. They report what is wrong with a host by {@link HostProblem}.
 */
public abstract class Observation<T> {

    private Observation() {}

    /** Where an observation stands, given some answers: it has its value, or it needs more queries answered. */
    public record Progress<T>(Optional<T> value, Set<Query> needs) {
        static <T> Progress<T> of(T value) {
            return new Progress<>(Optional.of(value), Set.of());
        }

        static <T> Progress<T> waiting(Set<Query> needs) {
            return new Progress<>(Optional.empty(), needs);
        }
    }

    /**
     * Evaluates as far as the answers reach.
     *
     * @throws HostProblem from one of the functions
     */
    public abstract Progress<T> given(Answers answers);

    /** A value that needs no reading. */
    public static <T> Observation<T> value(T value) {
        return new Observation<>() {
            @Override
            public Progress<T> given(Answers answers) {
                return Progress.of(value);
            }
        };
    }

    /** The bare answer to a query. */
    public static Observation<Answer> of(Query query) {
        return new Observation<>() {
            @Override
            public Progress<Answer> given(Answers answers) {
                return answers.get(query).map(Progress::of).orElseGet(() -> Progress.waiting(Set.of(query)));
            }
        };
    }

    /** The text of a file; empty when there is none, a {@link HostProblem} when it cannot be read. */
    public static Observation<Optional<String>> file(String path) {
        return of(new Query.ReadFile(path)).map(answer -> content(path, answer).map(Bytes::text));
    }

    /** The bytes of a file; empty when there is none, a {@link HostProblem} when it cannot be read. */
    public static Observation<Optional<Bytes>> bytes(String path) {
        return of(new Query.ReadFile(path)).map(answer -> content(path, answer));
    }

    /** Files by pattern, as texts by path. */
    public static Observation<Map<String, String>> glob(Query.GlobKind kind, String... patterns) {
        return glob(new Query.Glob(kind, patterns));
    }

    /** The same, of a query that is made already. */
    public static Observation<Map<String, String>> glob(Query.Glob query) {
        return entries(query).map(entries -> {
            Map<String, String> texts = new LinkedHashMap<>();
            entries.forEach((path, bytes) -> texts.put(path, bytes.text()));
            return texts;
        });
    }

    /** Files by pattern, as bytes by path: for many of which few are looked at. */
    public static Observation<Map<String, Bytes>> entries(Query.Glob query) {
        return of(query).map(answer -> {
            if (answer instanceof Answer.Entries entries) {
                return entries.byPath();
            }
            throw unreadable(String.join(" ", query.patterns()), answer);
        });
    }

    /** The outcome of a command that changes nothing; empty when the host has no such command. */
    public static Observation<Optional<Answer.Output>> query(String... argv) {
        return query(new Query.Run(argv));
    }

    /** The outcome of a command that changes nothing; empty when the host has no such command. */
    public static Observation<Optional<Answer.Output>> query(Query.Run run) {
        return of(run).map(answer -> {
            if (answer instanceof Answer.Output output) {
                return Optional.of(output);
            }
            if (answer instanceof Answer.Absent) {
                return Optional.empty();
            }
            throw unreadable(String.join(" ", run.argv()), answer);
        });
    }

    /** What stands at a path; empty when nothing does. */
    public static Observation<Optional<FileStatus>> stat(String path, boolean follow, boolean checksum) {
        return of(new Query.Stat(path, follow, checksum)).map(answer -> {
            if (answer instanceof Answer.Status status) {
                return Optional.of(status.status());
            }
            if (answer instanceof Answer.Absent) {
                return Optional.empty();
            }
            throw unreadable(path, answer);
        });
    }

    private static Optional<Bytes> content(String path, Answer answer) {
        if (answer instanceof Answer.Content content) {
            return Optional.of(content.bytes());
        }
        if (answer instanceof Answer.Absent) {
            return Optional.empty();
        }
        throw unreadable(path, answer);
    }

    private static HostProblem unreadable(String what, Answer answer) {
        String reason = answer instanceof Answer.Unreadable unreadable ? unreadable.reason() : "unexpected answer";
        return new HostProblem("cannot read " + what + ": " + reason);
    }

    /** The value made into another. */
    public <R> Observation<R> map(Function<? super T, ? extends R> function) {
        Observation<T> self = this;
        return new Observation<>() {
            @Override
            public Progress<R> given(Answers answers) {
                Progress<T> progress = self.given(answers);
                return progress.value().isPresent()
                        ? Progress.of(function.apply(progress.value().get()))
                        : Progress.waiting(progress.needs());
            }
        };
    }

    /**
     * The same observation, whose value is made once of the same answers of a host: for what is costly to make, and looked at by
     * several tasks or whenever one is planned. Another answer to one of its queries, such as one that is foretold, makes another
     * value.
     *
     * @param key the same for observations that are the same, and no other's; the class of the value, where nothing else tells it
     */
    public Observation<T> keptAs(Object key) {
        Observation<T> self = this;
        return new Observation<>() {
            @Override
            public Progress<T> given(Answers answers) {
                @Nullable Memo memo = answers.memo();
                if (memo == null) {
                    return self.given(answers);
                }
                @SuppressWarnings("unchecked") // put under this key by this observation, or by one that is the same
                Optional<T> kept = (Optional<T>) memo.get(key, answers);
                return kept.isPresent() ? new Progress<>(kept, Set.of()) : made(memo, answers);
            }

            private Progress<T> made(Memo memo, Answers answers) {
                Set<Query> asked = new LinkedHashSet<>();
                try {
                    Progress<T> progress = self.given(answers.recording(asked));
                    progress.value().ifPresent(value -> memo.put(key, value, asked, answers));
                    return progress;
                } finally {
                    answers.note(asked);
                }
            }
        };
    }

    /** Goes on with reads that depend on this value: costs a further round trip, if they are not answered yet. */
    public <R> Observation<R> then(Function<? super T, Observation<R>> function) {
        Observation<T> self = this;
        return new Observation<>() {
            @Override
            public Progress<R> given(Answers answers) {
                Progress<T> progress = self.given(answers);
                return progress.value().isPresent()
                        ? function.apply(progress.value().get()).given(answers)
                        : Progress.waiting(progress.needs());
            }
        };
    }

    /** Two observations in the same round trip. */
    public static <A, B, R> Observation<R> both(
            Observation<A> first, Observation<B> second, BiFunction<? super A, ? super B, ? extends R> function) {
        return new Observation<>() {
            @Override
            public Progress<R> given(Answers answers) {
                Progress<A> a = first.given(answers);
                Progress<B> b = second.given(answers);
                if (a.value().isPresent() && b.value().isPresent()) {
                    return Progress.of(function.apply(a.value().get(), b.value().get()));
                }
                Set<Query> needs = new LinkedHashSet<>(a.needs());
                needs.addAll(b.needs());
                return Progress.waiting(needs);
            }
        };
    }

    /** Any number of observations in the same round trip, their values in the same order. */
    public static <T> Observation<List<T>> all(List<Observation<T>> observations) {
        List<Observation<T>> copy = List.copyOf(observations);
        return new Observation<>() {
            @Override
            public Progress<List<T>> given(Answers answers) {
                List<T> values = new ArrayList<>(copy.size());
                Set<Query> needs = new LinkedHashSet<>();
                for (Observation<T> observation : copy) {
                    Progress<T> progress = observation.given(answers);
                    progress.value().ifPresent(values::add);
                    needs.addAll(progress.needs());
                }
                return needs.isEmpty() ? Progress.of(List.copyOf(values)) : Progress.waiting(needs);
            }
        };
    }
}
