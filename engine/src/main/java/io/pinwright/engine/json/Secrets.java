package io.pinwright.engine.json;

import io.pinwright.engine.host.Answer;
import io.pinwright.engine.host.Bytes;
import io.pinwright.engine.host.Payload;
import io.pinwright.engine.host.Query;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What stands in a document for what must not stand there: a secret's length, a salted hash by which it is known again, and
 * where its bytes are kept. Thread-safe.
 */
public final class Secrets {

    private static final int SALT_BYTES = 16;

    private final byte[] salt;
    private final boolean withholdsAnswers;

    private Secrets(byte[] salt, boolean withholdsAnswers) {
        this.salt = salt;
        this.withholdsAnswers = withholdsAnswers;
    }

    /** With a salt of its own. */
    public static Secrets fresh() {
        byte[] salt = new byte[SALT_BYTES];
        new SecureRandom().nextBytes(salt);
        return new Secrets(salt, false);
    }

    /**
     * With the salt of a document that is read.
     *
     * @throws IllegalArgumentException when it is not the hexadecimal text that {@link #salt} gives
     */
    public static Secrets salted(String hex) {
        byte[] salt = HexFormat.of().parseHex(hex);
        if (salt.length < SALT_BYTES) {
            throw new IllegalArgumentException("a salt has " + SALT_BYTES + " bytes or more");
        }
        return new Secrets(salt, false);
    }

    /** The same, for documents that hold no answer of a host at all, but digests. */
    public Secrets withholdingAnswers() {
        return new Secrets(salt, true);
    }

    /** To be written into the document, in hexadecimal: without it no secret in it can be known again. */
    public String salt() {
        return HexFormat.of().formatHex(salt);
    }

    /**
     * A secret as a document has it.
     *
     * @param length in bytes
     * @param hmac HMAC-SHA256 of the bytes under the salt, in hexadecimal
     * @param kept where the bytes are on the host, when that is known
     */
    public record Withheld(int length, String hmac, Optional<String> kept) {}

    /** What is written for a payload. */
    public Withheld withhold(Payload payload) {
        return new Withheld(payload.bytes().length(), hmac(payload.bytes()), payload.kept());
    }

    /** Whether these are the bytes that were withheld. */
    public boolean fits(Withheld withheld, Bytes bytes) {
        return bytes.length() == withheld.length()
                && MessageDigest.isEqual(withheld.hmac().getBytes(), hmac(bytes).getBytes());
    }

    /** Whether only the digest of an answer is written: it shows passwords, for example. */
    public boolean withholds(Query query, Answer answer) {
        return withholdsAnswers || query instanceof Query.Run run && run.argv().contains("--security-info");
    }

    /** HMAC-SHA256 under the salt, in hexadecimal. */
    public String hmac(Bytes bytes) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(salt, "HmacSHA256"));
            return HexFormat.of().formatHex(mac.doFinal(bytes.toArray()));
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new IllegalStateException("every Java has HmacSHA256", e);
        }
    }
}
