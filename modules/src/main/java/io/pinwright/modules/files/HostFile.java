package io.pinwright.modules.files;

import io.pinwright.engine.host.Answer;
import io.pinwright.engine.host.Bytes;
import io.pinwright.engine.host.FileStatus;
import io.pinwright.engine.host.FileStatus.Type;
import io.pinwright.engine.host.HostProblem;
import io.pinwright.engine.host.Observation;
import io.pinwright.engine.host.Prediction;
import io.pinwright.engine.host.Query;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What stands at a path, as far as file modules look at it.
 *
 * @param itself what is there; a symbolic link is a link
 * @param status the same, a symbolic link standing for its target; empty also when the link points nowhere
 * @param content of a regular file, when it was asked for
 * @param missing directories above the path that are not there, the outermost first
 * @param within the innermost directory above the path that was looked at and is there
 */
record HostFile(
        String path,
        Optional<FileStatus> itself,
        Optional<FileStatus> status,
        Optional<Bytes> content,
        List<String> missing,
        Optional<Within> within) {

    /** A directory that what happens at the path rests on. */
    record Within(String path, FileStatus status) {}

    HostFile {
        missing = List.copyOf(missing);
    }

    /** Which directories above the path are looked at. */
    enum Above {
        NONE,
        /** The one it is in: it must be there. */
        PARENT,
        /** All: those that are missing will be made. */
        ALL
    }

    /** Type and attributes. */
    static Observation<HostFile> attributes(String path, Above above) {
        return observed(path, above, Observation.value(Optional.empty()));
    }

    /** Type, attributes and content of a regular file. */
    static Observation<HostFile> whole(String path, Above above) {
        return observed(path, above, Observation.of(new Query.ReadFile(path)).map(Optional::of));
    }

    private static Observation<HostFile> observed(
            String path, Above above, Observation<Optional<Answer>> contentAnswer) {
        Observation<HostFile> file = Observation.both(
                Observation.both(Observation.stat(path, false, false), Observation.stat(path, true, false), List::of),
                contentAnswer,
                (statuses, answer) -> new HostFile(
                        path,
                        statuses.get(0),
                        statuses.get(1),
                        content(path, statuses.get(1), answer),
                        List.of(),
                        Optional.empty()));
        return Observation.both(
                file,
                above(path, above),
                (seen, found) -> new HostFile(
                        path, seen.itself(), seen.status(), seen.content(), found.missing(), found.within()));
    }

    private static Optional<Bytes> content(String path, Optional<FileStatus> status, Optional<Answer> answer) {
        if (answer.isEmpty() || status.isEmpty() || status.get().type() != Type.FILE) {
            return Optional.empty();
        }
        if (answer.get() instanceof Answer.Content found) {
            return Optional.of(found.bytes());
        }
        String reason = answer.get() instanceof Answer.Unreadable unreadable ? unreadable.reason() : "it is gone";
        throw new HostProblem("cannot read " + path + ": " + reason);
    }

    private record Found(List<String> missing, Optional<Within> within) {}

    private static Observation<Found> above(String path, Above above) {
        List<String> ancestors = ancestors(path);
        List<String> looked = switch (above) {
            case NONE -> List.of();
            case PARENT -> ancestors.subList(Math.max(0, ancestors.size() - 1), ancestors.size());
            case ALL -> ancestors;
        };
        List<Observation<Optional<FileStatus>>> reads = new ArrayList<>();
        looked.forEach(directory -> reads.add(Observation.stat(directory, true, false)));
        return Observation.all(reads).map(found -> {
            List<String> missing = new ArrayList<>();
            Optional<Within> within = Optional.empty();
            for (int i = 0; i < looked.size(); i++) {
                String directory = looked.get(i);
                found.get(i).filter(status -> status.type() != Type.DIRECTORY).ifPresent(status -> {
                    throw new HostProblem(
                            directory + " is " + described(status.type()) + ", not a directory, so there is no " + path,
                            "check the path");
                });
                if (found.get(i).isEmpty()) {
                    missing.add(directory);
                } else {
                    within = Optional.of(new Within(directory, found.get(i).get()));
                }
            }
            return new Found(missing, within);
        });
    }

    /** {@code /etc} and {@code /etc/libvirt} of {@code /etc/libvirt/hooks}. */
    static List<String> ancestors(String path) {
        List<String> ancestors = new ArrayList<>();
        for (int slash = path.indexOf('/', 1); slash > 0; slash = path.indexOf('/', slash + 1)) {
            ancestors.add(path.substring(0, slash));
        }
        return ancestors;
    }

    boolean is(Type type) {
        return status.isPresent() && status.get().type() == type;
    }

    boolean isLink() {
        return itself.isPresent() && itself.get().type() == Type.LINK;
    }

    /** That the directory it is in stays as it is: foretold, so that a change rests on it. */
    List<Prediction> unchangedAbove() {
        return within
                .map(directory -> new Prediction(
                        new Query.Stat(directory.path(), true, false), new Answer.Status(directory.status())))
                .stream()
                .toList();
    }

    /** Says what to do when the directory it is to be in is not there. */
    void requireDirectory() {
        if (!missing.isEmpty()) {
            String directory = missing.get(missing.size() - 1);
            throw new HostProblem(
                    "the directory " + directory + " does not exist",
                    "make it first with `file: {path: " + directory + ", state: directory}`");
        }
    }

    /** The regular file's text; empty when there is no file, a {@link HostProblem} when it is not UTF-8. */
    Optional<String> text() {
        return content.map(bytes -> bytes.exactText()
                .orElseThrow(() -> new HostProblem(path + " is not UTF-8 text, so its lines cannot be edited")));
    }

    @Nullable
    String linkTarget() {
        return itself.flatMap(FileStatus::linkTarget).orElse(null);
    }

    static String described(Type type) {
        return switch (type) {
            case FILE -> "a file";
            case DIRECTORY -> "a directory";
            case LINK -> "a symbolic link";
            case OTHER -> "a device or socket";
        };
    }

    /** The path without empty parts and dots, and without a slash at its end: so that one file has one spelling. */
    static String clean(String path) {
        StringBuilder clean = new StringBuilder();
        for (String part : path.split("/")) {
            if (!part.isEmpty() && !part.equals(".")) {
                clean.append('/').append(part);
            }
        }
        return clean.isEmpty() ? "/" : clean.toString();
    }

    /** Where a link points, as one path. */
    static String target(String link, String target) {
        String spelled = target.startsWith("/") ? target : link.substring(0, link.lastIndexOf('/') + 1) + target;
        return Path.of(spelled).normalize().toString();
    }

    /** The last part of a path. */
    static String name(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }
}
