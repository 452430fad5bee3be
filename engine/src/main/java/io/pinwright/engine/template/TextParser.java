package io.pinwright.engine.template;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Cuts a template into its pieces as Jinja2's lexer does: {@code -} and {@code +} beside the marks, {@code trim_blocks},
 * {@code lstrip_blocks}, raw blocks, comments; and checks that blocks are closed.
 */
final class TextParser {

    private static final Pattern END_RAW = Pattern.compile("\\{%([-+]?)\\s*endraw\\s*([-+]?)%\\}");
    private static final Pattern RAW = Pattern.compile("\\{%([-+]?)\\s*raw\\s*([-+]?)%\\}");

    private final String text;
    private final RenderOptions options;
    private final boolean rawStrings;
    private final Consumer<Problem> problems;
    private final List<Part> parts = new ArrayList<>();
    private final Deque<Part.Statement> open = new ArrayDeque<>();
    private int at;
    private boolean stripNext;
    private boolean newlineNext;

    private TextParser(String text, RenderOptions options, boolean rawStrings, Consumer<Problem> problems) {
        this.text = text;
        this.options = options;
        this.rawStrings = rawStrings;
        this.problems = problems;
    }

    /**
     * The pieces of a text without its last newline, which the caller puts back.
     *
     * @param rawStrings whether a backslash in a string of {@code {{ }}} stands for itself
     * @param problems gets everything that is wrong; throws it, or collects it
     */
    static List<Part> parse(String text, RenderOptions options, boolean rawStrings, Consumer<Problem> problems) {
        String unix = text.replace("\r\n", "\n").replace('\r', '\n');
        String body = unix.endsWith("\n") ? unix.substring(0, unix.length() - 1) : unix;
        return new TextParser(body, options, rawStrings, problems).run();
    }

    private List<Part> run() {
        while (at < text.length()) {
            int mark = nextMark();
            data(mark);
            at = mark;
            if (at >= text.length()) {
                break;
            }
            try {
                switch (text.charAt(at + 1)) {
                    case '{' -> output();
                    case '%' -> statement();
                    default -> comment();
                }
            } catch (Problem problem) {
                problems.accept(problem);
                int end = text.indexOf(text.charAt(mark + 1) == '{' ? "}}" : "%}", mark);
                at = end < 0 ? text.length() : end + 2;
            }
        }
        if (!open.isEmpty()) {
            Part.Statement last = open.pop();
            problems.accept(Problem.at(
                    last.at(),
                    "`" + last.tag().keyword() + "` has no `end" + last.tag().keyword() + "`"));
        }
        return parts;
    }

    private int nextMark() {
        for (int i = at; i + 1 < text.length(); i++) {
            if (text.charAt(i) == '{' && "{%#".indexOf(text.charAt(i + 1)) >= 0) {
                return i;
            }
        }
        return text.length();
    }

    private void data(int end) {
        int from = at;
        if (stripNext) {
            while (from < end && Character.isWhitespace(text.charAt(from))) {
                from++;
            }
        } else if (newlineNext && from < text.length() && text.charAt(from) == '\n') {
            from++;
        }
        stripNext = false;
        newlineNext = false;
        int to = Math.max(from, end);
        if (end < text.length()) {
            char sign = end + 2 < text.length() ? text.charAt(end + 2) : ' ';
            if (sign == '-') {
                while (to > from && Character.isWhitespace(text.charAt(to - 1))) {
                    to--;
                }
            } else if (options.lstripBlocks() && sign != '+' && text.charAt(end + 1) != '{') {
                int line = text.lastIndexOf('\n', Math.max(0, end - 1)) + 1;
                if (end == 0 || line >= from || from == 0 || text.charAt(from - 1) == '\n') {
                    int start = Math.max(line, from);
                    if (text.substring(start, to).isBlank()
                            && (line >= from || from == 0 || text.charAt(from - 1) == '\n')) {
                        to = start;
                    }
                }
            }
        }
        if (to > from) {
            parts.add(new Part.Data(text.substring(from, to), from));
        }
    }

