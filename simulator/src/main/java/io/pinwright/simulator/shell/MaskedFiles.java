package io.pinwright.simulator.shell;

import java.util.List;
import java.util.Optional;

/** The files of a host for a process with a mask other than 022: what it creates has fewer or more permission bits. */
record MaskedFiles(VirtualFiles files, int umask) implements VirtualFiles {

    @Override
    public Optional<Status> status(String path, boolean follow) {
        return files.status(path, follow);
    }

    @Override
    public byte[] read(String path) throws VirtualIoException {
        return files.read(path);
    }

    @Override
    public void write(String path, byte[] content, boolean append) throws VirtualIoException {
        boolean fresh = files.status(path, true).isEmpty();
        if (fresh) {
            files.create(path, Kind.FILE, 0666 & ~umask);
        }
        if (!fresh || content.length > 0) {
            files.write(path, content, append);
        }
    }

    @Override
    public List<String> list(String path) throws VirtualIoException {
        return files.list(path);
    }

    @Override
    public void createDirectory(String path) throws VirtualIoException {
        files.create(path, Kind.DIRECTORY, 0777 & ~umask);
    }

    @Override
    public void create(String path, Kind kind, int mode) throws VirtualIoException {
        files.create(path, kind, mode & ~umask);
    }

    @Override
    public void createLink(String path, String target) throws VirtualIoException {
        files.createLink(path, target);
    }

    @Override
    public void remove(String path) throws VirtualIoException {
        files.remove(path);
    }

    @Override
    public void rename(String from, String to) throws VirtualIoException {
        files.rename(from, to);
    }

    @Override
    public void setMode(String path, int mode) throws VirtualIoException {
        files.setMode(path, mode);
    }

    @Override
    public void setOwner(String path, Optional<String> owner, Optional<String> group) throws VirtualIoException {
        files.setOwner(path, owner, group);
    }

    @Override
    public String realPath(String path) throws VirtualIoException {
        return files.realPath(path);
    }
}
