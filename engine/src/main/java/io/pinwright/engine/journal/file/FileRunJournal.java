package io.pinwright.engine.journal.file;

import io.pinwright.engine.journal.EntryEnd;
import io.pinwright.engine.journal.JournalEntry;
import io.pinwright.engine.journal.JournalException;
import io.pinwright.engine.journal.RunInfo;
import io.pinwright.engine.journal.RunJournal;
import io.pinwright.engine.json.JsonText;
import io.pinwright.engine.json.Secrets;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** A run that is being written down. Files are opened for each record: runs on many hosts hold few at once. Thread-safe. */
final class FileRunJournal implements RunJournal {

    static final int VERSION = 1;

    private final Path folder;
    private final RunInfo run;
    private final Runnable onFirst;
    private final Secrets secrets = Secrets.fresh();
    private final EntryJson entries = new EntryJson(secrets);
    private final Map<String, Path> files = new ConcurrentHashMap<>();
    private boolean begun;

    /** @param onFirst done once the run's folder is made */
    FileRunJournal(Path folder, RunInfo run, Runnable onFirst) {
        this.folder = folder;
        this.run = run;
        this.onFirst = onFirst;
    }

    @Override
    public void planned(String host, JournalEntry entry) {
        Path file = files.computeIfAbsent(host, name -> folder.resolve(HostFileName.of(name)));
        try {
            begin();
            append(host, file, Map.of("planned", entries.write(entry)));
        } catch (IOException e) {
            throw failed(file, e);
        }
    }

    @Override
    public void ended(String host, String entry, EntryEnd end) {
        Path file = files.computeIfAbsent(host, name -> folder.resolve(HostFileName.of(name)));
        try {
            append(host, file, Map.of("ended", entries.write(entry, end)));
        } catch (IOException e) {
            throw failed(file, e);
        }
    }

    private static JournalException failed(Path file, IOException e) {
        return new JournalException("the journal " + file + " cannot be written: " + reason(e), e);
    }

    static String reason(IOException e) {
        String name = e.getClass().getSimpleName().replaceAll("(Exception)?$", "");
        return e.getMessage() == null ? name : name + ": " + e.getMessage();
    }

    private synchronized void begin() throws IOException {
        if (begun) {
            return;
        }
        PrivateFiles.folder(folder);
        onFirst.run();
        Map<String, @Nullable Object> about = new LinkedHashMap<>();
        about.put("version", VERSION);
        about.put("id", run.id());
        about.put("started", run.started().toString());
        about.put("owner", run.owner());
        about.put("about", run.about());
        about.put("salt", secrets.salt());
        write(folder.resolve(FileJournal.RUN_FILE), about);
        begun = true;
    }

    private void append(String host, Path file, Map<String, ?> record) throws IOException {
        synchronized (file) {
            if (!Files.exists(file)) {
                write(file, Map.of("host", host));
            }
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                PrivateFiles.append(channel, line(record));
            }
        }
    }

    private static void write(Path file, Map<String, ?> first) throws IOException {
        try (FileChannel channel = PrivateFiles.create(file)) {
            PrivateFiles.append(channel, line(first));
        } catch (IOException e) {
            // Without its first line the file would be no journal; the next attempt begins anew.
            Files.deleteIfExists(file);
            throw e;
        }
    }

    private static byte[] line(Map<String, ?> record) {
        return (JsonText.canonical(record) + "\n").getBytes(StandardCharsets.UTF_8);
    }
}
