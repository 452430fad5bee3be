package io.pinwright.engine.template;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Writes a Python regular expression as Java wants it; what means something else in Java is refused. */
final class PythonPattern {

    private static final Pattern NAMED = Pattern.compile("\\(\\?P<(\\w+)>|\\(\\?P=(\\w+)\\)");

    private PythonPattern() {}

    static String toJava(String pattern) {
        StringBuilder out = new StringBuilder();
        boolean inClass = false;
        int i = 0;
        while (i < pattern.length()) {
            char c = pattern.charAt(i);
            if (c == '\\' && i + 1 < pattern.length()) {
                char e = pattern.charAt(i + 1);
                if ("dDwWsSbBAZntrfavx0123456789uU".indexOf(e) < 0 && (Character.isLetter(e) && e < 128)) {
                    throw Problem.of("the pattern has an escape that Python refuses: `\\" + e + "`");
                }
                if (e == 'Z') {
                    out.append("\\z");
                } else if (e == 'v') {
                    out.append("\\x0B");
                } else if (e == 'U') {
                    throw Problem.of("`\\U` in a pattern is not supported").fix("write the character itself");
                } else if (e == '0') {
                    out.append("\\x00");
                } else {
                    out.append(c).append(e);
                }
                i += 2;
            } else if (inClass) {
                if (c == '[' || c == '&' && pattern.startsWith("&&", i)) {
                    out.append('\\');
                }
                out.append(c);
                inClass = c != ']';
                i++;
            } else if (c == '[') {
                inClass = true;
                out.append(c);
                i++;
                if (i < pattern.length() && pattern.charAt(i) == '^') {
                    out.append('^');
                    i++;
                }
                if (i < pattern.length() && pattern.charAt(i) == ']') {
                    out.append("\\]");
                    i++;
                }
            } else if (c == '(' && pattern.startsWith("(?P", i)) {
                Matcher named = NAMED.matcher(pattern).region(i, pattern.length());
                if (!named.lookingAt() || named.group().contains("_")) {
                    throw Problem.of("a group's name in a pattern may have letters and digits only");
                }
                out.append(named.group(1) != null ? "(?<" + named.group(1) + ">" : "\\k<" + named.group(2) + ">");
                i = named.end();
            } else if (c == '('
                    && (pattern.startsWith("(?(", i) || pattern.startsWith("(?L", i) || pattern.startsWith("(?a", i))) {
                throw Problem.of("`" + pattern.substring(i, i + 3) + "` in a pattern is not supported");
            } else {
                out.append(c);
                i++;
            }
        }
        return out.toString();
    }
}
