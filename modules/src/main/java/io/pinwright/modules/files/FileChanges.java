package io.pinwright.modules.files;

import io.pinwright.engine.host.Answer;
import io.pinwright.engine.host.Bytes;
import io.pinwright.engine.host.FileStatus;
import io.pinwright.engine.host.FileStatus.Type;
import io.pinwright.engine.host.HostProblem;
import io.pinwright.engine.host.Inverse;
import io.pinwright.engine.host.MadeDirectory;
import io.pinwright.engine.host.Payload;
import io.pinwright.engine.host.Prediction;
import io.pinwright.engine.host.Query;
import io.pinwright.engine.host.Step;
import io.pinwright.engine.module.Change;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** The changes that make what stands at a path as it is wished, each predicting what will be read of it afterwards. */
final class FileChanges {

    private FileChanges() {}

    /** A regular file with this content and these attributes. */
    static List<Change> content(FileWish wish, HostFile file) {
        boolean replacesLink = file.isLink() && !wish.follows();
        if (!replacesLink && file.status().isPresent() && !file.is(Type.FILE)) {
            throw notAFile(file);
        }
        if (!replacesLink && file.content().isPresent() && file.content().get().equals(wish.content())) {
            return attributes(wish.attributes(), file);
        }
        List<Change> changes = new ArrayList<>();
        if (wish.makesDirectories()) {
            changes.addAll(directories(file.missing(), FileAttributes.ANY, file));
        } else {
            file.requireDirectory();
        }
        Optional<FileStatus> old = replacesLink ? Optional.empty() : file.status();
        FileStatus after = sized(
                wish.attributes().in(old.orElseGet(() -> fresh(Type.FILE, 0644))),
                wish.content().length(),
                Optional.empty());
        Step write = new Step.WriteFile(
                file.path(),
                new Payload(wish.content(), wish.secret()),
                wish.attributes().modeOrNull(),
                wish.attributes().ownerOrNull(),
                wish.attributes().groupOrNull(),
                predictions(file, wish.content(), after, replacesLink));
        Optional<Bytes> before = old.flatMap(status -> file.content());
        Change change = Change.of(
                file.path(),
                "content",
                replacesLink
                        ? "link to " + file.linkTarget()
                        : before.map(bytes -> bytes.length() + " bytes").orElse(null),
                wish.content().length() + " bytes",
                // Renaming over the link would do, but a write follows links.
                replacesLink ? List.of(new Step.RemoveFile(file.path(), gone(file.path())), write) : List.of(write));
        changes.add(
                wish.secret()
                        ? change
                        : change.withDiff(new Change.TextDiff(
                                file.path(), before.map(FileChanges::shown).orElse(""), shown(wish.content()))));
        changes.addAll(shownAttributes(wish.attributes(), file.path(), old));
        return changes;
    }

    static HostProblem notAFile(HostFile file) {
        boolean directory = file.is(Type.DIRECTORY);
        return new HostProblem(
                file.path() + " is "
                        + HostFile.described(file.status().orElseThrow().type()) + ", not a file",
                directory
                        ? "to put a file into the directory, end dest with a slash: `" + file.path() + "/`"
                        : "remove it first with `file: {path: " + file.path() + ", state: absent}`");
    }

    /** The write sets these too: they have no steps of their own, and are there for people to see. */
    private static List<Change> shownAttributes(FileAttributes wish, String path, Optional<FileStatus> old) {
        List<Change> changes = new ArrayList<>();
        if (old.map(status -> wish.ownerDiffers(status) || wish.groupDiffers(status))
                .orElse(wish.owner().isPresent() || wish.group().isPresent())) {
            changes.add(Change.of(path, "owner", old.map(FileChanges::owners).orElse(null), wish.owners(), List.of()));
        }
        if (old.map(wish::modeDiffers).orElse(wish.mode().isPresent())) {
            changes.add(Change.of(
                    path,
                    "mode",
                    old.map(status -> FileAttributes.octal(status.mode())).orElse(null),
                    FileAttributes.octal(wish.mode().orElseThrow()),
                    List.of()));
        }
        return changes;
    }

