package io.pinwright.engine.host;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * What a host must still answer right before it is written to; else nothing is written. The host compares by itself, so nothing
 * can come between the look and the write but what runs in the same instant.
 *
 * @param query a file, a stat or a command
 * @param expected digest of the answer: {@code a} for "not there"; the SHA-256 of a file's content, or of a command's output, a
 *     line end, its exit status and a line end; {@code MODE/UID/GID/TARGET} of a stat, mode in hexadecimal as {@code st_mode}
 *     has it. Digests do not show secrets to who reads a plan or a journal, but a short secret can be guessed from one.
 */
public record Guard(Query query, String expected) {

    /** "Not there". */
    public static final String ABSENT = "a";

    public Guard {
        if (query instanceof Query.Glob) {
            throw new IllegalArgumentException("many files are guarded one by one");
        }
    }

    /** The guard that this answer still holds; empty for an answer that says nothing, or of which too much may vary. */
    public static Optional<Guard> of(Query query, Answer answer) {
        return digest(query, answer).map(digest -> new Guard(query, digest));
    }

    /** The digest of an answer in the form of {@link #expected}. */
    public static Optional<String> digest(Query query, Answer answer) {
        if (query instanceof Query.Glob) {
            return Optional.empty();
        }
        if (answer instanceof Answer.Absent) {
            return Optional.of(ABSENT);
        }
        if (answer instanceof Answer.Content content) {
            return Optional.of(sha256(content.bytes().toArray()));
        }
        if (answer instanceof Answer.Output output) {
            byte[] end = ("\n" + output.exit() + "\n").getBytes(StandardCharsets.US_ASCII);
            return Optional.of(sha256(output.stdout().toArray(), end));
        }
        return answer instanceof Answer.Status status ? status(status.status()) : Optional.empty();
    }

    private static Optional<String> status(FileStatus status) {
        int type = switch (status.type()) {
            case FILE -> 0x8000;
            case DIRECTORY -> 0x4000;
            case LINK -> 0xa000;
            case OTHER -> 0;
        };
        return type == 0
                ? Optional.empty()
                : Optional.of(Integer.toHexString(type | status.mode()) + "/" + Integer.toUnsignedString(status.uid())
                        + "/" + Integer.toUnsignedString(status.gid()) + "/"
                        + status.linkTarget().orElse(""));
    }

    private static String sha256(byte[]... parts) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (byte[] part : parts) {
                digest.update(part);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /**
     * Guards for what steps change: each read that they predict, as it was answered before. Of many files in one read, those that
     * will differ.
     *
     * @param before what is known of the host; a read that was never answered guards nothing
     */
    public static List<Guard> of(List<Step> steps, Answers before) {
        Map<Query, Guard> guards = new LinkedHashMap<>();
        for (Step step : steps) {
            for (Prediction prediction : step.predicts()) {
                before.get(prediction.query())
                        .filter(answer -> prediction.guards())
                        .ifPresent(answer -> {
                            for (Guard guard : of(prediction, answer)) {
                                guards.putIfAbsent(guard.query(), guard);
                            }
                        });
            }
            step.writes()
                    .ifPresent(path -> file(path)
                            .forEach(query -> before.get(query)
                                    .flatMap(answer -> of(query, answer))
                                    .ifPresent(guard -> guards.putIfAbsent(query, guard))));
        }
        return List.copyOf(guards.values());
    }

    /** Where what stands at a path may have been read. */
    private static List<Query> file(String path) {
        return List.of(
                new Query.ReadFile(path),
                new Query.Stat(path, true, false),
                new Query.Stat(path, false, false),
                new Query.Stat(path, true, true),
                new Query.Stat(path, false, true));
    }

    /**
     * What taking a step back rests on: what it changed is still as it was read after it.
     *
     * @param after what was read after the step
     */
    public static List<Guard> after(Step step, Answers after) {
        Map<Query, Guard> guards = new LinkedHashMap<>();
        for (Prediction prediction : step.predicts()) {
            Query query = prediction.query();
            Optional<Answer> answer = after.get(query).filter(seen -> prediction.guards());
            if (query instanceof Query.Glob && answer.orElse(null) instanceof Answer.Entries entries) {
                step.writes()
                        .filter(entries.byPath()::containsKey)
                        .flatMap(path -> of(
                                new Query.ReadFile(path),
                                new Answer.Content(entries.byPath().get(path))))
                        .ifPresent(guard -> guards.putIfAbsent(guard.query(), guard));
            } else {
                answer.flatMap(seen -> of(query, seen)).ifPresent(guard -> guards.putIfAbsent(query, guard));
            }
        }
        return List.copyOf(guards.values());
    }

    private static List<Guard> of(Prediction prediction, Answer before) {
        if (!(prediction.query() instanceof Query.Glob glob)) {
            return of(prediction.query(), before).stream().toList();
        }
        if (glob.kind() != Query.GlobKind.CONTENT
                || !(before instanceof Answer.Entries old)
                || !(prediction.answer() instanceof Answer.Entries predicted)) {
            return List.of();
        }
        List<Guard> guards = new ArrayList<>();
        Set<String> paths = new LinkedHashSet<>(old.byPath().keySet());
        paths.addAll(predicted.byPath().keySet());
        paths.forEach(path -> {
            Bytes was = old.byPath().get(path);
            if (!Objects.equals(was, predicted.byPath().get(path))) {
                Answer answer = was == null ? new Answer.Absent() : new Answer.Content(was);
                of(new Query.ReadFile(path), answer).ifPresent(guards::add);
            }
        });
        return guards;
    }
}
