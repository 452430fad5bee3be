package io.pinwright.engine.drift;

import io.pinwright.engine.drift.AppliedRecordText.UnreadableException;
import io.pinwright.engine.report.Mode;
import io.pinwright.engine.report.PlayInfo;
import io.pinwright.engine.report.Report;
import io.pinwright.engine.report.Status;
import io.pinwright.engine.report.TaskResult;
import io.pinwright.engine.source.Diagnostic;
import io.pinwright.engine.source.Salt;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What applies proved, kept in a folder: {@code applied/HOST.txt} for each host and {@code salt}, readable by the owner
 * alone. A file that cannot be read is reported, and its host's history is unknown, which is not the same as none.
 * Not thread-safe; processes that write at once do so one after another.
 */
public final class FileAppliedWishes implements AppliedWishes {

    private final Path folder;
    private final Salt salt;
    private final Map<String, Loaded> loaded = new LinkedHashMap<>();

    /** A host's record, or why there is none. */
    private record Loaded(Optional<AppliedRecord> record, Optional<Diagnostic> problem, String why) {}

    private FileAppliedWishes(Path folder, Salt salt) {
        this.folder = folder;
        this.salt = salt;
    }

    /**
     * The history in a folder; nothing is written yet but a new salt.
     *
     * @throws IOException when the folder can neither be made nor read
     */
    public static FileAppliedWishes open(Path folder) throws IOException {
        PrivateFiles.folder(folder);
        return new FileAppliedWishes(folder.resolve("applied"), PrivateFiles.salt(folder.resolve("salt")));
    }

    /** The salt that wishes with secrets are told apart with: an engine's digests must be made with it. */
    public Salt salt() {
        return salt;
    }

    @Override
    public Proof of(Wish wish) {
        Loaded known = loaded.computeIfAbsent(wish.host(), this::load);
        return known.record().map(record -> record.proof(wish, salt)).orElseGet(() -> new Unreadable(known.why()));
    }

    @Override
    public List<Diagnostic> problems() {
        return loaded.values().stream().flatMap(one -> one.problem().stream()).toList();
    }

    private Loaded load(String host) {
        Path file = file(host);
        String why;
        try {
            AppliedRecord record = AppliedRecordText.parse(host, Files.readString(file), salt);
            return new Loaded(Optional.of(record), Optional.empty(), "");
        } catch (NoSuchFileException e) {
            return new Loaded(Optional.of(AppliedRecord.empty(host)), Optional.empty(), "");
        } catch (UnreadableException e) {
            why = String.valueOf(e.getMessage());
        } catch (CharacterCodingException e) {
            why = "it is no text";
        } catch (IOException e) {
            why = PrivateFiles.said(e);
        }
        return new Loaded(
                Optional.empty(),
                Optional.of(Diagnostic.warning(
                                null, "the history of applies on " + host + " is not used: " + file + ": " + why)
                        .why("without it nobody can say whether a difference came since the last apply")
                        .fix("remove the file and apply once more; nothing on the host depends on it")),
                "the history of applies on " + host + " is not readable");
    }

    /**
     * Adds what an apply proved. A file that cannot be read is put aside, and the history begins anew.
     *
     * @param at when the apply ended; kept to the second
     * @param run its name
     * @return what was wrong with the files, as warnings; a host whose record cannot be written has its old one
     */
    public List<Diagnostic> add(Report report, Instant at, String run) {
        if (report.mode() != Mode.APPLY) {
            throw new IllegalArgumentException("only an apply proves anything, not " + report.mode());
        }
        List<Diagnostic> problems = new ArrayList<>();
        Map<String, List<TaskResult>> proved = proved(report);
        if (proved.isEmpty()) {
            return problems;
        }
        try {
            PrivateFiles.folder(folder);
            PrivateFiles.locked(
                    folder.resolve(".lock"),
                    () -> proved.forEach((host, turns) -> {
                        try {
                            add(host, turns, report.plays(), at, run, problems);
                        } catch (IOException e) {
                            problems.add(notKept(file(host), e));
                        }
                    }));
        } catch (IOException e) {
            problems.add(notKept(folder, e));
        }
        return problems;
    }

    private static Diagnostic notKept(Path file, IOException e) {
        return Diagnostic.warning(null, "what was applied is not remembered: " + file + ": " + PrivateFiles.said(e))
                .why("later checks cannot tell what drifted since this apply")
                .fix("see that the folder can be written");
    }

    private void add(
            String host,
            List<TaskResult> turns,
            List<PlayInfo> plays,
            Instant at,
            String run,
            List<Diagnostic> problems)
            throws IOException {
        Loaded before = load(host);
        if (before.problem().isPresent()) {
            Path aside = PrivateFiles.aside(file(host));
            problems.add(Diagnostic.warning(
                    null,
                    "the history of applies on " + host + " begins anew: " + before.why() + "; it is kept as "
                            + aside));
        }
        AppliedRecord record = before.record().orElse(AppliedRecord.empty(host)).with(turns, plays, at, run, salt);
        PrivateFiles.replace(
                file(host), AppliedRecordText.print(record.bounded(), salt).getBytes(StandardCharsets.UTF_8));
        loaded.put(host, new Loaded(Optional.of(record), Optional.empty(), ""));
    }

    /**
     * The single turns that ended well, by host. A host that was lost in a play has proved nothing of it: what it was told to do
     * may or may not be done.
     */
    private static Map<String, List<TaskResult>> proved(Report report) {
        Set<String> lost = report.results().stream()
                .filter(result -> result.status() == Status.UNREACHABLE)
                .map(FileAppliedWishes::playAndHost)
                .collect(Collectors.toSet());
        Map<String, List<TaskResult>> proved = new LinkedHashMap<>();
        for (TaskResult result : report.results()) {
            if (!lost.isEmpty() && lost.contains(playAndHost(result))) {
                continue;
            }
            for (TaskResult turn : result.items().isEmpty() ? List.of(result) : result.items()) {
                boolean good = turn.status() == Status.OK || turn.status() == Status.CHANGED;
                if (good && turn.wish().isPresent()) {
                    proved.computeIfAbsent(turn.host(), host -> new ArrayList<>())
                            .add(turn);
                }
            }
        }
        return proved;
    }

    private static String playAndHost(TaskResult result) {
        return result.task().play() + " " + result.host();
    }

    /** A host's name may be any text; what could leave the folder or hide in it is written as {@code %NN}. */
    private Path file(String host) {
        StringBuilder name = new StringBuilder();
        for (byte b : host.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xff);
            boolean plain = c >= 'a' && c <= 'z'
                    || c >= '0' && c <= '9'
                    || c == '-'
                    || c == '_'
                    || c == '.'
                    || c >= 'A' && c <= 'Z';
            name.append(
                    plain && !(c == '.' && name.length() == 0) ? String.valueOf(c) : String.format("%%%02X", (int) c));
        }
        String text = name.length() <= 200
                ? name.toString()
                : name.substring(0, 130) + "-" + WishKey.ofTask(host, "").hex();
        return folder.resolve(text + ".txt");
    }
}
