package io.pinwright.engine.journal.file;

import java.nio.charset.StandardCharsets;
import java.util.UUID;

/** A file's name for a host, which may have any name: what is no plain character is written as {@code %XX}. */
final class HostFileName {

    static final String END = ".jsonl";

    /** File systems allow 255 bytes. */
    private static final int CHARS_MAX = 180;

    private HostFileName() {}

    static String of(String host) {
        StringBuilder name = new StringBuilder();
        for (byte b : host.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xff);
            boolean plain =
                    c < 128 && (Character.isLetterOrDigit(c) || c == '-' || c == '_' || c == '.' && !name.isEmpty());
            name.append(plain ? String.valueOf(c) : String.format("%%%02X", (int) c));
        }
        if (name.length() > CHARS_MAX) {
            name.setLength(CHARS_MAX);
            name.append('-').append(UUID.nameUUIDFromBytes(host.getBytes(StandardCharsets.UTF_8)));
        }
        return name + END;
    }
}
