package io.pinwright.engine.transport;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The text of {@code prelude.sh}: the functions that rounds are made of, without comments. */
final class Prelude {

    static final String TEXT = load();

    /** Reads further rounds: a line with a number of bytes, then so many bytes of script. */
    static final String LOOP =
            "while IFS= read -r n; do case $n in ''|*[!0-9]*) exit 3;; esac\neval \"$(head -c \"$n\")\"\ndone\n";

    private Prelude() {}

    private static String load() {
        try (InputStream in = Prelude.class.getResourceAsStream("prelude.sh")) {
            if (in == null) {
                throw new IllegalStateException("prelude.sh is missing from the engine's jar");
            }
            StringBuilder text = new StringBuilder();
            new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .map(String::strip)
                    .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                    .forEach(line -> text.append(line).append('\n'));
            return text.toString();
        } catch (IOException e) {
            throw new UncheckedIOException("prelude.sh cannot be read from the engine's jar", e);
        }
    }
}
