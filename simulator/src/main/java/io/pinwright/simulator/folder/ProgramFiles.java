package io.pinwright.simulator.folder;

import io.pinwright.simulator.folder.HostTree.Located;
import io.pinwright.simulator.shell.VirtualFiles;
import io.pinwright.simulator.shell.VirtualIoException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** A host's files as its programs see them: with a kernel behind /proc and /sys, and every change told. The shell checks permissions. */
public final class ProgramFiles implements VirtualFiles {

    /** Places whose changes are nobody's business: temporary files and locks. */
    private static final Pattern TEMPORARY = Pattern.compile("/(tmp|var/tmp|dev|run/lock|run/user)(/.*)?");

    private static final String DENIED = "Permission denied";

    private final HostTree tree;
    private final Mutations mutations;

    public ProgramFiles(HostTree tree, Mutations mutations) {
        this.tree = tree;
        this.mutations = mutations;
    }

    @Override
    public Optional<Status> status(String path, boolean follow) {
        synchronized (tree) {
            try {
                Located at = tree.locate(path, follow);
                HostNode node = at.node();
                long size =
                        node.isDirectory() ? 4096 : node.kind == Kind.LINK ? node.link.length() : node.content.length;
                return Optional.of(new Status(
                        node.kind,
                        node.mode,
                        node.owner,
                        node.group,
                        isKernel(at.path()) && node.kind == Kind.FILE
                                ? (at.path().startsWith("/sys/") ? 4096 : 0)
                                : size,
                        node.modifiedSeconds,
                        node.kind == Kind.LINK ? Optional.of(node.link) : Optional.empty()));
            } catch (VirtualIoException e) {
                return Optional.empty();
            }
        }
    }

    @Override
    public byte[] read(String path) throws VirtualIoException {
        synchronized (tree) {
            Located at = tree.locate(path, true);
            HostNode node = at.node();
            if (node.isDirectory()) {
                throw new VirtualIoException("Is a directory");
            }
            if (isKernel(at.path())) {
                Optional<String> shown = tree.kernel().flatMap(kernel -> kernel.shown(at.path()));
                if (shown.isPresent()) {
                    return shown.get().getBytes(StandardCharsets.ISO_8859_1);
                }
            }
            return node.content.clone();
        }
    }

    @Override
    public void write(String path, byte[] content, boolean append) throws VirtualIoException {
        synchronized (tree) {
            Optional<Located> existing = existing(path);
            if (existing.isEmpty()) {
                create(path, content, 0644);
                return;
            }
            Located at = existing.get();
            HostNode node = at.node();
            if (node.isDirectory()) {
                throw new VirtualIoException("Is a directory");
            }
            if (node.kind == Kind.DEVICE) {
                return;
            }
            Optional<KernelFiles> kernel = tree.kernel();
            if (isKernel(at.path()) && kernel.isPresent()) {
                if (content.length == 0) {
                    return; // opening a kernel file for writing changes nothing
                }
                mutate(
                        at.path(),
                        "write " + at.path(),
                        0,
                        () -> kernel.get().written(at.path(), new String(content, StandardCharsets.ISO_8859_1)));
                return;
            }
            byte[] all = append ? concat(node.content, content) : content;
            requireSize(all.length);
            mutate(at.path(), "write " + at.path(), all.length - node.content.length, () -> {
                node.content = all.clone();
                node.modifiedSeconds = tree.now();
                tree.mirrored(at.path(), node);
            });
        }
    }

    private void create(String path, byte[] content, int mode) throws VirtualIoException {
        Located parent = parentForChange(path);
        String place = child(parent, path);
        requireSize(content.length);
        mutate(place, "write " + place, content.length, () -> {
            HostNode node = new HostNode(Kind.FILE, mode, tree.now());
            node.content = content.clone();
            parent.node().children.put(HostTree.nameOf(place), node);
            tree.mirrored(place, node);
        });
    }

    @Override
    public List<String> list(String path) throws VirtualIoException {
        synchronized (tree) {
            HostNode node = tree.locate(path, true).node();
            if (!node.isDirectory()) {
                throw new VirtualIoException("Not a directory");
            }
            return List.copyOf(node.children.keySet());
        }
    }

    @Override
    public void createDirectory(String path) throws VirtualIoException {
        create(path, Kind.DIRECTORY, 0755);
    }

    @Override
    public void create(String path, Kind kind, int mode) throws VirtualIoException {
        synchronized (tree) {
            if (kind == Kind.FILE) {
                create(path, new byte[0], mode);
                return;
            }
            requireAbsent(path);
            Located parent = parentForChange(path);
            String place = child(parent, path);
            mutate(place, "mkdir " + place, 4096, () -> {
                HostNode node = new HostNode(Kind.DIRECTORY, mode, tree.now());
                parent.node().children.put(HostTree.nameOf(place), node);
                tree.mirrored(place, node);
            });
        }
    }