    /** That nothing is at a path. */
    static List<Prediction> gone(String path) {
        List<Prediction> gone = new ArrayList<>();
        for (boolean checksum : new boolean[] {false, true}) {
            gone.add(new Prediction(new Query.Stat(path, true, checksum), new Answer.Absent()));
            gone.add(new Prediction(new Query.Stat(path, false, checksum), new Answer.Absent()));
        }
        gone.add(new Prediction(new Query.ReadFile(path), new Answer.Absent()));
        return gone;
    }

    /** Directories that are not there, each in the one before it, with these attributes. */
    static List<Change> directories(List<String> paths, FileAttributes wish, HostFile file) {
        List<Change> changes = new ArrayList<>();
        for (String path : paths) {
            changes.addAll(directory(path, wish, changes.isEmpty() ? file.unchangedAbove() : List.of()));
        }
        return changes;
    }

    private static List<Change> directory(String path, FileAttributes wish, List<Prediction> above) {
        FileStatus made = wish.in(fresh(Type.DIRECTORY, 0755));
        List<Prediction> predicts = List.of(
                new Prediction(new Query.Stat(path, true, false), new Answer.Status(made)),
                new Prediction(new Query.Stat(path, false, false), new Answer.Status(made)),
                new Prediction(new Query.ReadFile(path), new Answer.Unreadable("it is a directory")));
        List<Prediction> first = new ArrayList<>(predicts);
        first.addAll(above);
        List<Change> changes = new ArrayList<>();
        changes.add(Change.of(
                path,
                "state",
                "absent",
                "directory",
                // Only this directory goes again, and only when nobody put anything into it.
                List.of(new Step.Run(mkdir(wish, path), first).undoneBy(MadeDirectory.removal(path)))));
        // What mkdir gives depends on the umask and the directory above: what is wished is always set.
        if (wish.owner().isPresent() || wish.group().isPresent()) {
            changes.add(Change.of(path, "owner", null, wish.owners(), List.of(attribute(chown(wish, path), predicts))));
        }
        wish.mode()
                .ifPresent(mode -> changes.add(Change.of(
                        path,
                        "mode",
                        null,
                        FileAttributes.octal(mode),
                        List.of(attribute(chmod(mode, path), predicts)))));
        return changes;
    }

    /**
     * With its mode from the first moment. A run that is cut off before the mode is set leaves a directory that is there, and of
     * those on the way to another nobody looks at the mode again.
     */
    private static List<String> mkdir(FileAttributes wish, String path) {
        return wish.mode()
                .map(mode -> List.of("mkdir", "-p", "-m", String.format("%04o", mode), "--", path))
                .orElseGet(() -> List.of("mkdir", "-p", "--", path));
    }

    /** Of what was just made: it goes with it. */
    private static Step attribute(List<String> argv, List<Prediction> predicts) {
        return new Step.Run(argv, predicts).with(Inverse.NOTHING);
    }

    /** These attributes for what is there. */
    static List<Change> attributes(FileAttributes wish, HostFile file) {
        FileStatus now = file.status()
                .orElseThrow(() -> new HostProblem(
                        file.path() + (file.isLink() ? " is a link that points nowhere" : " is not there")));
        List<Change> changes = new ArrayList<>();
        FileStatus seen = now;
        boolean owner = wish.ownerDiffers(seen) || wish.groupDiffers(seen);
        if (owner) {
            FileStatus after = wish.withoutMode().in(seen);
            changes.add(Change.of(
                    file.path(),
                    "owner",
                    owners(seen),
                    owners(after),
                    List.of(new Step.Run(chown(wish, file.path()), predictions(file, after))
                            .with(new Inverse.By(ownersAs(seen, file.path()))))));
            seen = after;
        }
        // The kernel takes set-id bits away when the owner changes.
        boolean again = owner && wish.mode().filter(mode -> (mode & 06000) != 0).isPresent();
        if (wish.modeDiffers(seen) || again) {
            int mode = wish.mode().orElseThrow();
            changes.add(Change.of(
                    file.path(),
                    "mode",
                    FileAttributes.octal(seen.mode()),
                    FileAttributes.octal(mode),
                    List.of(new Step.Run(chmod(mode, file.path()), predictions(file, wish.in(seen)))
                            .undoneBy(new Step.Run(chmod(seen.mode(), file.path()), List.of())))));
        }
        return changes;
    }

