package io.pinwright.simulator.shell;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A file system in memory; holds {@code /} and {@code /tmp} at first. Thread-safe. */
public final class MemoryFiles implements VirtualFiles {

    private static final int LINKS_MAX = 40;

    private final Clock clock;
    private final Node root;

    private static final class Node {
        final Kind kind;
        int mode;
        String owner = "root";
        String group = "root";
        long modified;
        byte[] content = new byte[0];
        int size;
        final String target;
        final TreeMap<String, Node> children = new TreeMap<>();

        Node(Kind kind, int mode, String target, long modified) {
            this.kind = kind;
            this.mode = mode;
            this.target = target;
            this.modified = modified;
        }
    }

    public MemoryFiles(Clock clock) {
        this.clock = clock;
        this.root = new Node(Kind.DIRECTORY, 0755, "", clock.instant().getEpochSecond());
        root.children.put(
                "tmp", new Node(Kind.DIRECTORY, 01777, "", clock.instant().getEpochSecond()));
    }

    private Node node(Kind kind, int mode, String target) {
        return new Node(kind, mode, target, clock.instant().getEpochSecond());
    }

    /** Puts a file with its folders in place, as a test or a simulator prepares a host; the text is UTF-8. */
    public synchronized MemoryFiles with(String path, String text) {
        try {
            String parent = Paths.parent(path);
            StringBuilder folder = new StringBuilder();
            for (String name : parent.substring(1).split("/")) {
                if (!name.isEmpty()) {
                    folder.append('/').append(name);
                    if (status(folder.toString(), true).isEmpty()) {
                        createDirectory(folder.toString());
                    }
                }
            }
            write(path, text.getBytes(StandardCharsets.UTF_8), false);
            return this;
        } catch (VirtualIoException e) {
            throw new IllegalArgumentException(path + ": " + e.getMessage(), e);
        }
    }

    /** A place in the tree: the folder, the name in it and what stands there. */
    private record Place(Node folder, String name, @Nullable Node node, String path) {}

    private Place find(String path, boolean follow) throws VirtualIoException {
        return find(path, follow, 0);
    }

    private Place find(String path, boolean follow, int links) throws VirtualIoException {
        if (links > LINKS_MAX) {
            throw new VirtualIoException("Too many levels of symbolic links");
        }
        if (path.equals("/")) {
            return new Place(root, "", root, "/");
        }
        Node folder = root;
        String[] names = path.substring(1).split("/");
        StringBuilder walked = new StringBuilder();
        for (int i = 0; i < names.length; i++) {
            if (folder.kind != Kind.DIRECTORY) {
                throw new VirtualIoException("Not a directory");
            }
            boolean last = i == names.length - 1;
            Node child = folder.children.get(names[i]);
            if (child != null && child.kind == Kind.LINK && (!last || follow)) {
                String base = walked.length() == 0 ? "/" : walked.toString();
                String rest = String.join("/", Arrays.asList(names).subList(i + 1, names.length));
                String target = Paths.resolve(base, child.target);
                return find(rest.isEmpty() ? target : Paths.child(target, rest), follow, links + 1);
            }
            walked.append('/').append(names[i]);
            if (last) {
                return new Place(folder, names[i], child, walked.toString());
            }
            if (child == null) {
                throw new VirtualIoException("No such file or directory");
            }
            folder = child;
        }
        throw new VirtualIoException("No such file or directory");
    }

    private Node existing(String path, boolean follow) throws VirtualIoException {
        Node node = find(path, follow).node();
        if (node == null) {
            throw new VirtualIoException("No such file or directory");
        }
        return node;
    }

    @Override
    public synchronized Optional<Status> status(String path, boolean follow) {
        Node node;
        try {
            node = find(path, follow).node();
        } catch (VirtualIoException e) {
            return Optional.empty();
        }
        if (node == null) {
            return Optional.empty();
        }
        long size = switch (node.kind) {
            case DIRECTORY -> 4096;
            case LINK -> node.target.length();
            case FILE, DEVICE -> node.size;
        };
        return Optional.of(new Status(
                node.kind,
                node.mode,
                node.owner,
                node.group,
                size,
                node.modified,
                node.kind == Kind.LINK ? Optional.of(node.target) : Optional.empty()));
    }

