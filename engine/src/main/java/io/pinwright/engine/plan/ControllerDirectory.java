package io.pinwright.engine.plan;

import io.pinwright.engine.host.Bytes;
import io.pinwright.engine.module.ControllerFile;
import io.pinwright.engine.source.Diagnostic;
import io.pinwright.engine.source.DiagnosticException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Files beside a playbook, read once a run: {@code files/NAME} or {@code templates/NAME}, then {@code NAME}; absolute paths as
 * they are. Thread-safe.
 */
public final class ControllerDirectory implements ControllerFiles {

    /** A file that a task copies to a host may be this large. */
    private static final long BYTES_MAX = 64L << 20;

    private final Path directory;
    private final Map<Path, Optional<ControllerFile>> known = new ConcurrentHashMap<>();

    public ControllerDirectory(Path directory) {
        this.directory = directory;
    }

    @Override
    public List<String> candidates(String path, boolean template) {
        return paths(path, template).stream().map(Path::toString).toList();
    }

    private List<Path> paths(String path, boolean template) {
        String expanded = path.startsWith("~/") ? System.getProperty("user.home") + path.substring(1) : path;
        List<Path> paths = new ArrayList<>();
        if (!Path.of(expanded).isAbsolute()) {
            paths.add(directory.resolve(template ? "templates" : "files").resolve(expanded));
        }
        paths.add(directory.resolve(expanded));
        return paths;
    }

    @Override
    public Optional<ControllerFile> read(String path, boolean template) {
        for (Path candidate : paths(path, template)) {
            Optional<ControllerFile> found = known.computeIfAbsent(candidate, ControllerDirectory::load);
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    private static Optional<ControllerFile> load(Path path) {
        if (!Files.isRegularFile(path)) {
            return Optional.empty();
        }
        try {
            if (Files.size(path) > BYTES_MAX) {
                throw new DiagnosticException(Diagnostic.error(null, path + " has " + Files.size(path) + " bytes")
                        .why("a file that is copied to hosts may have at most " + BYTES_MAX + " bytes")
                        .fix("let the host fetch it with the module command"));
            }
            return Optional.of(new ControllerFile(path.toString(), Bytes.copyOf(Files.readAllBytes(path))));
        } catch (IOException e) {
            throw new DiagnosticException(Diagnostic.error(null, "cannot read " + path + ": " + e.getMessage()));
        }
    }
}
