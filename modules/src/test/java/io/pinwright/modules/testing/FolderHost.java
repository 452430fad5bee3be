package io.pinwright.modules.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.pinwright.engine.host.Answer;
import io.pinwright.engine.host.Bytes;
import io.pinwright.engine.host.Query;
import io.pinwright.engine.host.Step;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A host whose files are in a folder, read and written by the engine's own shell: paths in queries and steps are turned into paths
 * of the folder, and back in answers. Programs of the folder's {@code bin} take the place of the machine's.
 */
final class FolderHost implements AutoCloseable {

    private static final String FOLDERS = "(?<![\\w.}])/(proc|sys|etc|run|usr/local|lab)(?=[/'\" ]|$)";

    private final Path root;
    private final ThisMachine machine = new ThisMachine();

    FolderHost(Path root) {
        this.root = root;
    }

    Path path(String path) {
        return root.resolve(path.substring(1));
    }

    FolderHost file(String path, String text) {
        try {
            Files.createDirectories(path(path).getParent());
            Files.writeString(path(path), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    FolderHost link(String path, String target) {
        try {
            Files.createDirectories(path(path).getParent());
            Files.deleteIfExists(path(path));
            Files.createSymbolicLink(path(path), Path.of(target));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    FolderHost folder(String path) {
        try {
            Files.createDirectories(path(path));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    FolderHost program(String name, String script) {
        file("/bin/" + name, "#!/bin/sh\n" + script.replace("@ROOT@", root.toString()));
        assertThat(path("/bin/" + name).toFile().setExecutable(true)).isTrue();
        return this;
    }

    void remove(String path) {
        try (Stream<Path> paths = Files.walk(path(path))) {
            for (Path each : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String text(String path) {
        try {
            return Files.readString(path(path));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Answer answer(Query query) {
        Answer answer = machine.answer(inFolder(query));
        if (answer instanceof Answer.Entries entries) {
            Map<String, Bytes> byPath = new LinkedHashMap<>();
            entries.byPath()
                    .forEach((path, content) ->
                            byPath.put(path.substring(root.toString().length()), content));
            return new Answer.Entries(byPath);
        }
        return answer instanceof Answer.Output output
                ? new Answer.Output(
                        output.exit(), Bytes.utf8(output.stdout().text().replace(root.toString(), "")), output.stderr())
                : answer;
    }

    private Query inFolder(Query query) {
        if (query instanceof Query.ReadFile read) {
            return new Query.ReadFile(root + read.path(), read.bytesMax());
        }
        if (query instanceof Query.Stat stat) {
            return new Query.Stat(root + stat.path(), stat.follow(), stat.checksum());
        }
        if (query instanceof Query.Glob glob) {
            return new Query.Glob(
                    glob.kind(),
                    glob.patterns().stream().map(each -> root + each).toList(),
                    glob.bytesMax());
        }
        Query.Run run = (Query.Run) query;
        return new Query.Run(words(run.argv()), run.timeout(), run.bytesMax());
    }

    private List<String> words(List<String> argv) {
        return argv.stream()
                .map(word -> word.replaceAll(FOLDERS, root + "/$1"))
                .map(word -> word.replaceAll("^(virsh|systemctl|taskset)(?= |$)", root + "/bin/$1"))
                .toList();
    }

    /** Runs a step; it must succeed. */
    void run(Step step) {
        if (step instanceof Step.Run run
                && ArticleFolder.virsh(this, run.argv(), run.stdin().bytes().text())) {
            return;
        }
        machine.run(step, inFolder(step));
    }

    private Step inFolder(Step step) {
        if (step instanceof Step.WriteFile write) {
            return new Step.WriteFile(
                    root + write.path(),
                    write.content(),
                    write.mode(),
                    owner(write.owner()),
                    owner(write.group()),
                    List.of());
        }
        if (step instanceof Step.WriteKernelFile write) {
            Bytes text = Bytes.utf8(write.value() + "\n");
            return new Step.WriteFile(
                    root + write.path(),
                    new io.pinwright.engine.host.Payload(text, false),
                    null,
                    null,
                    null,
                    List.of());
        }
        if (step instanceof Step.RemoveFile remove) {
            return new Step.RemoveFile(root + remove.path(), List.of());
        }
        Step.Run run = (Step.Run) step;
        return new Step.Run(words(run.argv()), run.stdin(), List.of());
    }

    /** Nobody but root can give a file away. */
    private static @org.jspecify.annotations.Nullable String owner(@org.jspecify.annotations.Nullable String name) {
        return "root".equals(System.getProperty("user.name")) ? name : null;
    }

    /** All files with mode and content, all folders with mode, all links with target; by path. */
    Map<String, String> all() {
        Map<String, String> all = new TreeMap<>();
        try (Stream<Path> paths = Files.walk(root)) {
            for (Path path : paths.toList()) {
                all.put("/" + root.relativize(path), shown(path));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return all;
    }

    private static String shown(Path path) throws IOException {
        if (Files.isSymbolicLink(path)) {
            return "-> " + Files.readSymbolicLink(path);
        }
        String mode = PosixFilePermissions.toString(Files.getPosixFilePermissions(path, LinkOption.NOFOLLOW_LINKS));
        return Files.isDirectory(path)
                ? mode
                : mode + " " + Bytes.copyOf(Files.readAllBytes(path)).text();
    }

    @Override
    public void close() {
        machine.close();
    }
}
