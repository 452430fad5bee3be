package io.pinwright.engine.host;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Answers of one moment, and what steps do to paths. A path counts for every query that looks at it, in whatever way: its stat,
 * its content, and patterns that match it. Within a layer an answer is never older than what is told of its path. Never changes.
 *
 * @param foretold whether the answers are predictions, whose paths count too
 */
record Layer(Map<Query, Answer> answers, Map<String, PathFate> paths, boolean foretold) {

    /** What a host said. */
    static Layer told(Map<? extends Query, ? extends Answer> answers) {
        return new Layer(new LinkedHashMap<>(answers), Map.of(), false);
    }

    /** What a step will do: its kind says it of the path that it writes or removes, its predictions of the rest. */
    static Layer foretold(Step step) {
        Map<Query, Answer> answers = new LinkedHashMap<>();
        Map<String, PathFate> paths = new LinkedHashMap<>();
        if (step instanceof Step.WriteFile write) {
            paths.put(write.path(), PathFate.Written.by(write));
        } else if (step instanceof Step.RemoveFile remove) {
            paths.put(remove.path(), PathFate.GONE);
        }
        for (Prediction prediction : step.predicts()) {
            answers.put(prediction.query(), prediction.answer());
            if (prediction.query() instanceof Query.Stat stat
                    && !stat.follow()
                    && prediction.answer() instanceof Answer.Absent) {
                paths.put(stat.path(), PathFate.GONE);
            }
        }
        return new Layer(answers, paths, true);
    }

    int size() {
        return answers.size() + paths.size();
    }

    /** Whether nothing is told of any path: then what is told changes no answer to other queries. */
    private boolean isOfNoPath() {
        if (!paths.isEmpty()) {
            return false;
        }
        for (Query query : answers.keySet()) {
            if (path(query) != null) {
                return false;
            }
        }
        return true;
    }

    /** Both as one; what is told here is older. */
    Layer with(Layer newer) {
        if (newer.isOfNoPath()) {
            Map<Query, Answer> merged = new LinkedHashMap<>(answers);
            merged.putAll(newer.answers);
            return new Layer(merged, paths, foretold || newer.foretold);
        }
        Map<Query, Answer> merged = new LinkedHashMap<>();
        answers.forEach((query, answer) -> {
            Answer now = newer.answer(query, answer);
            if (now != null) {
                merged.put(query, now);
            }
        });
        merged.putAll(newer.answers);
        Map<String, PathFate> fates = new LinkedHashMap<>();
        paths.forEach((path, fate) -> {
            if (!newer.isBelowGone(path)) {
                fates.put(path, fate);
            }
        });
        newer.paths.forEach((path, fate) -> fates.merge(path, fate, PathFate::then));
        return new Layer(merged, fates, foretold || newer.foretold);
    }

    /** The same without what another says of the same queries and paths. */
    Layer without(Layer other) {
        Map<Query, Answer> kept = new LinkedHashMap<>(answers);
        kept.keySet().removeAll(other.answers.keySet());
        kept.keySet().removeIf(query -> other.paths.containsKey(path(query)));
        Map<String, PathFate> fates = new LinkedHashMap<>(paths);
        fates.keySet().removeAll(other.paths.keySet());
        return new Layer(kept, fates, foretold);
    }

    /** What a query is answered here, given an older answer; null when that is not known and is needed. */
    @Nullable
    Answer answer(Query query, @Nullable Answer older) {
        Answer direct = answers.get(query);
        if (direct != null) {
            return direct;
        }
        String path = path(query);
        if (path != null) {
            if (query instanceof Query.Stat stat && stat.checksum()) {
                Answer plain = answers.get(new Query.Stat(path, stat.follow(), false));
                if (plain != null && foretold) {
                    return summed(plain, older);
                }
            }
            PathFate fate = paths.get(path);
            if (fate != null) {
                return fate.answer(query, older);
            }
            return isBelowGone(path) ? new Answer.Absent() : older;
        }
        return foretold && query instanceof Query.Glob glob && older instanceof Answer.Entries entries && concerns(glob)
                ? new GlobForecast(glob).after(entries, this)
                : older;
    }

    /** Whether some path here may match a glob, told without compiling its patterns: this is asked very often. */
    private boolean concerns(Query.Glob glob) {
        for (String pattern : glob.patterns()) {
            for (String path : paths.keySet()) {
                if (GlobForecast.mayConcern(pattern, path)) {
                    return true;
                }
            }
            for (Query query : answers.keySet()) {
                String path = path(query);
                if (path != null && GlobForecast.mayConcern(pattern, path)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** A step that changes attributes alone foretells them without the checksum, which stays. */
    private static @Nullable Answer summed(Answer plain, @Nullable Answer older) {
        if (!(plain instanceof Answer.Status now) || now.status().type() != FileStatus.Type.FILE) {
            return plain;
        }
        if (older == null) {
            return null;
        }
        return older instanceof Answer.Status before
                ? new Answer.Status(now.status().withSha256(before.status().sha256()))
                : older;
    }

    /** Whether something is foretold of a path. */
    boolean tells(Query query) {
        String path = path(query);
        return foretold
                && (answers.containsKey(query) || path != null && (paths.containsKey(path) || isBelowGone(path)));
    }

    /** Whether a folder above it was removed, and nothing stands there since. */
    private boolean isBelowGone(String path) {
        if (!paths.containsValue(PathFate.GONE)) {
            return false;
        }
        for (int slash = path.lastIndexOf('/'); slash > 0; slash = path.lastIndexOf('/', slash - 1)) {
            if (paths.get(path.substring(0, slash)) == PathFate.GONE) {
                return true;
            }
        }
        return false;
    }

    static @Nullable String path(Query query) {
        return query instanceof Query.ReadFile file
                ? file.path()
                : query instanceof Query.Stat stat ? stat.path() : null;
    }

    /** Where a path points, if it is known here to be a link. */
    static Optional<String> target(String path, @Nullable Answer status) {
        if (!(status instanceof Answer.Status found)) {
            return Optional.empty();
        }
        String parent = path.substring(0, path.lastIndexOf('/') + 1);
        return found.status()
                .linkTarget()
                .map(target -> Path.of(target.startsWith("/") ? target : parent + target)
                        .normalize()
                        .toString());
    }
}
