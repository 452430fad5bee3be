package io.pinwright.modules.irq;

import io.pinwright.engine.host.HostProblem;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
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

    /** One assignment: where its value stands in the text, and what it is. */
    private record Assignment(int start, int end, int line, String value) {}

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
        if (!value.matches("[ !#-\\[\\]-_a-~]*")) {
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
        List<Assignment> all = new ArrayList<>();
        Pattern assignment = Pattern.compile("[ \\t]*" + Pattern.quote(name) + "[ \\t]*=[ \\t]*(.*?)[ \\t\\r]*");
        int line = 0;
        boolean continued = false;
        for (int start = 0; start <= text.length(); ) {
            int newline = text.indexOf('\n', start);
            int end = newline < 0 ? text.length() : newline;
            String content = text.substring(start, end);
            line++;
            Matcher matcher = assignment.matcher(content);
            if (!continued && matcher.matches()) {
                all.add(new Assignment(
                        start + matcher.start(1),
                        start + matcher.end(1),
                        line,
                        unquoted(matcher.group(1), name, line)));
            }
            boolean comment = content.strip().startsWith("#") || content.strip().startsWith(";");
            continued = !comment && content.endsWith("\\");
            start = end + 1;
        }
        return all.isEmpty() ? Optional.empty() : Optional.of(all.get(all.size() - 1));
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