    private void output() {
        int start = at;
        int from = signed(start + 2);
        List<Tokens.Token> tokens = Tokens.read(text, from, rawStrings, "}}");
        at = end(tokens, "}}");
        newlineNext = false;
        parts.add(new Part.Output(ExpressionParser.parse(tokens), start));
    }

    private void statement() {
        int start = at;
        Matcher raw = RAW.matcher(text).region(at, text.length());
        if (raw.lookingAt()) {
            raw(raw);
            return;
        }
        List<Tokens.Token> tokens = Tokens.read(text, signed(start + 2), false, "%}");
        at = end(tokens, "%}");
        Part.Statement statement = new Part.Statement(TagParser.parse(tokens), start);
        balance(statement);
        parts.add(statement);
    }

    private int signed(int from) {
        return from < text.length() && (text.charAt(from) == '-' || text.charAt(from) == '+') ? from + 1 : from;
    }

    private int end(List<Tokens.Token> tokens, String stop) {
        int from = tokens.get(tokens.size() - 1).at();
        char sign = text.charAt(from);
        stripNext = sign == '-';
        newlineNext = stop.equals("%}") && options.trimBlocks() && sign != '+';
        return text.indexOf(stop, from) + 2;
    }

    private void raw(Matcher raw) {
        Matcher end = END_RAW.matcher(text);
        if (!end.find(raw.end())) {
            int start = at;
            at = text.length();
            throw Problem.at(start, "`raw` has no `endraw`");
        }
        int from = raw.end();
        int to = end.start();
        if (raw.group(2).equals("-")) {
            while (from < to && Character.isWhitespace(text.charAt(from))) {
                from++;
            }
        } else if (options.trimBlocks() && !raw.group(2).equals("+") && from < to && text.charAt(from) == '\n') {
            from++;
        }
        if (end.group(1).equals("-")) {
            while (to > from && Character.isWhitespace(text.charAt(to - 1))) {
                to--;
            }
        }
        if (to > from) {
            parts.add(new Part.Data(text.substring(from, to), from));
        }
        at = end.end();
        stripNext = end.group(2).equals("-");
        newlineNext = options.trimBlocks() && !end.group(2).equals("+");
    }

    private void comment() {
        int end = text.indexOf("#}", at + 2);
        if (end < 0) {
            int start = at;
            at = text.length();
            throw Problem.at(start, "the comment has no end: `#}` is missing");
        }
        char sign = text.charAt(end - 1);
        stripNext = sign == '-' && end - 1 > at + 1;
        newlineNext = options.trimBlocks() && sign != '+';
        at = end + 2;
    }

    private void balance(Part.Statement statement) {
        Part.Tag tag = statement.tag();
        if (tag.opens()) {
            if (open.size() > 50) {
                throw Problem.at(statement.at(), "blocks are nested deeper than 50 levels");
            }
            open.push(statement);
        } else if (tag instanceof Part.Tag.End end) {
            if (open.isEmpty() || !open.peek().tag().keyword().equals(end.keyword())) {
                throw Problem.at(
                        statement.at(),
                        "`end" + end.keyword() + "` closes nothing"
                                + (open.isEmpty()
                                        ? ""
                                        : "; `end" + open.peek().tag().keyword() + "` is due here"));
            }
            open.pop();
        } else if (tag instanceof Part.Tag.ElseIf || tag instanceof Part.Tag.Else) {
            Part.Tag block = open.isEmpty() ? null : open.peek().tag();
            if (!(block instanceof Part.Tag.If) && !(block instanceof Part.Tag.For && tag instanceof Part.Tag.Else)) {
                throw Problem.at(statement.at(), "`" + tag.keyword() + "` stands outside of an `if` block");
            }
        }
    }
}
