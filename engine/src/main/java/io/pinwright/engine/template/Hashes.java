package io.pinwright.engine.template;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;

/** Filters that hash. */
final class Hashes {

    private Hashes() {}

    static void register(Map<String, Filter> table) {
        table.put(
                "hash",
                (v, a) -> digest(TextFilters.text(v, a), a.names("hashtype").text(0, "hashtype", "sha1")));
        table.put("md5", (v, a) -> digest(TextFilters.text(v, a.names()), "md5"));
        table.put("sha1", (v, a) -> digest(TextFilters.text(v, a.names()), "sha1"));
    }

    private static String digest(String text, String kind) {
        String name = switch (kind.toLowerCase(Locale.ROOT)) {
            case "md5" -> "MD5";
            case "sha1" -> "SHA-1";
            case "sha224" -> "SHA-224";
            case "sha256" -> "SHA-256";
            case "sha384" -> "SHA-384";
            case "sha512" -> "SHA-512";
            default ->
                throw Problem.of("the hash `" + kind + "` is not supported")
                        .fix("use md5, sha1, sha224, sha256, sha384 or sha512");
        };
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance(name).digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw Problem.of("this Java has no " + name);
        }
    }
}
