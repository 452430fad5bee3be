package io.pinwright.modules.irq;

import io.pinwright.engine.host.HostProblem;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A file of assignments as {@code EnvironmentFile=} of a systemd unit reads it (systemd.exec(5)), for one variable at a time. What
 * is not that variable keeps its bytes.
 *
 * <pre>
 * # a comment
 * IRQBALANCE_ARGS="--hintpolicy=exact"
 * </pre>
 *
 * @param path for messages
 */
record EnvironmentFile(String path, String text) {

    private static final Pattern PLAIN = Pattern.compile("[ !#-\\[\\]-_a-~]*");

    /** One assignment: where its value stands in the text, and what it is. */
    private record Assignment(int start, int end, String value) {}

    /**
     * The value of a variable; the last assignment counts.
     *
     * @throws HostProblem when it is written in a way not understood here: quotes within the value, escapes, a continued line
     */
    Optional<String> value(String name) {
        return last(name).map(Assignment::value);
    }

    /** The text with the variable set, in double quotes; the same text when it has the value already. */
    String withValue(String name, String value) {
        if (!PLAIN.matcher(value).matches()) {
            throw new HostProblem(
                    path + ": cannot edit " + name + ", its value needs quoting not understood here",
                    "write it with plain characters only");
        }
        Optional<Assignment> found = last(name);
        if (found.isEmpty()) {
            String end = text.isEmpty() || text.endsWith("\n") ? "" : "\n";
            return text + end + name + "=\"" + value + "\"\n";
        }
        Assignment last = found.get();
        return last.value().equals(value)
                ? text
                : text.substring(0, last.start()) + "\"" + value + "\"" + text.substring(last.end());
    }

    private Optional<Assignment> last(String name) {
        if (!text.contains(name)) {
            return Optional.empty();
        }
        Optional<Assignment> last = Optional.empty();
        int line = 0;
        boolean continued = false;
        for (int start = 0; start <= text.length(); ) {
            int newline = text.indexOf('\n', start);
            int end = newline < 0 ? text.length() : newline;
            String content = text.substring(start, end);
            line++;
            int value = continued ? -1 : valueStart(content, name);
            if (value >= 0) {
                int valueEnd = valueEnd(content, value);
                String raw = content.substring(value, valueEnd);
                if (raw.indexOf('\r') < 0) {
                    last = Optional.of(new Assignment(start + value, start + valueEnd, unquoted(raw, name, line)));
                }
            }
            boolean comment = content.strip().startsWith("#") || content.strip().startsWith(";");
            continued = !comment && content.endsWith("\\");
            start = end + 1;
        }
        return last;
    }

    /** Where the value begins in a line that assigns to the variable; negative in others. */
    private static int valueStart(String line, String name) {
        int start = skipBlanks(line, 0);
        int equals = skipBlanks(line, start + name.length());
        return line.startsWith(name, start) && equals < line.length() && line.charAt(equals) == '='
                ? skipBlanks(line, equals + 1)
                : -1;
    }

    private static int skipBlanks(String line, int from) {
        int at = from;
        while (at < line.length() && (line.charAt(at) == ' ' || line.charAt(at) == '\t')) {
            at++;
        }
        return at;
    }

    private static int valueEnd(String line, int start) {
        int end = line.length();
        while (end > start && " \t\r".indexOf(line.charAt(end - 1)) >= 0) {
            end--;
        }
        return end;
    }

    private String unquoted(String raw, String name, int line) {
        boolean quoted = raw.length() >= 2
                && (raw.charAt(0) == '"' || raw.charAt(0) == '\'')
                && raw.charAt(raw.length() - 1) == raw.charAt(0);
        String inner = quoted ? raw.substring(1, raw.length() - 1) : raw;
        if (inner.indexOf('"') >= 0 || inner.indexOf('\'') >= 0 || inner.indexOf('\\') >= 0) {
            String shown = raw.length() > 120 ? raw.substring(0, 120) + "..." : raw;
            throw new HostProblem(
                    path + " line " + line + ": cannot edit " + name
                            + ", its value is written in a way not understood: " + shown,
                    "write it on one line in one pair of double quotes, without escapes");
        }
        return inner;
    }
}
