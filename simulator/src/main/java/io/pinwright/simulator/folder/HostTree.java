package io.pinwright.simulator.folder;

import io.pinwright.simulator.shell.VirtualFiles.Kind;
import io.pinwright.simulator.shell.VirtualIoException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The whole file system of one simulated host, as the simulator itself sees it: no permissions, no counting. Programs get a {@link
 * ProgramFiles} view.
 *
 * <p>Thread-safe: every method holds the tree's monitor, which is also the lock of the host's other state.
 */
public final class HostTree {

    private static final int LINKS_MAX = 40;
    static final int FILE_BYTES_MAX = 64 << 20;

    private final Clock clock;
    private final @Nullable FolderMirror mirror;
    private final HostNode root;
    private @Nullable KernelFiles kernel;
    private boolean mirroring;

    /** A tree in memory alone. */
    public HostTree(Clock clock) {
        this(clock, null);
    }

    private HostTree(Clock clock, @Nullable FolderMirror mirror) {
        this.clock = clock;
        this.mirror = mirror;
        this.root = new HostNode(Kind.DIRECTORY, 0755, clock.instant().getEpochSecond());
    }

    /**
     * A tree that is mirrored, change by change from the first {@link #flush} on, into {@code folder/root}, with owners and modes
     * in {@code folder/metadata}.
     *
     * @throws IllegalStateException when the folder holds a host already
     */
    public static HostTree inFolder(Path folder, Clock clock) {
        FolderMirror mirror = new FolderMirror(folder);
        mirror.create();
        return new HostTree(clock, mirror);
    }

    /** Says what /proc and /sys do; without it they are plain files. */
    public synchronized void kernel(KernelFiles files) {
        kernel = files;
    }

    synchronized Optional<KernelFiles> kernel() {
        return Optional.ofNullable(kernel);
    }

    public synchronized boolean exists(String path) {
        try {
            find(path, true);
            return true;
        } catch (VirtualIoException e) {
            return false;
        }
    }

    /** A file's content as text, or empty when there is no such file. */
    public synchronized Optional<String> text(String path) {
        try {
            HostNode node = find(path, true);
            return node.isDirectory()
                    ? Optional.empty()
                    : Optional.of(new String(node.content, StandardCharsets.ISO_8859_1));
        } catch (VirtualIoException e) {
            return Optional.empty();
        }
    }

    /** Names in a directory; none when it does not exist. */
    public synchronized List<String> names(String path) {
        try {
            return List.copyOf(find(path, true).children.keySet());
        } catch (VirtualIoException e) {
            return List.of();
        }
    }

    /** Creates or replaces a file of mode 0644, with the directories above it. */
    public synchronized void put(String path, String text) {
        put(path, text, 0644);
    }

    /** Creates or replaces a file, with the directories above it; the mode of a file that exists stays. */
    public synchronized void put(String path, String text, int mode) {
        HostNode parent = makeDirectories(parentOf(path));
        String name = nameOf(path);
        HostNode node = parent.children.get(name);
        if (node == null || node.kind != Kind.FILE) {
            node = new HostNode(Kind.FILE, mode, now());
            parent.children.put(name, node);
        }
        node.content = text.getBytes(StandardCharsets.UTF_8);
        node.modifiedSeconds = now();
        mirrored(path, node);
    }

    /** Creates a symbolic link, with the directories above it. */
    public synchronized void link(String path, String target) {
        HostNode node = new HostNode(Kind.LINK, 0777, now());
        node.link = target;
        makeDirectories(parentOf(path)).children.put(nameOf(path), node);
        mirrored(path, node);
    }

    /** Creates a symbolic link to another place, with a relative target as sysfs has it; both paths without links in them. */
    public void linkRelative(String path, String to) {
        List<String> from = components(parentOf(path));
        List<String> target = components(to);
        int common = 0;
        while (common < from.size()
                && common < target.size()
                && from.get(common).equals(target.get(common))) {
            common++;
        }
        // The kernel names a device that the link stands in, as in ../../../0000:04:00.0.
        common = Math.min(common, target.size() - 1);
        link(path, "../".repeat(from.size() - common) + String.join("/", target.subList(common, target.size())));
    }

    /** Creates a character device that reads as nothing and swallows what is written. */
    public synchronized void device(String path) {
        HostNode node = new HostNode(Kind.DEVICE, 0666, now());
        makeDirectories(parentOf(path)).children.put(nameOf(path), node);
        mirrored(path, node);
    }

    public synchronized void directory(String path) {
        makeDirectories(path);
    }

    /** Permission bits of what is there. */
    public synchronized Optional<Integer> mode(String path) {
        try {
            return Optional.of(find(path, true).mode);
        } catch (VirtualIoException e) {
            return Optional.empty();
        }
    }

