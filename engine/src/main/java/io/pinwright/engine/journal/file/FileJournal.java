package io.pinwright.engine.journal.file;

import io.pinwright.engine.journal.Journal;
import io.pinwright.engine.journal.RecordedRun;
import io.pinwright.engine.journal.RunInfo;
import io.pinwright.engine.journal.RunJournal;
import io.pinwright.engine.source.Diagnostic;
import io.pinwright.engine.source.DiagnosticException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * The journal in a folder, for nobody but its owner:
 *
 * <pre>
 * runs/20261122T164700Z-3f9a2c/run.json     which run, whose, of what
 * runs/20261122T164700Z-3f9a2c/kvm1.jsonl   what was done to kvm1: a line before each exchange, a line after
 * </pre>
 *
 * <p>Every line is on disk before its call returns. A run that writes to no host leaves nothing. Thread-safe.
 */
public final class FileJournal implements Journal {

    /** How many runs are kept unless it is said: the oldest go. */
    public static final int RUNS_MAX = 1000;

    static final String RUN_FILE = "run.json";

    private static final String ID = "\\d{8}T\\d{6}Z-[0-9a-f]{6}";

    /** What the last run is called. */
    private static final String LAST = "last";

    private final Path runs;
    private final int runsMax;

    private FileJournal(Path runs, int runsMax) {
        this.runs = runs;
        this.runsMax = runsMax;
    }

    /** Below a folder, which need not be there yet. */
    public static FileJournal in(Path folder) {
        return in(folder, RUNS_MAX);
    }

    /** @param runsMax how many runs are kept, at least 1 */
    public static FileJournal in(Path folder, int runsMax) {
        if (runsMax < 1) {
            throw new IllegalArgumentException("keeps " + runsMax + " runs");
        }
        return new FileJournal(folder.resolve("runs"), runsMax);
    }

    @Override
    public RunJournal begin(RunInfo run) {
        return new FileRunJournal(runs.resolve(run.id()), run, this::makeRoom);
    }

    private void makeRoom() {
        ids().stream().skip(runsMax).forEach(id -> delete(runs.resolve(id)));
    }

    /** What cannot be removed stays: that is no reason not to run. */
    private static void delete(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException | UncheckedIOException e) {
            // Tried again with the next run.
        }
    }

    /** The ids of all runs, the newest first. */
    public List<String> ids() {
        try (Stream<Path> folders = Files.list(runs)) {
            return folders.map(folder -> folder.getFileName().toString())
                    .filter(name -> name.matches(ID))
                    .sorted(Comparator.reverseOrder())
                    .toList();
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (IOException e) {
            throw new DiagnosticException(
                    Diagnostic.error(null, "the journal " + runs + " cannot be read: " + FileRunJournal.reason(e)));
        }
    }

    /**
     * The id of a run.
     *
     * @param name its id, the beginning of it that no other run has, or {@code last}
     * @throws DiagnosticException when there is no such run, or several
     */
    public String find(String name) {
        List<String> ids = ids();
        List<String> found = name.equals(LAST)
                ? ids.stream().limit(1).toList()
                : ids.stream().filter(id -> id.startsWith(name)).toList();
        if (found.size() == 1) {
            return found.get(0);
        }
        if (found.isEmpty()) {
            throw new DiagnosticException(Diagnostic.error(null, "there is no run " + name + " in the journal")
                    .why("the journal in " + runs + " has " + (ids.isEmpty() ? "no runs" : ids.size() + " runs"))
                    .fix("see `pinwright runs`"));
        }
        throw new DiagnosticException(Diagnostic.error(null, found.size() + " runs begin with " + name)
                .fix("say more of the id: " + String.join(", ", found.subList(0, Math.min(5, found.size())))));
    }

    /**
     * Reads a run.
     *
     * @param id as {@link #ids} or {@link #find} gives it
     * @throws DiagnosticException when the journal is damaged, with file and line; that its last line was cut off is no damage
     */
    public RecordedRun read(String id) {
        return RunReader.read(runs.resolve(id));
    }
}
