package io.pinwright.engine.template;

import io.pinwright.engine.source.Diagnostic;
import io.pinwright.engine.source.Span;

/** Finds the line and column of an offset in a text that came from a YAML scalar. */
final class Places {

    private Places() {}

    /** The problem as a diagnostic at its place in the user's file. */
    static Diagnostic diagnostic(Problem problem, String text, Span start) {
        Diagnostic diagnostic = Diagnostic.error(locate(text, Math.max(0, problem.at), start), problem.text());
        if (problem.why != null) {
            diagnostic = diagnostic.why(problem.why);
        }
        return problem.fix == null ? diagnostic : diagnostic.fix(problem.fix);
    }

    /**
     * The place of an offset: escapes and folded lines make the text differ from the file, so the rest of its line is
     * looked for in the file from the scalar's start on; where it is not found the scalar's start must do.
     */
    static Span locate(String text, int offset, Span start) {
        String file = start.source().text();
        int base = indexOf(file, start);
        int at = Math.min(offset, text.length());
        int from = text.lastIndexOf('\n', Math.max(0, at - 1)) + 1;
        int end = text.indexOf('\n', at);
        String line = text.substring(Math.min(from, at), end < 0 ? text.length() : end);
        int earlier = count(text.substring(0, Math.min(from, at)), line);
        int found = base;
        for (int i = 0; i <= earlier && found >= 0; i++) {
            found = line.isEmpty() ? -1 : file.indexOf(line, i == 0 ? found : found + 1);
        }
        if (found < 0 || found > base + 4L * text.length() + 1000) {
            return start;
        }
        int target = found + at - Math.min(from, at);
        int lineNumber = start.line();
        for (int i = base; i < target; i++) {
            if (file.charAt(i) == '\n') {
                lineNumber++;
            }
        }
        int lineStart = file.lastIndexOf('\n', target - 1) + 1;
        return new Span(start.source(), lineNumber, file.codePointCount(lineStart, target) + 1);
    }

    private static int count(String text, String part) {
        int count = 0;
        for (int i = part.isEmpty() ? -1 : text.indexOf(part); i >= 0; i = text.indexOf(part, i + 1)) {
            count++;
        }
        return count;
    }

    private static int indexOf(String file, Span start) {
        int at = 0;
        for (int line = 1; line < start.line(); line++) {
            int end = file.indexOf('\n', at);
            if (end < 0) {
                return file.length();
            }
            at = end + 1;
        }
        for (int column = 1; column < start.column() && at < file.length(); column++) {
            at += Character.charCount(file.codePointAt(at));
        }
        return at;
    }
}
