package io.pinwright.modules.xml;

import io.pinwright.engine.source.Secret;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Hides what nobody may see in an XML text that is shown: values of attributes whose name speaks of a password ({@code passwd},
 * {@code password}, {@code secret}), and the content of elements so named or named {@code cookie}. For texts that people read;
 * works on any text, well-formed or not.
 */
public final class XmlSecrets {

    private static final Pattern ATTRIBUTE = Pattern.compile(
            "(?<=[\\s:])((?:passw|secret)[\\w.-]*\\s*=\\s*)(?:'([^']*)'|\"([^\"]*)\")", Pattern.CASE_INSENSITIVE);

    private static final Pattern ELEMENT = Pattern.compile(
            "(<(?:[\\w.-]+:)?(?:passw[\\w.-]*|cookie)(?:\\s[^<>]*)?>)([^<]*)(?=</)", Pattern.CASE_INSENSITIVE);

    private XmlSecrets() {}

    /** The text with {@code ****} in the place of each secret. */
    public static String masked(String text) {
        return replace(text, false);
    }

    /** Whether a text holds anything that {@link #masked} would hide. */
    public static boolean areIn(String text) {
        return !masked(text).equals(text);
    }

    /** The text with as many stars as each secret has characters, so that lines and columns stay. */
    static String maskedInPlace(String text) {
        return replace(text, true);
    }

    /** Most documents hold none of the words: looking for them is cheaper than the patterns. */
    private static boolean holds(String text, String word) {
        char lower = word.charAt(0);
        char upper = Character.toUpperCase(lower);
        for (int i = 0; i <= text.length() - word.length(); i++) {
            char c = text.charAt(i);
            if ((c == lower || c == upper) && text.regionMatches(true, i, word, 0, word.length())) {
                return true;
            }
        }
        return false;
    }

    private static String replace(String text, boolean sameLength) {
        boolean password = holds(text, "passw");
        String attributes = password || holds(text, "secret") ? inAttributes(text, sameLength) : text;
        return password || holds(text, "cookie") ? inElements(attributes, sameLength) : attributes;
    }

    private static String inAttributes(String text, boolean sameLength) {
        return ATTRIBUTE.matcher(text).replaceAll(found -> {
            boolean single = found.group(2) != null;
            String quote = single ? "'" : "\"";
            String value = single ? found.group(2) : found.group(3);
            return Matcher.quoteReplacement(found.group(1) + quote + stars(value, sameLength) + quote);
        });
    }

    private static String inElements(String text, boolean sameLength) {
        return ELEMENT.matcher(text)
                .replaceAll(found -> Matcher.quoteReplacement(found.group(1)
                        + (found.group(2).isBlank() ? found.group(2) : stars(found.group(2), sameLength))));
    }

    private static String stars(String value, boolean sameLength) {
        return sameLength ? value.replaceAll("[^\r\n]", "*") : Secret.MASK;
    }
}
