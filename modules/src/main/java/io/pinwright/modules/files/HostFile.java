package io.pinwright.modules.files;

import io.pinwright.engine.host.Answer;
import io.pinwright.engine.host.Bytes;
import io.pinwright.engine.host.FileStatus;
import io.pinwright.engine.host.HostProblem;
import io.pinwright.engine.host.Observation;
import io.pinwright.engine.host.Payload;
import io.pinwright.engine.host.Prediction;
import io.pinwright.engine.host.Query;
import io.pinwright.engine.host.Step;
import io.pinwright.engine.module.Change;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What stands at a path, as far as file modules look at it. The {@code with} methods give the changes that make it otherwise,
 * each predicting what will be read afterwards.
 *
 * @param status empty when nothing is there
 * @param content of a regular file, when it was asked for
 */
record HostFile(String path, Optional<FileStatus> status, Optional<Bytes> content) {

    /** Type and attributes of what is at a path; a symbolic link is a link. */
    static Observation<HostFile> attributes(String path) {
        return Observation.stat(path, false, false).map(status -> new HostFile(path, status, Optional.empty()));
    }

    /** Type, attributes and content of a regular file; a symbolic link stands for its target. */
    static Observation<HostFile> whole(String path) {
        Observation<Answer> content = Observation.of(new Query.ReadFile(path));
        return Observation.both(Observation.stat(path, true, false), content, (status, answer) -> {
            if (status.isPresent() && status.get().type() == FileStatus.Type.FILE) {
                if (answer instanceof Answer.Content found) {
                    return new HostFile(path, status, Optional.of(found.bytes()));
                }
                String reason = answer instanceof Answer.Unreadable unreadable ? unreadable.reason() : "it is gone";
                throw new HostProblem("cannot read " + path + ": " + reason);
            }
            return new HostFile(path, status, Optional.empty());
        });
    }

    boolean is(FileStatus.Type type) {
        return status.isPresent() && status.get().type() == type;
    }

    /** The regular file's text; empty when there is no file, a {@link HostProblem} when it is not UTF-8. */
    Optional<String> text() {
        return content.map(bytes -> bytes.exactText()
                .orElseThrow(() -> new HostProblem(path + " is not UTF-8 text, so its lines cannot be edited")));
    }

    /** The changes that give a regular file this content and these attributes. */
    List<Change> withContent(Bytes wanted, FileAttributes attributes, boolean secret) {
        if (status.isPresent() && !is(FileStatus.Type.FILE)) {
            throw new HostProblem(
                    path + " is " + described(status.get().type()) + ", not a file",
                    is(FileStatus.Type.DIRECTORY)
                            ? "to put a file into the directory, end dest with a slash: `" + path + "/`"
                            : "remove it first with `file: {path: " + path + ", state: absent}`");
        }
        if (content.isPresent() && content.get().equals(wanted)) {
            return withAttributes(attributes);
        }
        FileStatus after = predicted(wanted.length(), attributes);
        Step step = new Step.WriteFile(
                path,
                new Payload(wanted, secret),
                attributes.modeOrNull(),
                attributes.ownerOrNull(),
                attributes.groupOrNull(),
                List.of(
                        new Prediction(new Query.ReadFile(path), new Answer.Content(wanted)),
                        new Prediction(new Query.Stat(path, true, false), new Answer.Status(after)),
                        new Prediction(new Query.Stat(path, false, false), new Answer.Status(after))));
        Change change = Change.of(
                path,
                "content",
                content.map(old -> old.length() + " bytes").orElse(null),
                wanted.length() + " bytes",
                List.of(step));
        if (secret) {
            return List.of(change);
        }
        return List.of(change.withDiff(
                new Change.TextDiff(path, content.map(HostFile::shown).orElse(""), shown(wanted))));
    }

