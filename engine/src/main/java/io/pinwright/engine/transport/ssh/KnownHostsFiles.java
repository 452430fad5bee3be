package io.pinwright.engine.transport.ssh;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Known_hosts files read once for all hosts of a run, and written. Thread-safe. */
final class KnownHostsFiles {

    private static final int FILE_BYTES_MAX = 64 << 20;

    private record Version(List<FileTime> times, KnownHosts hosts) {}

    private final Map<List<Path>, Version> read = new HashMap<>();

    /**
     * The keys of some files; one that does not exist holds none.
     *
     * @throws IOException when one is there and cannot be read
     */
    synchronized KnownHosts of(List<Path> files) throws IOException {
        List<FileTime> times = new ArrayList<>();
        for (Path file : files) {
            times.add(Files.exists(file) ? Files.getLastModifiedTime(file) : FileTime.fromMillis(0));
        }
        Version version = read.get(files);
        if (version == null || !version.times().equals(times)) {
            List<String> texts = new ArrayList<>();
            for (Path file : files) {
                texts.add(text(file));
            }
            version = new Version(times, KnownHosts.parse(texts));
            read.put(List.copyOf(files), version);
        }
        return version.hosts();
    }

    private static String text(Path file) throws IOException {
        if (!Files.exists(file)) {
            return "";
        }
        if (Files.size(file) > FILE_BYTES_MAX) {
            throw new IOException(file + " is larger than " + FILE_BYTES_MAX + " bytes");
        }
        return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    }

    /** The line for a key. */
    static String line(String host, String type, byte[] key) {
        return host + " " + type + " " + Base64.getEncoder().encodeToString(key);
    }

    /**
     * Adds lines that are not there yet, all at once: the file is replaced whole.
     *
     * @return how many were added
     */
    synchronized int add(Path file, List<String> lines) throws IOException {
        Path target = Files.exists(file) ? file.toRealPath() : file;
        String old = text(target);
        Set<String> missing = new LinkedHashSet<>(lines);
        old.lines().map(String::strip).forEach(missing::remove);
        if (missing.isEmpty()) {
            return 0;
        }
        Path directory = target.toAbsolutePath().getParent();
        if (directory != null && !Files.exists(directory)) {
            Files.createDirectories(
                    directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        }
        Path temporary = Files.createTempFile(directory, ".known_hosts", null);
        try {
            String text = old + (old.isEmpty() || old.endsWith("\n") ? "" : "\n") + String.join("\n", missing) + "\n";
            Files.writeString(temporary, text);
            if (Files.exists(target)) {
                Files.setPosixFilePermissions(temporary, Files.getPosixFilePermissions(target));
            }
            Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(temporary);
        }
        read.clear();
        return missing.size();
    }
}
