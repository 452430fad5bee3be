package io.pinwright.simulator.shell;

import io.pinwright.simulator.shell.Syntax.ArithmeticExpansion;
import io.pinwright.simulator.shell.Syntax.CommandSubstitution;
import io.pinwright.simulator.shell.Syntax.HereDocument;
import io.pinwright.simulator.shell.Syntax.Literal;
import io.pinwright.simulator.shell.Syntax.Node;
import io.pinwright.simulator.shell.Syntax.Parameter;
import io.pinwright.simulator.shell.Syntax.Part;
import io.pinwright.simulator.shell.Syntax.Word;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Cuts a script into tokens and parses words (POSIX shell command language, sections 2.2, 2.3, 2.6 and 2.7.4). */
final class Lexer {

    /** What a token is. */
    enum Type {
        WORD,
        OPERATOR,
        NUMBER,
        NEWLINE,
        END
    }

    /** A token; only words have a word, the others a text. */
    record Token(Type type, String text, Word word, int line) {
        boolean is(String operator) {
            return type == Type.OPERATOR && text.equals(operator);
        }
    }

    private static final Word NO_WORD = new Word(List.of());
    private static final int NESTING_MAX = 150;

    private final ScriptSource source;
    private final int nesting;
    private final List<HereDocument> pending = new ArrayList<>();

    Lexer(ScriptSource source, int nesting) {
        this.source = source;
        this.nesting = nesting;
        if (nesting > NESTING_MAX) {
            throw new SyntaxException(source.line(), "Syntax error: more than " + NESTING_MAX + " nested constructs");
        }
    }

    int line() {
        return source.line();
    }

    int nesting() {
        return nesting;
    }

    ScriptSource source() {
        return source;
    }

    /** The body of the document will be read after the line that is being read. */
    void expect(HereDocument document) {
        pending.add(document);
    }

    Token next() throws IOException {
        skipBlanks();
        int line = source.line();
        int c = backslashPending ? '\\' : source.peek();
        if (c < 0) {
            if (!pending.isEmpty()) {
                readDocuments();
            }
            return new Token(Type.END, "end of file", NO_WORD, line);
        }
        if (c == '\n') {
            source.next();
            readDocuments();
            return new Token(Type.NEWLINE, "newline", NO_WORD, line);
        }
        if ("&|;<>()".indexOf(c) >= 0) {
            return new Token(Type.OPERATOR, operator(), NO_WORD, line);
        }
        Word word = new Word(word());
        int after = source.peek();
        Optional<String> bare = word.bare();
        if ((after == '<' || after == '>')
                && bare.isPresent()
                && bare.get().chars().allMatch(Character::isDigit)
                && bare.get().length() < 4) {
            return new Token(Type.NUMBER, bare.get(), word, line);
        }
        return new Token(Type.WORD, bare.orElse("word"), word, line);
    }

    private void skipBlanks() throws IOException {
        while (true) {
            int c = source.peek();
            if (c == ' ' || c == '\t') {
                source.next();
            } else if (c == '#') {
                while (source.peek() >= 0 && source.peek() != '\n') {
                    source.next();
                }
            } else if (c == '\\') {
                // A backslash and a newline vanish; any other backslash begins a word.
                source.next();
                if (source.peek() == '\n') {
                    source.next();
                } else {
                    backslashPending = true;
                    return;
                }
            } else {
                return;
            }
        }
    }

    private boolean backslashPending;

    private String operator() throws IOException {
        char first = (char) source.next();
        int second = source.peek();
        String two = "" + first + (char) Math.max(second, 0);
        switch (two) {
            case "&&", "||", ";;", "<&", ">&", ">>", "<>", ">|" -> {
                source.next();
                return two;
            }
            case "<<" -> {
                source.next();
                if (source.peek() == '-') {
                    source.next();
                    return "<<-";
                }
                return "<<";
            }
            default -> {
                return String.valueOf(first);
            }
        }
    }

    private List<Part> word() throws IOException {
        Parts parts = new Parts();
        while (true) {
            if (backslashPending) {
                backslashPending = false;
                escaped(parts);
                continue;
            }
            int c = source.peek();
            if (c < 0 || " \t\n&|;<>()".indexOf(c) >= 0) {
                return parts.finish();
            }
            unquoted(parts);
        }
    }

    /** One character or construct outside quotes. */
    private void unquoted(Parts parts) throws IOException {
        int c = source.next();
        switch (c) {
            case '\\' -> escaped(parts);
            case '\'' -> singleQuoted(parts);
            case '"' -> doubleQuoted(parts);
            case '$' -> dollar(parts, false);
            case '`' -> backquoted(parts, false);
            default -> parts.add((char) c, false);
        }
    }

    private void escaped(Parts parts) throws IOException {
        int c = source.next();
        if (c < 0) {
            parts.add('\\', true);
        } else if (c != '\n') {
            parts.add((char) c, true);
        }
    }

