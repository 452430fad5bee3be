package io.pinwright.simulator.folder;

import io.pinwright.simulator.shell.VirtualFiles.Kind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Keeps a folder of the machine in step with a host's tree: {@code FOLDER/root/...} and {@code FOLDER/metadata}, whose lines are
 * {@code MODE OWNER GROUP KIND PATH}. An absolute link of the host becomes a relative one, so that it stays within the folder.
 */
final class FolderMirror {

    private final Path folder;
    private final Path root;

    FolderMirror(Path folder) {
        this.folder = folder;
        this.root = folder.resolve("root");
    }

    /**
     * Makes the folder empty. Files of a simulated host are removed, because they are only a mirror: a host starts from its
     * blueprint and its history.
     *
     * @throws IllegalStateException when it holds something that is no simulated host's
     */
    void create() {
        try {
            Files.createDirectories(root);
            List<Path> left;
            try (Stream<Path> entries = Files.walk(root)) {
                left = entries.filter(path -> !path.equals(root))
                        .sorted(Comparator.reverseOrder())
                        .toList();
            }
            if (!left.isEmpty() && !Files.isRegularFile(folder.resolve("metadata"))) {
                throw new IllegalStateException("the folder " + root
                        + " holds files that are no simulated host's; name another folder, or remove it");
            }
            for (Path path : left) {
                Files.delete(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make the host folder " + root, e);
        }
    }

    void put(String path, HostNode node) {
        Path place = place(path);
        try {
            if (node.isDirectory()) {
                Files.createDirectories(place);
            } else if (node.kind == Kind.LINK) {
                Files.deleteIfExists(place);
                Files.createSymbolicLink(place, Path.of(within(path, node.link)));
            } else {
                if (Files.isSymbolicLink(place)) {
                    Files.delete(place);
                }
                Files.write(place, node.content);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot mirror " + path + " into " + folder, e);
        }
    }

    void removed(String path) {
        Path place = place(path);
        try {
            if (!Files.exists(place, LinkOption.NOFOLLOW_LINKS)) {
                return;
            }
            List<Path> all;
            try (Stream<Path> walk = Files.walk(place)) {
                all = walk.sorted(Comparator.reverseOrder()).toList();
            }
            for (Path each : all) {
                Files.delete(each);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot remove " + path + " from " + folder, e);
        }
    }

    void metadata(HostNode tree) {
        StringBuilder out = new StringBuilder();
        describe("", tree, out);
        try {
            Files.writeString(folder.resolve("metadata"), out, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write the metadata of " + folder, e);
        }
    }

    private static void describe(String path, HostNode node, StringBuilder out) {
        out.append(String.format(
                "%04o %s %s %s %s%n", node.mode, node.owner, node.group, node.kind, path.isEmpty() ? "/" : path));
        for (Map.Entry<String, HostNode> child : node.children.entrySet()) {
            describe(path + "/" + child.getKey(), child.getValue(), out);
        }
    }

    private Path place(String path) {
        Path place = root.resolve(path.substring(1)).normalize();
        if (!place.startsWith(root)) {
            throw new IllegalArgumentException("outside the host folder: " + path);
        }
        return place;
    }

    private static String within(String path, String target) {
        if (!target.startsWith("/")) {
            return target;
        }
        long depth = path.chars().filter(c -> c == '/').count() - 1;
        return "../".repeat((int) depth) + target.substring(1);
    }
}
