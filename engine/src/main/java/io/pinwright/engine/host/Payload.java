package io.pinwright.engine.host;

import java.util.Optional;

/**
 * Bytes for a file or a command's standard input. They travel on the connection's standard input only; a secret one is
 * never printed, logged or shown in a diff.
 *
 * @param kept where the bytes are on the host itself instead: in a file of its journal, which a guard of the change must hold to
 *     its digest; {@code bytes} is empty then
 */
public record Payload(Bytes bytes, boolean secret, Optional<String> kept) {

    public static final Payload NONE = new Payload(Bytes.EMPTY, false);

    public Payload(Bytes bytes, boolean secret) {
        this(bytes, secret, Optional.empty());
    }

    public static Payload of(String text) {
        return new Payload(Bytes.utf8(text), false);
    }

    public static Payload secret(String text) {
        return new Payload(Bytes.utf8(text), true);
    }

    /** What a file on the host holds, absolute path; taken for secret. */
    public static Payload keptAt(String path) {
        return new Payload(Bytes.EMPTY, true, Optional.of(path));
    }

    public boolean isEmpty() {
        return bytes.length() == 0 && kept.isEmpty();
    }

    @Override
    public String toString() {
        return kept.map(path -> "what " + path + " holds")
                .orElseGet(() -> bytes.length() + (secret ? " secret bytes" : " bytes"));
    }
}
