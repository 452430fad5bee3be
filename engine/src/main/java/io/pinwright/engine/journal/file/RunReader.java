package io.pinwright.engine.journal.file;

import io.pinwright.engine.journal.EntryEnd;
import io.pinwright.engine.journal.RecordedRun;
import io.pinwright.engine.journal.RunInfo;
import io.pinwright.engine.json.JsonText;
import io.pinwright.engine.json.JsonValue;
import io.pinwright.engine.json.Secrets;
import io.pinwright.engine.source.Diagnostic;
import io.pinwright.engine.source.DiagnosticException;
import io.pinwright.engine.source.Diagnostics;
import io.pinwright.engine.source.Source;
import io.pinwright.engine.source.TextFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Reads a run's folder. A last line without its end was cut off by a crash before anything rested on it. */
final class RunReader {

    /** Where hosts keep their own journal, unless their login says otherwise. */
    private static final String HOST_RUNS = "/var/lib/pinwright/runs";

    private final List<String> warnings = new ArrayList<>();

    private RunReader() {}

    static RecordedRun read(Path folder) {
        RunReader reader = new RunReader();
        Source about = reader.source(folder.resolve(FileJournal.RUN_FILE))
                .orElseThrow(() -> new DiagnosticException(
                        Diagnostic.error(null, folder.resolve(FileJournal.RUN_FILE) + " is empty")
                                .why("the run was cut off before it wrote to any host")));
        return JsonText.parse(about).object(in -> {
            long version = in.get("version").number(0, Integer.MAX_VALUE);
            if (version != FileRunJournal.VERSION) {
                throw in.get("version")
                        .problem("is " + version + ", but this Pinwright reads version " + FileRunJournal.VERSION);
            }
            RunInfo info = new RunInfo(
                    in.get("id").text(),
                    EntryJson.instant(in.get("started")),
                    in.get("owner").text(),
                    in.get("about").texts());
            Secrets secrets = Secrets.salted(in.get("salt").text());
            Map<String, List<RecordedRun.Entry>> hosts = new LinkedHashMap<>();
            for (Path file : files(folder)) {
                reader.host(file, new EntryJson(secrets), hosts);
            }
            return new RecordedRun(info, hosts, reader.warnings);
        });
    }

    private static List<Path> files(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().endsWith(HostFileName.END))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw unreadable(folder, e);
        }
    }

    private static DiagnosticException unreadable(Path path, IOException e) {
        return new DiagnosticException(Diagnostic.error(null, path + " cannot be read: " + FileRunJournal.reason(e)));
    }

    /** The whole lines of a file; empty when it has none. */
    private Optional<Source> source(Path file) {
        byte[] bytes;
        try {
            bytes = Files.readAllBytes(file);
        } catch (IOException e) {
            throw unreadable(file, e);
        }
        int end = bytes.length;
        while (end > 0 && bytes[end - 1] != '\n') {
            end--;
        }
        if (end < bytes.length) {
            warnings.add(file + ": its last line was cut off, by a crash or a full disk: what it was to say was not"
                    + " begun, or how it ended is not known");
        }
        Diagnostics problems = new Diagnostics();
        Optional<Source> source = TextFile.decode(file.toString(), Arrays.copyOf(bytes, end), problems);
        problems.throwIfErrors();
        return source.filter(text -> !text.text().isEmpty());
    }

    private void host(Path file, EntryJson entries, Map<String, List<RecordedRun.Entry>> hosts) {
        Optional<Source> source = source(file);
        if (source.isEmpty()) {
            return;
        }
        List<String> lines = source.get().text().lines().toList();
        String host = JsonText.parse(source.get(), 1, lines.get(0))
                .object(in -> in.get("host").text());
        List<JsonValue> planned = new ArrayList<>();
        Map<String, EntryEnd> ends = new LinkedHashMap<>();
        for (int i = 1; i < lines.size(); i++) {
            JsonText.parse(source.get(), i + 1, lines.get(i)).object(in -> {
                in.find("planned").ifPresent(planned::add);
                in.find("ended").ifPresent(ended -> {
                    Map.Entry<String, EntryEnd> end = entries.end(ended);
                    ends.put(end.getKey(), end.getValue());
                });
                return in;
            });
        }
        String known = ends.values().stream()
                .flatMap(end -> end.folder().stream())
                .findFirst()
                .map(folder -> folder.substring(0, Math.max(0, folder.lastIndexOf('/'))))
                .orElse(HOST_RUNS);
        List<RecordedRun.Entry> all = new ArrayList<>();
        for (JsonValue value : planned) {
            String name = Optional.ofNullable(value.fields().get("name"))
                    .map(JsonValue::text)
                    .orElse("");
            Optional<EntryEnd> end = Optional.ofNullable(ends.get(name));
            all.add(entries.entry(value, end, end.flatMap(EntryEnd::folder).orElse(known + "/" + name)));
        }
        if (!all.isEmpty()) {
            hosts.put(host, all);
        }
    }
}
