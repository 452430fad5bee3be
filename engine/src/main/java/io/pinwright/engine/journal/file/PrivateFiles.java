package io.pinwright.engine.journal.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** Files and folders for nobody but their owner, on disk when a call returns. */
final class PrivateFiles {

    private static final FileAttribute<Set<PosixFilePermission>> FOLDER =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    private static final FileAttribute<Set<PosixFilePermission>> FILE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private PrivateFiles() {}

    /** Makes a folder and those above it. */
    static void folder(Path path) throws IOException {
        if (Files.isDirectory(path)) {
            return;
        }
        Path parent = path.toAbsolutePath().getParent();
        if (parent != null) {
            folder(parent);
        }
        try {
            Files.createDirectory(path, FOLDER);
        } catch (FileAlreadyExistsException e) {
            if (!Files.isDirectory(path)) {
                throw e;
            }
        }
        if (parent != null) {
            flush(parent);
        }
    }

    /** Opens a new file for appending. */
    static FileChannel create(Path path) throws IOException {
        Set<OpenOption> options = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        FileChannel channel = FileChannel.open(path, options, FILE);
        Path parent = path.toAbsolutePath().getParent();
        if (parent != null) {
            flush(parent);
        }
        return channel;
    }

    /** Writes all bytes at the end and flushes them; when that fails, the file is as long as it was. */
    static void append(FileChannel file, byte[] bytes) throws IOException {
        long size = file.size();
        try {
            ByteBuffer buffer = ByteBuffer.wrap(bytes);
            file.position(size);
            while (buffer.hasRemaining()) {
                file.write(buffer);
            }
            file.force(true);
        } catch (IOException e) {
            file.truncate(size);
            throw e;
        }
    }

    /** A folder's list of names on disk. */
    private static void flush(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