    /** The changes that give what is there these attributes. */
    List<Change> withAttributes(FileAttributes attributes) {
        FileStatus now = status.orElseThrow(() -> new HostProblem(path + " is not there"));
        List<Change> changes = new ArrayList<>();
        FileStatus seen = now;
        if (attributes.ownerDiffers(seen) || attributes.groupDiffers(seen)) {
            String wanted = attributes.owner().orElse("")
                    + attributes.group().map(g -> ":" + g).orElse("");
            FileStatus after = owned(seen, attributes);
            changes.add(Change.of(
                    path,
                    "owner",
                    seen.owner() + ":" + seen.group(),
                    after.owner() + ":" + after.group(),
                    List.of(new Step.Run(List.of("chown", "--", wanted, path), predict(after)))));
            seen = after;
        }
        if (attributes.modeDiffers(seen)) {
            FileStatus after = moded(seen, attributes.mode().orElseThrow());
            changes.add(Change.of(
                    path,
                    "mode",
                    FileAttributes.octal(seen.mode()),
                    FileAttributes.octal(after.mode()),
                    List.of(new Step.Run(
                            List.of("chmod", "--", FileAttributes.octal(after.mode()), path), predict(after)))));
        }
        return changes;
    }

    private List<Prediction> predict(FileStatus after) {
        return List.of(
                new Prediction(new Query.Stat(path, true, false), new Answer.Status(after)),
                new Prediction(new Query.Stat(path, false, false), new Answer.Status(after)));
    }

    /** What stat will say of a file that is written with these attributes. */
    private FileStatus predicted(int size, FileAttributes attributes) {
        FileStatus base = status.orElseGet(() -> fresh(FileStatus.Type.FILE, 0644));
        FileStatus owned = owned(base, attributes);
        FileStatus moded = attributes.mode().map(mode -> moded(owned, mode)).orElse(owned);
        return new FileStatus(
                FileStatus.Type.FILE,
                moded.mode(),
                moded.owner(),
                moded.uid(),
                moded.group(),
                moded.gid(),
                size,
                moded.modifiedSeconds(),
                Optional.empty(),
                Optional.empty());
    }

    /** What stat will say of something new. */
    static FileStatus fresh(FileStatus.Type type, int mode) {
        return new FileStatus(type, mode, "root", 0, "root", 0, 0, 0, Optional.empty(), Optional.empty());
    }

    static FileStatus owned(FileStatus status, FileAttributes attributes) {
        return new FileStatus(
                status.type(),
                status.mode(),
                attributes.owner().orElse(status.owner()),
                attributes
                        .owner()
                        .filter(o -> o.matches("\\d{1,9}"))
                        .map(Integer::valueOf)
                        .orElse(status.uid()),
                attributes.group().orElse(status.group()),
                attributes
                        .group()
                        .filter(g -> g.matches("\\d{1,9}"))
                        .map(Integer::valueOf)
                        .orElse(status.gid()),
                status.sizeBytes(),
                status.modifiedSeconds(),
                status.linkTarget(),
                status.sha256());
    }

    static FileStatus moded(FileStatus status, int mode) {
        return new FileStatus(
                status.type(),
                mode,
                status.owner(),
                status.uid(),
                status.group(),
                status.gid(),
                status.sizeBytes(),
                status.modifiedSeconds(),
                status.linkTarget(),
                status.sha256());
    }

    static String described(FileStatus.Type type) {
        return switch (type) {
            case FILE -> "a file";
            case DIRECTORY -> "a directory";
            case LINK -> "a symbolic link";
            case OTHER -> "a device or socket";
        };
    }

    private static String shown(Bytes bytes) {
        return bytes.exactText().orElse("(" + bytes.length() + " bytes, not text)");
    }

    /** The path without a slash at its end, but for the root. */
    static String trimmed(String path) {
        return path.length() > 1 && path.endsWith("/") ? trimmed(path.substring(0, path.length() - 1)) : path;
    }

    /** The last part of a path. */
    static String name(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    @Nullable
    String linkTarget() {
        return status.flatMap(FileStatus::linkTarget).orElse(null);
    }
}
