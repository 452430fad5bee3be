package io.pinwright.engine.host;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What becomes of a path by a step that writes or removes it. */
sealed interface PathFate {

    /** Nothing is there any more, nor below it. */
    PathFate GONE = new Gone();

    /** What a query of the path is answered then; null when that takes an older answer that is not known. */
    @Nullable
    Answer answer(Query query, @Nullable Answer older);

    /** This, and then another. */
    PathFate then(PathFate next);

    /** Removed. */
    record Gone() implements PathFate {
        @Override
        public Answer answer(Query query, @Nullable Answer older) {
            return new Answer.Absent();
        }

        @Override
        public PathFate then(PathFate next) {
            return next instanceof Written written ? written.afresh() : next;
        }
    }

    /**
     * A regular file with this content; a link that stood there is followed.
     *
     * @param fresh whether it is known that nothing stood there before
     */
    record Written(Bytes content, Optional<Integer> mode, Optional<String> owner, Optional<String> group, boolean fresh)
            implements PathFate {

        static Written by(Step.WriteFile step) {
            return new Written(
                    step.content().bytes(),
                    Optional.ofNullable(step.mode()),
                    Optional.ofNullable(step.owner()),
                    Optional.ofNullable(step.group()),
                    false);
        }

        Written afresh() {
            return new Written(content, mode, owner, group, true);
        }

        @Override
        public @Nullable Answer answer(Query query, @Nullable Answer older) {
            if (!(query instanceof Query.Stat stat)) {
                return new Answer.Content(content);
            }
            if (older == null && !fresh) {
                return null;
            }
            if (!fresh && older instanceof Answer.Status before) {
                boolean link = before.status().type() == FileStatus.Type.LINK;
                return link ? older : new Answer.Status(written(before.status(), stat.checksum()));
            }
            return !fresh && older instanceof Answer.Unreadable
                    ? older
                    : new Answer.Status(written(NEW, stat.checksum()));
        }

        private static final FileStatus NEW = new FileStatus(
                FileStatus.Type.FILE, 0644, "root", 0, "root", 0, 0, 0, Optional.empty(), Optional.empty());

        private FileStatus written(FileStatus before, boolean checksum) {
            return new FileStatus(
                    FileStatus.Type.FILE,
                    mode.orElse(before.mode()),
                    owner.orElse(before.owner()),
                    number(owner).orElse(before.uid()),
                    group.orElse(before.group()),
                    number(group).orElse(before.gid()),
                    content.length(),
                    before.modifiedSeconds(),
                    Optional.empty(),
                    checksum ? Optional.of(sha256(content)) : Optional.empty());
        }

        private static Optional<Integer> number(Optional<String> name) {
            return name.map(text -> text.equals("root") ? "0" : text)
                    .filter(text -> text.matches("[0-9]{1,9}"))
                    .map(Integer::valueOf);
        }

        private static String sha256(Bytes content) {
            try {
                return HexFormat.of()
                        .formatHex(MessageDigest.getInstance("SHA-256").digest(content.toArray()));
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("every Java has SHA-256", e);
            }
        }

        @Override
        public PathFate then(PathFate next) {
            return next instanceof Written later
                    ? new Written(
                            later.content,
                            later.mode.or(() -> mode),
                            later.owner.or(() -> owner),
                            later.group.or(() -> group),
                            fresh || later.fresh)
                    : next;
        }
    }
}
