package io.pinwright.engine.yaml;

import io.pinwright.engine.source.Diagnostic;
import io.pinwright.engine.source.Source;
import io.pinwright.engine.source.Span;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/** What the parser refused, in words that say how to mend it. */
final class SyntaxProblem {

    private static final Pattern UNQUOTED_TEMPLATE =
            Pattern.compile("^\\s*(?:- +)*(?:[^\\s#'\"{\\[][^#'\"{\\[]*?:\\s+)?(\\{\\{.*)$");
    private static final Pattern TEXT_AFTER_QUOTE = Pattern.compile("[:-]\\s+([\"'])");

    private SyntaxProblem() {}

    static Optional<Diagnostic> of(Source source, YamlEngineException e) {
        if (e instanceof ReaderException reader) {
            return Optional.of(unreadable(source, reader));
        }
        if (e instanceof MarkedYamlEngineException marked) {
            return Optional.of(marked(source, marked));
        }
        return Optional.of(Diagnostic.error(Span.startOf(source), "not YAML: " + e.getMessage()));
    }

    static Diagnostic unquotedTemplate(Span span) {
        return Diagnostic.error(span, "a value that begins with `{{` must be quoted")
                .why("YAML reads `{` as the begin of a mapping")
                .fix("write `\"{{ ... }}\"`, with the whole value between the quotes");
    }

    private static Diagnostic unreadable(Source source, ReaderException e) {
        Span span = placeOf(source, e.getPosition());
        return Diagnostic.error(span, String.format("the character U+%04X is not allowed in YAML", e.getCodePoint()))
                .why(e.getCodePoint() == 0 ? "this looks like a binary file, or like UTF-16" : "it cannot be printed")
                .fix("save the file as UTF-8 text, or write the character as an escape in double quotes");
    }

    /** The place of the code point with this index. */
    private static Span placeOf(Source source, int index) {
        String text = source.text();
        int line = 1;
        int column = 1;
        int seen = 0;
        for (int i = 0; i < text.length() && seen < index; seen++) {
            int codePoint = text.codePointAt(i);
            i += Character.charCount(codePoint);
            column++;
            if (codePoint == '\n') {
                line++;
                column = 1;
            }
        }
        return new Span(source, line, column);
    }

    private static Diagnostic marked(Source source, MarkedYamlEngineException e) {
        Mark mark = e.getProblemMark().or(e::getContextMark).orElse(null);
        Span span = mark == null ? Span.startOf(source) : new Span(source, mark.getLine() + 1, mark.getColumn() + 1);
        Optional<Diagnostic> template = templateAt(source, span, e);
        if (template.isPresent()) {
            return template.get();
        }
        String problem = String.valueOf(e.getProblem());
        String context = e.getContext() == null ? "" : e.getContext() + ", ";
        String where = e.getContextMark()
                .filter(begin -> begin.getLine() + 1 != span.line())
                .map(begin -> " (begun at line " + (begin.getLine() + 1) + ", column " + (begin.getColumn() + 1) + ")")
                .orElse("");
        return explain(source, span, problem, Diagnostic.error(span, "not YAML: " + context + problem + where));
    }

    private static Optional<Diagnostic> templateAt(Source source, Span span, MarkedYamlEngineException e) {
        int first = e.getContextMark().map(mark -> mark.getLine() + 1).orElse(span.line());
        for (int line = span.line(); line >= Math.max(first, span.line() - 1); line--) {
            String text = source.line(line);
            Matcher matcher = UNQUOTED_TEMPLATE.matcher(text);
            if (matcher.matches()) {
                int column = text.codePointCount(0, matcher.start(1)) + 1;
                int length = text.codePointCount(matcher.start(1), text.length());
                return Optional.of(unquotedTemplate(new Span(source, line, column, Math.max(1, length))));
            }
        }
        return Optional.empty();
    }

    private static Diagnostic explain(Source source, Span span, String problem, Diagnostic diagnostic) {
        String line = source.line(span.line());
        if (problem.contains("'\\t") || problem.contains("TAB")) {
            return Diagnostic.error(span, "a tab stands here")
                    .why("YAML indents with spaces only; a tab has no width that all readers agree on")
                    .fix("replace tabs by spaces");
        }
        if (problem.contains("mapping values are not allowed")) {
            return diagnostic
                    .why("a second `: ` in one line, or a line that is indented deeper than the one before")
                    .fix("quote the whole value, or indent the line like its neighbours");
        }
        if (problem.contains("that cannot start any token")) {
            return diagnostic
                    .why("a plain text may not begin with this character")
                    .fix("quote the whole value");
        }
        if (problem.contains("end of stream") || problem.contains("<stream end>")) {
            return diagnostic.fix("close the quote or bracket, or finish the file: it may be cut off");
        }
        if (problem.contains("expected <block end>")) {
            return TEXT_AFTER_QUOTE.matcher(line).find()
                    ? diagnostic
                            .why("after a closing quote nothing may follow")
                            .fix("put the whole value between the quotes")
                    : diagnostic
                            .why("the lines of one mapping or list must begin in one column")
                            .fix("indent this line like its neighbours");
        }
        return diagnostic;
    }
}
