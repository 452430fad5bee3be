package io.pinwright.engine.drift;

import io.pinwright.engine.source.Salt;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * What a wish is known by in the history of a host: a digest, so that the history holds no values.
 *
 * @param hex SHA-256 in hexadecimal
 */
record WishKey(String hex) {

    /** Of all that a task wishes of a host. */
    static WishKey ofTask(String host, String digest) {
        return sha256("task", host, digest);
    }

    /** Of a task as such, whatever it wishes: its new wish takes the place of its old one. */
    static WishKey ofPlace(String play, String name, String module, @Nullable String item) {
        return sha256("place", play, name, module, item == null ? "" : item);
    }

    /**
     * Of one thing on a host, whatever the value and whichever module sets it: a playbook that only checks may name the parts of
     * what another one applies as a whole, and two that wish different values of one thing take it from each other.
     */
    static WishKey ofAttribute(String host, String target, String attribute) {
        return sha256("attribute", host, target, attribute);
    }

    /** Of a value. Values may be short and guessable, and of a task with {@code no_log}: this needs the salt. */
    static WishKey ofValue(Salt salt, @Nullable String value) {
        return new WishKey(salt.digest(value == null ? "absent" : "value " + value));
    }

    /** Written out: each check has a map of these, and what the compiler leaves to the run time is made at each start. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof WishKey that && hex.equals(that.hex);
    }

    @Override
    public int hashCode() {
        return hex.hashCode();
    }

    private static WishKey sha256(String... parts) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (String part : parts) {
                byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
                digest.update((bytes.length + ":").getBytes(StandardCharsets.UTF_8));
                digest.update(bytes);
            }
            return new WishKey(HexFormat.of().formatHex(digest.digest()));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
