package io.pinwright.engine;

import io.pinwright.engine.template.LookupFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What {@code lookup} reads on this machine: files beside the playbook, environment variables. */
record ControllerLookups(Path directory) implements LookupFiles {

    @Override
    public Optional<String> file(String path) {
        for (Path candidate : List.of(directory.resolve("files").resolve(path), directory.resolve(path))) {
            if (Files.isRegularFile(candidate)) {
                try {
                    return Optional.of(Files.readString(candidate, StandardCharsets.UTF_8));
                } catch (IOException e) {
                    return Optional.empty();
                }
            }
        }
        return Optional.empty();
    }

    @Override
    public Optional<String> environment(String name) {
        return Optional.ofNullable(System.getenv(name));
    }

    @Override
    public List<String> glob(String pattern) {
        Path whole = directory.resolve(pattern);
        Path folder = whole.getParent();
        Path name = whole.getFileName();
        List<String> found = new ArrayList<>();
        if (folder != null && name != null && Files.isDirectory(folder)) {
            try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, name.toString())) {
                for (Path file : files) {
                    if (Files.isRegularFile(file)) {
                        found.add(file.toString());
                    }
                }
            } catch (IOException e) {
                return List.of();
            }
        }
        return found.stream().sorted().toList();
    }
}
