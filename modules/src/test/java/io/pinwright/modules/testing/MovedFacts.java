package io.pinwright.modules.testing;

import io.pinwright.engine.host.Query;
import io.pinwright.modules.irq.ProcInterrupts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Moves the one fact that a read of {@link ArticleFolder} shows. */
final class MovedFacts {

    private MovedFacts() {}

    /**
     * Moves it.
     *
     * @return puts it back
     */
    static Runnable move(FolderHost host, Query query) {
        if (query instanceof Query.ReadFile read) {
            return edit(host, read.path(), "", "moved");
        }
        if (query instanceof Query.Stat stat) {
            return stat(host, stat);
        }
        List<String> argv = ((Query.Run) query).argv();
        String words = String.join(" ", argv);
        if (words.contains("dominfo")) {
            return edit(host, "/lab/transient", "", "");
        }
        if (words.contains("--inactive")) {
            return edit(host, ArticleFolder.CONFIG, "hunter2", "hunter3");
        }
        if (words.contains("dumpxml")) {
            boolean lives = Files.exists(host.path(ArticleFolder.LIVE));
            return edit(host, lives ? ArticleFolder.LIVE : ArticleFolder.CONFIG, "hunter2", "hunter3");
        }
        if (words.startsWith("systemctl")) {
            return edit(host, "/lab/" + argv.get(argv.size() - 1) + ".active", "active", "failed");
        }
        if (words.contains("Cpus_allowed_list")) {
            return edit(host, argv.get(2), "list:", "list:\t9,");
        }
        if (words.contains("Tgid")) {
            return edit(host, argv.get(argv.size() - 1), "vhost-607", "vhost-608");
        }
        if (words.endsWith(ProcInterrupts.QUERY.path())) {
            return edit(host, ProcInterrupts.QUERY.path(), "enp4s0f0-TxRx-3", "enp4s0f0-TxRx-30");
        }
        if (words.contains("readlink")) {
            return link(host, "/sys/class/net/enp4s0f0/device", "../../../0000:04:00.1");
        }
        if (words.contains("irqbalance-state")) {
            return edit(host, "/proc/999/cmdline", "--debug", "--quiet");
        }
        if (words.startsWith("ls -A")) {
            return edit(host, argv.get(3) + "/new", "", "");
        }
        throw new AssertionError("nobody knows how to move what this shows: " + words);
    }

    private static Runnable edit(FolderHost host, String path, String from, String to) {
        Path file = host.path(path);
        if (Files.isSymbolicLink(file) && !Files.exists(file)) {
            return edit(host, path.substring(0, path.lastIndexOf('/') + 1) + target(file), from, to);
        }
        if (!Files.exists(file)) {
            if (!Files.isDirectory(file.getParent())) {
                return moved(host, file.getParent(), () -> host.file(path, to));
            }
            host.file(path, to);
            return () -> delete(file);
        }
        if (Files.isDirectory(file)) {
            return moved(host, file, () -> {});
        }
        String text = host.text(path);
        String edited = from.isEmpty() ? text + to : text.replaceFirst(from, to);
        host.file(path, edited);
        return () -> host.file(path, text);
    }

    private static Runnable stat(FolderHost host, Query.Stat query) {
        String path = query.path();
        Path file = host.path(path);
        if (Files.isSymbolicLink(file) && !query.follow()) {
            return link(host, path, "elsewhere");
        }
        if (!Files.exists(file)) {
            return edit(host, path, "", "new");
        }
        boolean may = file.toFile().canExecute();
        if (!file.toFile().setExecutable(!may, false)) {
            throw new AssertionError(file);
        }
        return () -> {
            if (!file.toFile().setExecutable(may, false)) {
                throw new AssertionError(file);
            }
        };
    }

    private static Runnable link(FolderHost host, String path, String target) {
        String old = target(host.path(path));
        host.link(path, target);
        return () -> host.link(path, old);
    }

    private static String target(Path link) {
        try {
            return Files.readSymbolicLink(link).toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Runnable moved(FolderHost host, Path file, Runnable then) {
        try {
            Path aside = Path.of(file + ".aside");
            boolean there = Files.exists(file, LinkOption.NOFOLLOW_LINKS);
            if (there) {
                Files.move(file, aside, StandardCopyOption.ATOMIC_MOVE);
            }
            then.run();
            return () -> {
                try {
                    remove(file);
                    if (there) {
                        Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE);
                    }
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            };
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void remove(Path tree) throws IOException {
        if (Files.exists(tree, LinkOption.NOFOLLOW_LINKS)) {
            try (Stream<Path> paths = Files.walk(tree)) {
                paths.sorted(Comparator.reverseOrder()).forEach(MovedFacts::delete);
            }
        }
    }

    private static void delete(Path file) {
        try {
            Files.delete(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
