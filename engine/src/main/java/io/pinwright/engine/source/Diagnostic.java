package io.pinwright.engine.source;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One problem, said the way every problem is said here: what, where, why, how to mend.
 *
 * <pre>
 * playbooks/queues.yml:14:17: error: queues must be 1 to 256, but is 0
 *   14 |         queues: 0
 *      |                 ^
 *   why: a virtio NIC has at least one queue pair
 *   fix: use the number of vCPUs of the domain, for example `queues: 4`
 * </pre>
 *
 * @param severity error or warning
 * @param message what is wrong, one sentence without a full stop
 * @param span where, or null when the problem has no place in a text
 * @param why the rule behind it, or null
 * @param fix how to mend it, or null
 */
public record Diagnostic(
        Severity severity,
        String message,
        @Nullable Span span,
        @Nullable String why,
        @Nullable String fix) {

    public static Diagnostic error(@Nullable Span span, String message) {
        return new Diagnostic(Severity.ERROR, message, span, null, null);
    }

    public static Diagnostic warning(@Nullable Span span, String message) {
        return new Diagnostic(Severity.WARNING, message, span, null, null);
    }

    public Diagnostic why(String reason) {
        return new Diagnostic(severity, message, span, reason, fix);
    }

    public Diagnostic fix(String mend) {
        return new Diagnostic(severity, message, span, why, mend);
    }

    /** The same problem at a place, if it has none of its own yet. */
    public Diagnostic at(@Nullable Span place) {
        return span == null ? new Diagnostic(severity, message, place, why, fix) : this;
    }

    public boolean isError() {
        return severity == Severity.ERROR;
    }

    public Optional<Span> place() {
        return Optional.ofNullable(span);
    }

    /** The message as users read it, several lines, without a line end at its end. */
    public String render() {
        StringBuilder out = new StringBuilder();
        if (span != null) {
            out.append(span).append(": ");
        }
        out.append(severity).append(": ").append(message);
        if (span != null) {
            String number = Integer.toString(span.line());
            String line = span.source().line(span.line());
            String excerpt = line.codePointCount(0, line.length()) > 200
                    ? line.substring(0, line.offsetByCodePoints(0, 200)) + "..."
                    : line;
            String gutter = " ".repeat(number.length());
            out.append("\n  ").append(number).append(" | ").append(excerpt.replace('\t', ' '));
            if (span.column() <= 200) {
                int carets = Math.max(1, Math.min(span.length(), 200 - span.column()));
                out.append("\n  ")
                        .append(gutter)
                        .append(" | ")
                        .append(" ".repeat(span.column() - 1))
                        .append("^".repeat(carets));
            }
        }
        if (why != null) {
            out.append("\n  why: ").append(why);
        }
        if (fix != null) {
            out.append("\n  fix: ").append(fix);
        }
        return out.toString();
    }

    @Override
    public String toString() {
        return render();
    }
}
