package io.pinwright.engine.drift;

import io.pinwright.engine.source.Salt;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** Files and folders that their owner alone can read, written whole or not at all. */
final class PrivateFiles {

    private PrivateFiles() {}

    /** Makes a folder and those above it. */
    static void folder(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            Files.createDirectories(folder, permissions(folder, "rwx------"));
        }
    }

    /** Writes a file beside its place and renames it over it. */
    static void replace(Path file, byte[] content) throws IOException {
        Path temporary = file.resolveSibling(
                "." + file.getFileName() + "." + ProcessHandle.current().pid() + ".new");
        try {
            try (FileChannel channel = created(temporary)) {
                ByteBuffer rest = ByteBuffer.wrap(content);
                while (rest.hasRemaining()) {
                    channel.write(rest);
                }
            }
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            Files.deleteIfExists(temporary);
            throw e;
        }
    }

    /** A new file; a process of the same number that died may have left one. */
    private static FileChannel created(Path file) throws IOException {
        Set<StandardOpenOption> anew = Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW);
        try {
            return FileChannel.open(file, anew, permissions(file, "rw-------"));
        } catch (FileAlreadyExistsException e) {
            Files.delete(file);
            return FileChannel.open(file, anew, permissions(file, "rw-------"));
        }
    }

    /** Puts a file aside under another name, and gives that. */
    static Path aside(Path file) throws IOException {
        Path aside = file.resolveSibling(file.getFileName() + ".unreadable");
        return Files.move(file, aside, StandardCopyOption.REPLACE_EXISTING);
    }

    /**
     * The salt in a file, made when there is none.
     *
     * @throws IOException also when the file holds something else: made anew, no digest of old would be known again
     */
    static Salt salt(Path file) throws IOException {
        if (Files.notExists(file)) {
            Path own = Files.createTempFile(file.toAbsolutePath().getParent(), ".salt.", ".new");
            try {
                Files.write(own, Salt.randomBytes());
                // A link fails where another process was first; a rename would take its salt away.
                Files.createLink(file, own);
            } catch (FileAlreadyExistsException e) {
                // Theirs is as good.
            } finally {
                Files.deleteIfExists(own);
            }
        }
        byte[] bytes = Files.readAllBytes(file);
        if (bytes.length != Salt.BYTES) {
            throw new IOException(file + " holds " + bytes.length + " bytes, and a salt has " + Salt.BYTES
                    + "; remove it, and the folder `applied` beside it, to begin anew");
        }
        return Salt.of(bytes);
    }

    /** Does something while no other thread or process does so with the same lock. */
    static void locked(Path lock, Runnable work) throws IOException {
        // A lock of a file belongs to the whole process, so that its threads need one of their own.
        synchronized (PrivateFiles.class) {
            try (FileChannel channel = FileChannel.open(
                            lock,
                            Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE),
                            permissions(lock, "rw-------"));
                    FileLock held = channel.lock()) {
                if (held.isValid()) {
                    work.run();
                }
            }
        }
    }

    /** Why a file operation failed, without the file's name. */
    static String said(IOException e) {
        if (e instanceof FileSystemException problem && problem.getReason() != null) {
            return problem.getReason();
        }
        return e instanceof java.nio.file.AccessDeniedException ? "permission denied" : String.valueOf(e.getMessage());
    }

    private static FileAttribute<?>[] permissions(Path path, String permissions) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
                }
                : new FileAttribute<?>[0];
    }
}
