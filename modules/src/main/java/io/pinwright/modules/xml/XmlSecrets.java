package io.pinwright.modules.xml;

import io.pinwright.engine.source.Secret;
import java.util.function.Function;
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
        return isAny(text, ATTRIBUTE, XmlSecrets::attributeAt, found -> hidden(found, false))
                || isAny(text, ELEMENT, XmlSecrets::elementAt, found -> hiddenContent(found, false));
    }

    private static boolean isAny(
            String text, Pattern pattern, Candidate candidate, Function<Matcher, String> replacement) {
        Matcher matcher = pattern.matcher(text).useTransparentBounds(true);
        for (int i = 0; i < text.length(); i++) {
            int start = isWordAt(text, i) ? candidate.at(text, i) : -1;
            if (start >= 0
                    && matcher.region(start, text.length()).lookingAt()
                    && !replacement.apply(matcher).equals(matcher.group())) {
                return true;
            }
        }
        return false;
    }

    /** The text with as many stars as each secret has characters, so that lines and columns stay. */
    static String maskedInPlace(String text) {
        return replace(text, true);
    }

    private static String replace(String text, boolean sameLength) {
        String attributes = replace(text, ATTRIBUTE, XmlSecrets::attributeAt, found -> hidden(found, sameLength));
        return replace(attributes, ELEMENT, XmlSecrets::elementAt, found -> hiddenContent(found, sameLength));
    }

    private static String hidden(Matcher attribute, boolean sameLength) {
        boolean single = attribute.group(2) != null;
        String quote = single ? "'" : "\"";
        String value = single ? attribute.group(2) : attribute.group(3);
        return attribute.group(1) + quote + stars(value, sameLength) + quote;
    }

    private static String hiddenContent(Matcher element, boolean sameLength) {
        String content = element.group(2);
        return element.group(1) + (content.isBlank() ? content : stars(content, sameLength));
    }

    /**
     * Replaces what a pattern matches. Most texts hold few of the words or none: looking for them first costs a hundredth of
     * trying the pattern everywhere.
     *
     * @param candidate where a match that has a word at an offset would begin; negative when none does
     */
    private static String replace(
            String text, Pattern pattern, Candidate candidate, Function<Matcher, String> replacement) {
        Matcher matcher = pattern.matcher(text).useTransparentBounds(true);
        StringBuilder out = new StringBuilder();
        int done = 0;
        for (int i = 0; i < text.length(); i++) {
            int start = isWordAt(text, i) ? candidate.at(text, i) : -1;
            if (start >= done && matcher.region(start, text.length()).lookingAt()) {
                out.append(text, done, start).append(replacement.apply(matcher));
                done = matcher.end();
                i = Math.max(i, done - 1);
            }
        }
        return done == 0 ? text : out.append(text, done, text.length()).toString();
    }

    private interface Candidate {
        int at(String text, int offset);
    }

    private static boolean isWordAt(String text, int offset) {
        return switch (text.charAt(offset)) {
            case 'p', 'P' -> text.regionMatches(true, offset, "passw", 0, 5);
            case 's', 'S' -> text.regionMatches(true, offset, "secret", 0, 6);
            case 'c', 'C' -> text.regionMatches(true, offset, "cookie", 0, 6);
            default -> false;
        };
    }

    private static int attributeAt(String text, int word) {
        return word;
    }

    /** The angle bracket before a word, with or without a prefix between. */
    private static int elementAt(String text, int word) {
        int at = word - 1;
        if (at >= 0 && text.charAt(at) == ':') {
            at--;
            while (at >= 0 && isNamePart(text.charAt(at))) {
                at--;
            }
        }
        return at >= 0 && text.charAt(at) == '<' ? at : -1;
    }

    private static boolean isNamePart(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_' || c == '.' || c == '-';
    }

    private static String stars(String value, boolean sameLength) {
        return sameLength ? value.replaceAll("[^\r\n]", "*") : Secret.MASK;
    }
}
