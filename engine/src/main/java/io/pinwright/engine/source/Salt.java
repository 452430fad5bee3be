package io.pinwright.engine.source;

import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A random key that makes digests of guessable texts useless to those who do not have it. Two digests can be compared only
 * when they were made with the same one.
 */
public final class Salt {

    /** How many bytes it has. */
    public static final int BYTES = 32;

    private static final String ALGORITHM = "HmacSHA256";

    private final SecretKeySpec key;

    private Salt(byte[] bytes) {
        this.key = new SecretKeySpec(bytes, ALGORITHM);
    }

    /**
     * One that was kept.
     *
     * @throws IllegalArgumentException when it is too short to protect anything
     */
    public static Salt of(byte[] bytes) {
        if (bytes.length != BYTES) {
            throw new IllegalArgumentException("a salt has " + BYTES + " bytes, not " + bytes.length);
        }
        return new Salt(bytes);
    }

    /** A new one. */
    public static Salt random() {
        return new Salt(randomBytes());
    }

    /** The bytes of a new one, to be kept. */
    public static byte[] randomBytes() {
        byte[] bytes = new byte[BYTES];
        new SecureRandom().nextBytes(bytes);
        return bytes;
    }

    /** The HMAC-SHA256 of a text, in hexadecimal. */
    public String digest(String text) {
        return digest(text.getBytes(StandardCharsets.UTF_8));
    }

    /** The HMAC-SHA256 of bytes, in hexadecimal. */
    public String digest(byte[] bytes) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            return HexFormat.of().formatHex(mac.doFinal(bytes));
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new IllegalStateException("every Java has " + ALGORITHM, e);
        }
    }

    @Override
    public String toString() {
        return Secret.MASK;
    }
}