    @Override
    public synchronized byte[] read(String path) throws VirtualIoException {
        Node node = existing(path, true);
        if (node.kind == Kind.DIRECTORY) {
            throw new VirtualIoException("Is a directory");
        }
        return Arrays.copyOf(node.content, node.size);
    }

    @Override
    public synchronized void write(String path, byte[] content, boolean append) throws VirtualIoException {
        Place place = find(path, true);
        Node node = place.node();
        if (node == null) {
            node = node(Kind.FILE, 0644, "");
            place.folder().children.put(place.name(), node);
            place.folder().modified = node.modified;
        }
        if (node.kind == Kind.DIRECTORY) {
            throw new VirtualIoException("Is a directory");
        }
        if (append) {
            if (node.size + content.length > node.content.length) {
                node.content = Arrays.copyOf(node.content, Math.max(2 * node.size, node.size + content.length));
            }
            System.arraycopy(content, 0, node.content, node.size, content.length);
            node.size += content.length;
        } else {
            node.content = content.clone();
            node.size = content.length;
        }
        node.modified = clock.instant().getEpochSecond();
    }

    @Override
    public synchronized List<String> list(String path) throws VirtualIoException {
        Node node = existing(path, true);
        if (node.kind != Kind.DIRECTORY) {
            throw new VirtualIoException("Not a directory");
        }
        return new ArrayList<>(node.children.keySet());
    }

    @Override
    public synchronized void createDirectory(String path) throws VirtualIoException {
        add(path, node(Kind.DIRECTORY, 0755, ""));
    }

    @Override
    public synchronized void createLink(String path, String target) throws VirtualIoException {
        add(path, node(Kind.LINK, 0777, target));
    }

    private void add(String path, Node node) throws VirtualIoException {
        Place place = find(path, false);
        if (place.node() != null) {
            throw new VirtualIoException("File exists");
        }
        place.folder().children.put(place.name(), node);
        place.folder().modified = node.modified;
    }

    @Override
    public synchronized void remove(String path) throws VirtualIoException {
        Place place = find(path, false);
        Node node = place.node();
        if (node == null) {
            throw new VirtualIoException("No such file or directory");
        }
        if (node == root) {
            throw new VirtualIoException("Device or resource busy");
        }
        if (!node.children.isEmpty()) {
            throw new VirtualIoException("Directory not empty");
        }
        place.folder().children.remove(place.name());
        place.folder().modified = clock.instant().getEpochSecond();
    }

    @Override
    public synchronized void rename(String from, String to) throws VirtualIoException {
        Place source = find(from, false);
        Place target = find(to, false);
        Node node = source.node();
        Node over = target.node();
        if (node == null) {
            throw new VirtualIoException("No such file or directory");
        }
        if (node == over) {
            return;
        }
        if (over != null && over.kind == Kind.DIRECTORY) {
            if (node.kind != Kind.DIRECTORY) {
                throw new VirtualIoException("Is a directory");
            }
            if (!over.children.isEmpty()) {
                throw new VirtualIoException("Directory not empty");
            }
        } else if (over != null && node.kind == Kind.DIRECTORY) {
            throw new VirtualIoException("Not a directory");
        }
        if (target.path().startsWith(source.path() + "/")) {
            throw new VirtualIoException("Invalid argument");
        }
        source.folder().children.remove(source.name());
        target.folder().children.put(target.name(), node);
    }

    @Override
    public synchronized void setMode(String path, int mode) throws VirtualIoException {
        existing(path, true).mode = mode & 07777;
    }

    @Override
    public synchronized void setOwner(String path, Optional<String> owner, Optional<String> group)
            throws VirtualIoException {
        Node node = existing(path, true);
        owner.ifPresent(name -> node.owner = name);
        group.ifPresent(name -> node.group = name);
    }

    @Override
    public synchronized String realPath(String path) throws VirtualIoException {
        Place place = find(path, true);
        if (place.node() == null) {
            throw new VirtualIoException("No such file or directory");
        }
        return place.path();
    }
}