    private void singleQuoted(Parts parts) throws IOException {
        int line = source.line();
        StringBuilder text = new StringBuilder();
        for (int c = source.next(); c != '\''; c = source.next()) {
            if (c < 0) {
                throw new SyntaxException(line, "Syntax error: Unterminated quoted string");
            }
            text.append((char) c);
        }
        parts.add(text.toString(), true);
    }

    private void doubleQuoted(Parts parts) throws IOException {
        int line = source.line();
        if (source.peek() == '"') {
            source.next();
            parts.add("", true);
            return;
        }
        while (true) {
            int c = source.next();
            if (c < 0) {
                throw new SyntaxException(line, "Syntax error: Unterminated quoted string");
            }
            if (c == '"') {
                return;
            }
            inDoubleQuotes(parts, c, "$`\"\\");
        }
    }

    /** One character or construct inside double quotes or a here-document. */
    private void inDoubleQuotes(Parts parts, int c, String escapable) throws IOException {
        switch (c) {
            case '\\' -> {
                int escaped = source.peek();
                if (escaped == '\n') {
                    source.next();
                } else if (escaped >= 0 && escapable.indexOf(escaped) >= 0) {
                    parts.add((char) source.next(), true);
                } else {
                    parts.add('\\', true);
                }
            }
            case '$' -> dollar(parts, true);
            case '`' -> backquoted(parts, true);
            default -> parts.add((char) c, true);
        }
    }

    private void dollar(Parts parts, boolean quoted) throws IOException {
        int c = source.peek();
        if (c == '{') {
            source.next();
            parts.add(braced(quoted));
        } else if (c == '(') {
            source.next();
            if (source.peek() == '(') {
                source.next();
                parts.add(doubleParenthesis(quoted));
            } else {
                parts.add(new CommandSubstitution(substitution(), quoted));
            }
        } else if (c >= 0 && "@*#?-$!0123456789".indexOf(c) >= 0) {
            parts.add(new Parameter(String.valueOf((char) source.next()), "", Optional.empty(), quoted));
        } else if (isNameStart(c)) {
            parts.add(new Parameter(name(), "", Optional.empty(), quoted));
        } else if (c == '\'' && !quoted) {
            throw new SyntaxException(
                    source.line(), "Syntax error: $'...' is not POSIX and not supported; use \"$(printf ...)\"");
        } else {
            parts.add('$', quoted);
        }
    }

    private Node substitution() throws IOException {
        Parser parser = new Parser(new Lexer(source, nesting + 1));
        return parser.untilParenthesis();
    }

    private String name() throws IOException {
        StringBuilder name = new StringBuilder();
        while (isNamePart(source.peek())) {
            name.append((char) source.next());
        }
        return name.toString();
    }

    /** After {@code ${}. */
    private Part braced(boolean quoted) throws IOException {
        int line = source.line();
        int c = source.peek();
        boolean length = false;
        if (c == '#') {
            source.next();
            if (source.peek() == '}') {
                source.next();
                return new Parameter("#", "", Optional.empty(), quoted);
            }
            int after = source.peek();
            if (isNameStart(after) || Character.isDigit(after) || "@*?$!-#".indexOf(after) >= 0) {
                length = true;
            } else {
                return operator("#", quoted, line);
            }
            c = after;
        }
        String name;
        if (isNameStart(c)) {
            name = name();
        } else if (c >= '0' && c <= '9') {
            StringBuilder digits = new StringBuilder();
            while (source.peek() >= '0' && source.peek() <= '9') {
                digits.append((char) source.next());
            }
            name = digits.toString();
        } else if (c >= 0 && "@*#?-$!".indexOf(c) >= 0) {
            name = String.valueOf((char) source.next());
        } else {
            throw new SyntaxException(line, "Syntax error: Bad substitution");
        }
        if (length) {
            if (source.next() != '}') {
                throw new SyntaxException(line, "Syntax error: Bad substitution");
            }
            return new Parameter(name, "length", Optional.empty(), quoted);
        }
        if (source.peek() == '}') {
            source.next();
            return new Parameter(name, "", Optional.empty(), quoted);
        }
        return operator(name, quoted, line);
    }

    private Part operator(String name, boolean quoted, int line) throws IOException {
        int c = source.next();
        String operator;
        boolean pattern = false;
        if (c == ':') {
            int second = source.next();
            if (second < 0 || "-=?+".indexOf(second) < 0) {
                throw new SyntaxException(line, "Bad substitution");
            }
            operator = ":" + (char) second;
        } else if (c == '#' || c == '%') {
            pattern = true;
            operator = String.valueOf((char) c);
            if (source.peek() == c) {
                source.next();
                operator += (char) c;
            }
        } else if (c >= 0 && "-=?+".indexOf(c) >= 0) {
            operator = String.valueOf((char) c);
        } else {
            throw new SyntaxException(line, "Bad substitution");
        }
        Parts argument = new Parts();
        boolean inQuotes = quoted && !pattern;
        while (source.peek() != '}') {
            if (source.peek() < 0) {
                throw new SyntaxException(line, "Syntax error: Missing '}'");
            }
            if (inQuotes && source.peek() != '"') {
                inDoubleQuotes(argument, source.next(), "$`\"\\}");
            } else {
                unquoted(argument);
            }
        }
        source.next();
        return new Parameter(name, operator, Optional.of(new Word(argument.finish())), quoted);
    }

