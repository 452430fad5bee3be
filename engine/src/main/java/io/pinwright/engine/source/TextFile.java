package io.pinwright.engine.source;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads the user's text files: UTF-8, of limited size; what cannot be read becomes a diagnostic. */
public final class TextFile {

    /** The largest file that is read, in bytes. */
    public static final long BYTES_MAX = 64L * 1024 * 1024;

    private TextFile() {}

    /** The text of a file; empty, with a diagnostic, when it cannot be read. */
    public static Optional<Source> read(Path path, Diagnostics diagnostics) {
        return read(path, null, diagnostics);
    }

    /**
     * The same for a file that another one names.
     *
     * @param namedAt where it is named, for the message; null when it was named on the command line
     */
    public static Optional<Source> read(Path path, @Nullable Span namedAt, Diagnostics diagnostics) {
        try {
            if (Files.isDirectory(path)) {
                diagnostics.add(Diagnostic.error(namedAt, path + " is a directory, but a file is expected"));
                return Optional.empty();
            }
            if (Files.size(path) > BYTES_MAX) {
                diagnostics.add(
                        Diagnostic.error(namedAt, path + " is larger than " + BYTES_MAX / 1024 / 1024 + " MiB"));
                return Optional.empty();
            }
            return decode(path.toString(), Files.readAllBytes(path), diagnostics);
        } catch (NoSuchFileException e) {
            diagnostics.add(Diagnostic.error(namedAt, "there is no file " + path)
                    .fix("check the name; it is looked for in " + absoluteParent(path)));
        } catch (AccessDeniedException e) {
            diagnostics.add(Diagnostic.error(namedAt, path + " may not be read by you")
                    .fix("give yourself the right to read it"));
        } catch (IOException e) {
            diagnostics.add(Diagnostic.error(namedAt, path + " cannot be read: " + e.getMessage()));
        }
        return Optional.empty();
    }

    private static Path absoluteParent(Path path) {
        Path parent = path.toAbsolutePath().normalize().getParent();
        return parent == null ? path : parent;
    }

    /** Bytes as UTF-8 text; empty, with a diagnostic at the place, when they are something else. */
    public static Optional<Source> decode(String name, byte[] bytes, Diagnostics diagnostics) {
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        ByteBuffer in = ByteBuffer.wrap(bytes);
        try {
            return Optional.of(new Source(name, decoder.decode(in).toString()));
        } catch (CharacterCodingException e) {
            Source readable = new Source(name, new String(bytes, 0, in.position(), StandardCharsets.UTF_8));
            int line = (int) readable.text().chars().filter(c -> c == '\n').count() + 1;
            int column = readable.text().length() - readable.text().lastIndexOf('\n');
            diagnostics.add(Diagnostic.error(new Span(readable, line, column), "this is not UTF-8 text")
                    .why(String.format("the byte 0x%02X stands here", bytes[in.position()]))
                    .fix("save the file as UTF-8"));
            return Optional.empty();
        }
    }
}
