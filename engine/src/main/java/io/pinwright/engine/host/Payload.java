package io.pinwright.engine.host;

/**
 * Bytes for a file or a command's standard input. They travel on the connection's standard input only; a secret one is
 * never printed, logged or shown in a diff.
 */
public record Payload(Bytes bytes, boolean secret) {

    public static final Payload NONE = new Payload(Bytes.EMPTY, false);

    public static Payload of(String text) {
        return new Payload(Bytes.utf8(text), false);
    }

    public static Payload secret(String text) {
        return new Payload(Bytes.utf8(text), true);
    }

    @Override
    public String toString() {
        return bytes.length() + (secret ? " secret bytes" : " bytes");
    }
}
