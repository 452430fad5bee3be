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
final class XmlSecrets {

    private static final Pattern ATTRIBUTE = Pattern.compile(
            "(?<=[\\s:])((?:passw|secret)[\\w.-]*\\s*=\\s*)(?:'([^']*)'|\"([^\"]*)\")", Pattern.CASE_INSENSITIVE);

    private static final Pattern ELEMENT = Pattern.compile(
            "(<(?:[\\w.-]+:)?(?:passw[\\w.-]*|cookie)(?:\\s[^<>]*)?>)([^<]*)(?=</)", Pattern.CASE_INSENSITIVE);

    private XmlSecrets() {}

    /** The text with {@code ****} in the place of each secret. */
    static String masked(String text) {
        return replace(text, false);
    }

    /** The text with as many stars as each secret has characters, so that lines and columns stay. */
    static String maskedInPlace(String text) {
        return replace(text, true);
    }

    /** Whether {@link #masked} would change a text. */
    static boolean isIn(String text) {
        int first = nextWord(text, 0);
        return first >= 0
                && (isIn(text, first, ATTRIBUTE, XmlSecrets::attributeAt, found -> attribute(found, false))
                        || isIn(text, first, ELEMENT, XmlSecrets::elementAt, found -> element(found, false)));
    }

    /** The first secret tells: to make the text without its secrets would take longer. */
    private static boolean isIn(
            String text, int first, Pattern pattern, Candidate candidate, Function<Matcher, String> replacement) {
        Matcher matcher = pattern.matcher(text).useTransparentBounds(true);
        for (int word = first; word >= 0; word = nextWord(text, word + 1)) {
            int start = candidate.at(text, word);
            if (start >= 0
                    && matcher.region(start, text.length()).lookingAt()
                    && !replacement.apply(matcher).equals(matcher.group())) {
                return true;
            }
        }
        return false;
    }

    private static String replace(String text, boolean sameLength) {
        int first = nextWord(text, 0);
        if (first < 0) {
            return text;
        }
        String attributes =
                replace(text, first, ATTRIBUTE, XmlSecrets::attributeAt, found -> attribute(found, sameLength));
        return replace(attributes, first, ELEMENT, XmlSecrets::elementAt, found -> element(found, sameLength));
    }

    private static String attribute(Matcher found, boolean sameLength) {
        boolean single = found.group(2) != null;
        String quote = single ? "'" : "\"";
        String value = single ? found.group(2) : found.group(3);
        return found.group(1) + quote + stars(value, sameLength) + quote;
    }

    private static String element(Matcher found, boolean sameLength) {
        String content = found.group(2);
        return found.group(1) + (content.isBlank() ? content : stars(content, sameLength));
    }

    /**
     * Replaces what a pattern matches. Most texts hold few of the words or none: looking for them first costs a hundredth of
     * trying the pattern everywhere.
     *
     * @param first offset of the first word
     * @param candidate where a match that has a word at an offset would begin; negative when none does
     */
    private static String replace(
            String text, int first, Pattern pattern, Candidate candidate, Function<Matcher, String> replacement) {
        Matcher matcher = pattern.matcher(text).useTransparentBounds(true);
        StringBuilder out = new StringBuilder();
        int done = 0;
        for (int word = first, from; word >= 0; word = nextWord(text, from)) {
            from = word + 1;
            int start = candidate.at(text, word);
            if (start >= done && matcher.region(start, text.length()).lookingAt()) {
                out.append(text, done, start).append(replacement.apply(matcher));
                done = matcher.end();
                from = Math.max(from, done);
            }
        }
        return done == 0 ? text : out.append(text, done, text.length()).toString();
    }

    private interface Candidate {
        int at(String text, int offset);
    }

    /** The next place where a name may begin that speaks of a secret; negative when there is none. */
    private static int nextWord(String text, int from) {
        for (int i = Math.max(1, from); i < text.length(); i++) {
            if (isWordAt(text, i)) {
                return i;
            }
        }
        return -1;
    }

    /** What stands before the name of an attribute or an element, or between its prefix and the rest of it. */
    private static boolean isBeforeName(char c) {
        return c == '<' || c == ':' || c == ' ' || c >= '\t' && c <= '\r';
    }

    private static boolean isWordAt(String text, int offset) {
        return switch (text.charAt(offset)) {
            case 'p', 'P' -> isWordAt(text, offset, "passw");
            case 's', 'S' -> isWordAt(text, offset, "secret");
            case 'c', 'C' -> isWordAt(text, offset, "cookie");
            default -> false;
        };
    }

    private static boolean isWordAt(String text, int offset, String word) {
        return isBeforeName(text.charAt(offset - 1)) && text.regionMatches(true, offset, word, 0, word.length());
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