    @Override
    public void createLink(String path, String target) throws VirtualIoException {
        synchronized (tree) {
            requireAbsent(path);
            Located parent = parentForChange(path);
            String place = child(parent, path);
            mutate(place, "link " + place, 0, () -> {
                HostNode node = new HostNode(Kind.LINK, 0777, tree.now());
                node.link = target;
                parent.node().children.put(HostTree.nameOf(place), node);
                tree.mirrored(place, node);
            });
        }
    }

    @Override
    public void remove(String path) throws VirtualIoException {
        synchronized (tree) {
            Located at = tree.locate(path, false);
            if (!at.node().children.isEmpty()) {
                throw new VirtualIoException("Directory not empty");
            }
            Located parent = parentForChange(path);
            mutate(at.path(), "remove " + at.path(), 0, () -> {
                parent.node().children.remove(HostTree.nameOf(at.path()));
                tree.unmirrored(at.path());
            });
        }
    }

    @Override
    public void rename(String from, String to) throws VirtualIoException {
        synchronized (tree) {
            Located source = tree.locate(from, false);
            Located sourceParent = parentForChange(from);
            Located targetParent = parentForChange(to);
            String target = child(targetParent, to);
            HostNode old = targetParent.node().children.get(HostTree.nameOf(target));
            if (old != null && old.isDirectory() != source.node().isDirectory()) {
                throw new VirtualIoException(old.isDirectory() ? "Is a directory" : "Not a directory");
            }
            if (old != null && !old.children.isEmpty()) {
                throw new VirtualIoException("Directory not empty");
            }
            if ((target + "/").startsWith(source.path() + "/")) {
                if (target.equals(source.path())) {
                    return;
                }
                throw new VirtualIoException("Invalid argument");
            }
            mutate(target, "rename " + source.path() + " to " + target, 0, () -> {
                sourceParent.node().children.remove(HostTree.nameOf(source.path()));
                targetParent.node().children.put(HostTree.nameOf(target), source.node());
                tree.unmirrored(source.path());
                tree.unmirrored(target);
                tree.mirrorAll(target, source.node());
            });
        }
    }

    @Override
    public void setMode(String path, int mode) throws VirtualIoException {
        synchronized (tree) {
            Located at = tree.locate(path, true);
            if (at.node().mode != (mode & 07777)) {
                mutate(at.path(), "chmod " + at.path(), 0, () -> at.node().mode = mode & 07777);
            }
        }
    }

    @Override
    public void setOwner(String path, Optional<String> owner, Optional<String> group) throws VirtualIoException {
        synchronized (tree) {
            Located at = tree.locate(path, true);
            HostNode node = at.node();
            String newOwner = owner.orElse(node.owner);
            String newGroup = group.orElse(node.group);
            if (newOwner.equals(node.owner) && newGroup.equals(node.group)) {
                return;
            }
            mutate(at.path(), "chown " + at.path(), 0, () -> {
                node.owner = newOwner;
                node.group = newGroup;
            });
        }
    }

    @Override
    public String realPath(String path) throws VirtualIoException {
        synchronized (tree) {
            return tree.locate(path, true).path();
        }
    }

    private Optional<Located> existing(String path) throws VirtualIoException {
        try {
            return Optional.of(tree.locate(path, true));
        } catch (VirtualIoException e) {
            if ("No such file or directory".equals(e.getMessage())) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private Located parentForChange(String path) throws VirtualIoException {
        Located parent = tree.locate(HostTree.parentOf(path), true);
        if (!parent.node().isDirectory()) {
            throw new VirtualIoException("Not a directory");
        }
        if (isKernel(parent.path())) {
            throw new VirtualIoException(parent.path().startsWith("/sys") ? DENIED : "No such file or directory");
        }
        return parent;
    }

    private static String child(Located parent, String path) {
        return (parent.path().equals("/") ? "" : parent.path()) + "/" + HostTree.nameOf(path);
    }

    private void requireAbsent(String path) throws VirtualIoException {
        try {
            tree.locate(path, false);
        } catch (VirtualIoException e) {
            return;
        }
        throw new VirtualIoException("File exists");
    }

    private static void requireSize(int bytes) throws VirtualIoException {
        if (bytes > HostTree.FILE_BYTES_MAX) {
            throw new VirtualIoException("File too large");
        }
    }

    private static boolean isKernel(String path) {
        return (path + "/").startsWith("/proc/") || (path + "/").startsWith("/sys/");
    }

    private static byte[] concat(byte[] first, byte[] second) {
        byte[] all = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, all, first.length, second.length);
        return all;
    }

    /** The change itself. */
    @FunctionalInterface
    private interface Mutation {
        void run() throws VirtualIoException;
    }

    private void mutate(String path, String what, long bytes, Mutation mutation) throws VirtualIoException {
        mutations.space(Math.max(0, bytes));
        if (TEMPORARY.matcher(path).matches()) {
            mutation.run();
            return;
        }
        mutations.before(what);
        mutation.run();
        mutations.after(what);
    }
}
