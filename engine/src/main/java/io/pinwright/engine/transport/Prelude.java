package io.pinwright.engine.transport;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The texts of {@code prelude.sh} and {@code prelude-write.sh}: the functions that rounds are made of, without comments. */
final class Prelude {

    static final String TEXT = load("prelude.sh");

    /** What the first round that writes brings along. */
    static final String WRITE = load("prelude-write.sh");

    /** Reads further rounds: a line with a number of bytes, then so many bytes of script. */
    static final String LOOP =
            "while IFS= read -r n; do case $n in ''|*[!0-9]*) exit 3;; esac\neval \"$(head -c \"$n\")\"\ndone\n";

    private Prelude() {}

    private static String load(String name) {
        try (InputStream in = Prelude.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException(name + " is missing from the engine's jar");
            }
            StringBuilder text = new StringBuilder();
            new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .map(String::strip)
                    .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                    .forEach(line -> text.append(line).append('\n'));
            return text.toString();
        } catch (IOException e) {
            throw new UncheckedIOException(name + " cannot be read from the engine's jar", e);
        }
    }
}
