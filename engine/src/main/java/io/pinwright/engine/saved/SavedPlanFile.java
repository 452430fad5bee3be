package io.pinwright.engine.saved;

import io.pinwright.engine.source.Diagnostic;
import io.pinwright.engine.source.DiagnosticException;
import io.pinwright.engine.source.Diagnostics;
import io.pinwright.engine.source.Source;
import io.pinwright.engine.source.TextFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** Saved plans in files: whole or not at all, readable by their owner alone. */
public final class SavedPlanFile {

    /** The largest plan that is read, in bytes: about ten thousand hosts. */
    public static final long BYTES_MAX = 512L << 20;

    /** How much of a file tells whether it is a plan. */
    private static final int END_BYTES = 400;

    private SavedPlanFile() {}

    /** Whether a file is meant as a saved plan, whole or not, and not as a playbook. */
    public static boolean isOne(Path file) {
        if (!Files.isRegularFile(file)) {
            return false;
        }
        try (InputStream in = Files.newInputStream(file)) {
            return SavedPlanText.isMeant(new String(in.readNBytes(END_BYTES), StandardCharsets.UTF_8));
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * The bytes of a plan, of which nothing is believed yet.
     *
     * @throws DiagnosticException when they cannot be read
     */
    public static byte[] bytes(Path file) {
        try {
            if (Files.size(file) > BYTES_MAX) {
                throw new DiagnosticException(
                        Diagnostic.error(null, file + " has " + Files.size(file) + " bytes, too many for a plan")
                                .why("a plan may have at most " + BYTES_MAX + " bytes")
                                .fix("plan fewer hosts at once, with --limit"));
            }
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new DiagnosticException(Diagnostic.error(null, "cannot read " + file + ": " + e.getMessage())
                    .fix("check its path and permissions"));
        }
    }

    /**
     * Reads a plan.
     *
     * @throws DiagnosticException when it is none, of another version, or not as it was written
     */
    public static SavedPlan read(Path file) {
        return read(file.toString(), bytes(file));
    }

    /** The same of bytes that were read, or verified, before. */
    public static SavedPlan read(String name, byte[] bytes) {
        Diagnostics diagnostics = new Diagnostics();
        Source source = TextFile.decode(name, bytes, diagnostics).orElse(new Source(name, ""));
        diagnostics.throwIfErrors();
        return SavedPlanText.parse(source);
    }

    /**
     * Writes a plan over an older one, or where nothing is.
     *
     * @throws DiagnosticException when it cannot be written, or something else stands there
     */
    public static void write(SavedPlan plan, Path file) {
        requirePlace(file);
        Path temporary = file.resolveSibling(
                "." + file.getFileName() + "." + ProcessHandle.current().pid() + ".new");
        try {
            Files.deleteIfExists(temporary);
            try (FileChannel channel = FileChannel.open(
                    temporary,
                    Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW),
                    permissions(temporary))) {
                ByteBuffer rest = ByteBuffer.wrap(SavedPlanText.print(plan).getBytes(StandardCharsets.UTF_8));
                while (rest.hasRemaining()) {
                    channel.write(rest);
                }
                channel.force(true);
            }
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new DiagnosticException(Diagnostic.error(null, "cannot write the plan " + file + ": " + said(e))
                    .fix("see that its folder is there and can be written"));
        } finally {
            try {
                Files.deleteIfExists(temporary);
            } catch (IOException e) {
                // What is left of it is readable by nobody else.
            }
        }
    }

    /**
     * That a plan may be written here: asked before hosts are looked at, too.
     *
     * @throws DiagnosticException when something else stands there
     */
    public static void requirePlace(Path file) {
        Path parent = file.toAbsolutePath().getParent();
        if (parent != null && !Files.isDirectory(parent)) {
            throw new DiagnosticException(
                    Diagnostic.error(null, "there is no folder " + parent + " to write the plan to")
                            .fix("make it, or name another file with --out"));
        }
        if (Files.exists(file) && !isOverwritable(file)) {
            throw new DiagnosticException(Diagnostic.error(null, file + " is there already and is no saved plan")
                    .why("only a plan is written over a plan")
                    .fix("name another file with --out, or remove that one"));
        }
    }

    private static boolean isOverwritable(Path file) {
        if (!Files.isRegularFile(file)) {
            return false;
        }
        try (FileChannel channel = FileChannel.open(file)) {
            if (channel.size() == 0) {
                return true;
            }
            ByteBuffer end = ByteBuffer.allocate((int) Math.min(END_BYTES, channel.size()));
            channel.read(end, channel.size() - end.capacity());
            return isOne(file)
                    && new String(end.array(), StandardCharsets.UTF_8)
                            .contains("\"format\":\"" + SavedPlanText.FORMAT + "\"");
        } catch (IOException e) {
            return false;
        }
    }

    private static String said(IOException e) {
        return e instanceof java.nio.file.AccessDeniedException ? "permission denied" : String.valueOf(e.getMessage());
    }

    private static FileAttribute<?>[] permissions(Path path) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
    }
}
