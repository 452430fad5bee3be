package io.pinwright.simulator.shell;

import java.util.List;
import java.util.Optional;

/** The file system of a simulated host. Paths are absolute and normalised; symbolic links are followed but where said. */
public interface VirtualFiles {

    /** What a path is. */
    enum Kind {
        FILE,
        DIRECTORY,
        LINK,
        DEVICE
    }

    /**
     * What stat says.
     *
     * @param mode permission bits
     * @param link target text of a symbolic link
     */
    record Status(
            Kind kind, int mode, String owner, String group, long size, long modifiedSeconds, Optional<String> link) {}

    /** What is at a path, or empty. */
    Optional<Status> status(String path, boolean follow);

    /** The whole content. */
    byte[] read(String path) throws VirtualIoException;

    /** Creates or replaces the content in place, or appends to it; for kernel files the kernel's checks apply. */
    void write(String path, byte[] content, boolean append) throws VirtualIoException;

    /** Names in a directory, sorted bytewise. */
    List<String> list(String path) throws VirtualIoException;

    void createDirectory(String path) throws VirtualIoException;

    /** Creates an empty file or a directory that has its permission bits from the first moment, as open(2) and mkdir(2) do. */
    default void create(String path, Kind kind, int mode) throws VirtualIoException {
        if (kind == Kind.DIRECTORY) {
            createDirectory(path);
        } else {
            write(path, new byte[0], false);
        }
        setMode(path, mode);
    }

    void createLink(String path, String target) throws VirtualIoException;

    /** Removes a file, a link or an empty directory. */
    void remove(String path) throws VirtualIoException;

    /** Renames over whatever stands there, atomically. */
    void rename(String from, String to) throws VirtualIoException;

    void setMode(String path, int mode) throws VirtualIoException;

    void setOwner(String path, Optional<String> owner, Optional<String> group) throws VirtualIoException;

    /** The path with symbolic links resolved. */
    String realPath(String path) throws VirtualIoException;
}