    /** After {@code $((}: arithmetic, or a subshell first in a command substitution. */
    private Part doubleParenthesis(boolean quoted) throws IOException {
        int line = source.line();
        StringBuilder text = new StringBuilder();
        int depth = 2;
        boolean arithmetic = true;
        while (depth > 0) {
            int c = source.next();
            if (c < 0) {
                throw new SyntaxException(line, "Syntax error: Missing '))'");
            }
            if (c == '(') {
                depth++;
            } else if (c == ')') {
                depth--;
                if (depth == 1 && source.peek() != ')') {
                    arithmetic = false;
                }
                if (depth == 0) {
                    break;
                }
            } else if (c == '\\' && source.peek() >= 0) {
                text.append((char) c);
                c = source.next();
            } else if (c == '\'' && !arithmetic) {
                text.append((char) c);
                while (source.peek() >= 0 && source.peek() != '\'') {
                    text.append((char) source.next());
                }
                continue;
            }
            text.append((char) c);
        }
        if (!arithmetic) {
            ScriptSource body = ScriptSource.of("(" + text, line);
            return new CommandSubstitution(new Parser(new Lexer(body, nesting + 1)).script(), quoted);
        }
        String expression = text.substring(0, text.length() - 1);
        Lexer inner = new Lexer(ScriptSource.of(expression, line), nesting + 1);
        return new ArithmeticExpansion(inner.documentText("$`\"\\"), quoted);
    }

    private void backquoted(Parts parts, boolean quoted) throws IOException {
        int line = source.line();
        StringBuilder text = new StringBuilder();
        for (int c = source.next(); c != '`'; c = source.next()) {
            if (c < 0) {
                throw new SyntaxException(line, "Syntax error: EOF in backquote substitution");
            }
            if (c == '\\') {
                int escaped = source.next();
                if (escaped != '`' && escaped != '\\' && escaped != '$' && !(quoted && escaped == '"')) {
                    text.append('\\');
                }
                if (escaped >= 0) {
                    text.append((char) escaped);
                }
            } else {
                text.append((char) c);
            }
        }
        ScriptSource body = ScriptSource.of(text.toString(), line);
        parts.add(new CommandSubstitution(new Parser(new Lexer(body, nesting + 1)).script(), quoted));
    }

    /** The rest of the source as the text of a here-document: expansions are live, quotes are not. */
    private Word documentText(String escapable) throws IOException {
        Parts parts = new Parts();
        for (int c = source.next(); c >= 0; c = source.next()) {
            inDoubleQuotes(parts, c, escapable);
        }
        return new Word(parts.finish());
    }

    private void readDocuments() throws IOException {
        for (HereDocument document : pending) {
            int line = source.line();
            StringBuilder body = new StringBuilder();
            StringBuilder current = new StringBuilder();
            boolean continued = false;
            while (source.peek() >= 0) {
                current.setLength(0);
                while (source.peek() >= 0 && source.peek() != '\n') {
                    if (document.stripTabs && current.length() == 0 && !continued && source.peek() == '\t') {
                        source.next();
                    } else {
                        current.append((char) source.next());
                    }
                }
                boolean ended = source.next() == '\n';
                if (!continued && current.toString().equals(document.delimiter)) {
                    break;
                }
                continued = !document.quoted && endsInOddBackslashes(current);
                body.append(current);
                if (ended) {
                    body.append('\n');
                }
            }
            if (document.quoted) {
                document.body = Word.of(body.toString());
            } else {
                document.body = new Lexer(ScriptSource.of(body.toString(), line), nesting + 1).documentText("$`\\");
            }
        }
        pending.clear();
    }

    private static boolean endsInOddBackslashes(CharSequence text) {
        int count = 0;
        while (count < text.length() && text.charAt(text.length() - 1 - count) == '\\') {
            count++;
        }
        return count % 2 == 1;
    }

    static boolean isNameStart(int c) {
        return c == '_' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
    }

    static boolean isNamePart(int c) {
        return isNameStart(c) || c >= '0' && c <= '9';
    }

    /** Parts in the making; joins neighbouring characters of the same kind. */
    private static final class Parts {
        private final List<Part> parts = new ArrayList<>();
        private final StringBuilder text = new StringBuilder();
        private boolean textQuoted;
        private boolean open;

        void add(char c, boolean quoted) {
            begin(quoted);
            text.append(c);
        }

        void add(String more, boolean quoted) {
            begin(quoted);
            text.append(more);
        }

        void add(Part part) {
            flush();
            parts.add(part);
        }

        List<Part> finish() {
            flush();
            return parts;
        }

        private void begin(boolean quoted) {
            if (open && textQuoted != quoted) {
                flush();
            }
            open = true;
            textQuoted = quoted;
        }

        private void flush() {
            if (open) {
                parts.add(new Literal(text.toString(), textQuoted));
                text.setLength(0);
                open = false;
            }
        }
    }
}