    /** By number, as they were seen; then the mode, for the kernel takes set-id bits away when the owner changes. */
    private static List<Step> ownersAs(FileStatus was, String path) {
        String owners = Integer.toUnsignedString(was.uid()) + ":" + Integer.toUnsignedString(was.gid());
        Step chown = new Step.Run(List.of("chown", "--", owners, path), List.of());
        return (was.mode() & 06000) == 0
                ? List.of(chown)
                : List.of(chown, new Step.Run(chmod(was.mode(), path), List.of()));
    }

    private static List<String> chown(FileAttributes wish, String path) {
        return List.of("chown", "--", wish.owners(), path);
    }

    /** Five digits: with fewer, chmod leaves the set-id bits of a directory as they are. */
    private static List<String> chmod(int mode, String path) {
        return List.of("chmod", "--", String.format("%05o", mode), path);
    }

    private static String owners(FileStatus status) {
        return status.owner() + ":" + status.group();
    }

    private static List<Prediction> predictions(HostFile file, FileStatus after) {
        List<Prediction> predictions = new ArrayList<>();
        predictions.add(new Prediction(new Query.Stat(file.path(), true, false), new Answer.Status(after)));
        predictions.add(
                file.isLink()
                        ? unchangedLink(file)
                        : new Prediction(new Query.Stat(file.path(), false, false), new Answer.Status(after)));
        return predictions;
    }

    /** Of the path itself the engine foretells it; a write through a link is one to its target. */
    private static List<Prediction> predictions(HostFile file, Bytes content, FileStatus after, boolean replacesLink) {
        boolean isItself = replacesLink || !file.isLink();
        List<Prediction> predictions = new ArrayList<>(file.unchangedAbove());
        if (!isItself) {
            predictions.add(unchangedLink(file));
        }
        Answer plain = new Answer.Status(after);
        Answer summed = new Answer.Status(after.withSha256(Optional.of(sha256(content))));
        if (isItself) {
            predict(predictions, file.path(), content, plain, summed);
            predictions.add(new Prediction(new Query.Stat(file.path(), false, false), plain));
            predictions.add(new Prediction(new Query.Stat(file.path(), false, true), summed));
        } else {
            predict(predictions, file.path(), content, plain, summed);
            String target = HostFile.target(file.path(), Objects.requireNonNull(file.linkTarget()));
            predict(predictions, target, content, plain, summed);
            predictions.add(new Prediction(new Query.Stat(target, false, false), plain));
        }
        return predictions;
    }

    /** A link that stands for its target stays, and a change of the target rests on it. */
    private static Prediction unchangedLink(HostFile file) {
        return new Prediction(
                new Query.Stat(file.path(), false, false),
                new Answer.Status(file.itself().orElseThrow()));
    }

    private static void predict(List<Prediction> predictions, String path, Bytes content, Answer plain, Answer summed) {
        predictions.add(new Prediction(new Query.ReadFile(path), new Answer.Content(content)));
        predictions.add(new Prediction(new Query.Stat(path, true, false), plain));
        predictions.add(new Prediction(new Query.Stat(path, true, true), summed));
    }

    private static String sha256(Bytes content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content.toArray()));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** What stat will say of something new. */
    static FileStatus fresh(Type type, int mode) {
        return new FileStatus(type, mode, "root", 0, "root", 0, 0, 0, Optional.empty(), Optional.empty());
    }

    private static FileStatus sized(FileStatus status, int size, Optional<String> sha256) {
        return new FileStatus(
                status.type(),
                status.mode(),
                status.owner(),
                status.uid(),
                status.group(),
                status.gid(),
                size,
                status.modifiedSeconds(),
                status.linkTarget(),
                sha256);
    }

    private static String shown(Bytes bytes) {
        return bytes.exactText().orElse("(" + bytes.length() + " bytes, not text)");
    }
}