    public synchronized void mode(String path, int mode, String owner, String group) {
        try {
            HostNode node = find(path, false);
            node.mode = mode;
            node.owner = owner;
            node.group = group;
            mirrored(path, node);
        } catch (VirtualIoException e) {
            throw new IllegalArgumentException(path + ": " + e.getMessage(), e);
        }
    }

    /** Removes a file or a directory with all that is in it; nothing when there is none. */
    public synchronized void delete(String path) {
        try {
            HostNode parent = find(parentOf(path), true);
            if (parent.children.remove(nameOf(path)) != null) {
                unmirrored(path);
            }
        } catch (VirtualIoException e) {
            return; // not there
        }
    }

    /**
     * Begins mirroring, with all there is now, or writes owners and modes beside the mirrored files; nothing without a folder.
     */
    public synchronized void flush() {
        if (mirror == null) {
            return;
        }
        if (!mirroring) {
            mirroring = true;
            mirrorAll("", root);
        }
        mirror.metadata(root);
    }

    /** Mirrors a node and all below it. */
    void mirrorAll(String path, HostNode node) {
        mirrored(path.isEmpty() ? "/" : path, node);
        node.children.forEach((name, child) -> mirrorAll(path + "/" + name, child));
    }

    HostNode makeDirectories(String path) {
        HostNode at = root;
        StringBuilder walked = new StringBuilder();
        for (String name : components(path)) {
            walked.append('/').append(name);
            HostNode next = at.children.get(name);
            if (next != null && next.kind == Kind.LINK) {
                try {
                    next = find(walked.toString(), true);
                } catch (VirtualIoException e) {
                    next = null;
                }
            }
            if (next == null) {
                next = new HostNode(Kind.DIRECTORY, 0755, now());
                at.children.put(name, next);
                mirrored(walked.toString(), next);
            }
            at = next;
        }
        return at;
    }

    HostNode find(String path, boolean follow) throws VirtualIoException {
        return locate(path, follow).node();
    }

    /** Where a path leads, every link resolved (the last one too when {@code follow}). */
    Located locate(String path, boolean follow) throws VirtualIoException {
        if (kernel != null) {
            Optional<String> other = kernel.hidden(path);
            if (other.isPresent()) {
                return locate(other.get(), follow);
            }
        }
        Deque<String> todo = new ArrayDeque<>(components(path));
        List<String> names = new ArrayList<>();
        List<HostNode> nodes = new ArrayList<>(List.of(root));
        int links = 0;
        while (!todo.isEmpty()) {
            String name = todo.pop();
            HostNode at = nodes.get(nodes.size() - 1);
            if (!at.isDirectory()) {
                throw new VirtualIoException("Not a directory");
            }
            if (name.equals("..")) {
                if (!names.isEmpty()) {
                    names.remove(names.size() - 1);
                    nodes.remove(nodes.size() - 1);
                }
                continue;
            }
            HostNode next = at.children.get(name);
            if (next == null) {
                throw new VirtualIoException("No such file or directory");
            }
            if (next.kind == Kind.LINK && (follow || !todo.isEmpty())) {
                if (++links > LINKS_MAX) {
                    throw new VirtualIoException("Too many levels of symbolic links");
                }
                if (next.link.startsWith("/")) {
                    names.clear();
                    nodes.subList(1, nodes.size()).clear();
                }
                List<String> target = components(next.link);
                for (int i = target.size() - 1; i >= 0; i--) {
                    todo.push(target.get(i));
                }
                continue;
            }
            names.add(name);
            nodes.add(next);
        }
        return new Located("/" + String.join("/", names), nodes.get(nodes.size() - 1));
    }

    /**
     * A place in the tree.
     *
     * @param path with no link in it
     */
    record Located(String path, HostNode node) {}

    void mirrored(String path, HostNode node) {
        if (mirror != null && mirroring) {
            mirror.put(path, node);
        }
    }

    void unmirrored(String path) {
        if (mirror != null && mirroring) {
            mirror.removed(path);
        }
    }

    long now() {
        return clock.instant().getEpochSecond();
    }

    private static List<String> components(String path) {
        List<String> names = new ArrayList<>();
        for (String name : path.split("/")) {
            if (!name.isEmpty() && !name.equals(".")) {
                names.add(name);
            }
        }
        return names;
    }

    static String parentOf(String path) {
        String trimmed = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
        int slash = trimmed.lastIndexOf('/');
        return slash <= 0 ? "/" : trimmed.substring(0, slash);
    }

    static String nameOf(String path) {
        String trimmed = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
        return trimmed.substring(trimmed.lastIndexOf('/') + 1);
    }
}
