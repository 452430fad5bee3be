package io.pinwright.simulator.shell;

import io.pinwright.simulator.shell.Lexer.Token;
import io.pinwright.simulator.shell.Lexer.Type;
import io.pinwright.simulator.shell.Syntax.AndOr;
import io.pinwright.simulator.shell.Syntax.Assignment;
import io.pinwright.simulator.shell.Syntax.Case;
import io.pinwright.simulator.shell.Syntax.CaseItem;
import io.pinwright.simulator.shell.Syntax.For;
import io.pinwright.simulator.shell.Syntax.Function;
import io.pinwright.simulator.shell.Syntax.HereDocument;
import io.pinwright.simulator.shell.Syntax.If;
import io.pinwright.simulator.shell.Syntax.Item;
import io.pinwright.simulator.shell.Syntax.Literal;
import io.pinwright.simulator.shell.Syntax.Node;
import io.pinwright.simulator.shell.Syntax.Part;
import io.pinwright.simulator.shell.Syntax.Pipeline;
import io.pinwright.simulator.shell.Syntax.Redirected;
import io.pinwright.simulator.shell.Syntax.Redirection;
import io.pinwright.simulator.shell.Syntax.Sequence;
import io.pinwright.simulator.shell.Syntax.Simple;
import io.pinwright.simulator.shell.Syntax.Subshell;
import io.pinwright.simulator.shell.Syntax.While;
import io.pinwright.simulator.shell.Syntax.Word;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Parses the grammar of the POSIX shell command language (section 2.10). */
final class Parser {

    private static final int NESTING_MAX = 150;
    private static final Set<String> CLOSERS = Set.of("then", "else", "elif", "fi", "do", "done", "esac", "}");
    private static final Set<String> REDIRECTIONS = Set.of("<", ">", ">>", "<>", ">|", "<&", ">&", "<<", "<<-");
    private static final Set<String> NOT_POSIX = Set.of("[[", "select", "function", "time");

    private final Lexer lexer;
    private @Nullable Token ahead;
    private int depth;

    Parser(Lexer lexer) {
        this.lexer = lexer;
        this.depth = lexer.nesting();
    }

    /** A whole script. */
    static Node parse(String script) {
        try {
            return new Parser(new Lexer(ScriptSource.of(script, 1), 0)).script();
        } catch (IOException e) {
            throw new IllegalStateException("a string cannot fail to be read", e);
        }
    }

    Node script() throws IOException {
        Node body = list();
        if (peek().type() != Type.END) {
            throw unexpected(peek());
        }
        return body;
    }

    /**
     * The next command of a script that is read as it comes, up to the end of its line.
     *
     * @return empty at the end of the script
     */
    Optional<Node> nextCommand() throws IOException {
        while (true) {
            Token token = peek();
            if (token.type() == Type.END) {
                return Optional.empty();
            }
            if (token.type() == Type.NEWLINE) {
                take();
                continue;
            }
            break;
        }
        List<Item> items = new ArrayList<>();
        do {
            Node node = andOr();
            boolean background = peek().is("&");
            items.add(new Item(node, background));
            if (background || peek().is(";")) {
                take();
            } else {
                break;
            }
        } while (peek().type() != Type.NEWLINE && peek().type() != Type.END);
        Token end = peek();
        if (end.type() == Type.NEWLINE) {
            take();
        } else if (end.type() != Type.END) {
            throw unexpected(end);
        }
        return Optional.of(Sequence.of(items));
    }

    /** A list up to the parenthesis that closes it, which is consumed. */
    Node untilParenthesis() throws IOException {
        Node body = list();
        if (!peek().is(")")) {
            throw unexpected(peek(), ")");
        }
        take();
        return body;
    }

    private Node list() throws IOException {
        if (++depth > NESTING_MAX) {
            throw new SyntaxException(
                    lexer.line(), "Syntax error: more than " + NESTING_MAX + " nested constructs are not supported");
        }
        List<Item> items = new ArrayList<>();
        newlines();
        while (!endsList(peek())) {
            Node node = andOr();
            Token separator = peek();
            boolean background = separator.is("&");
            items.add(new Item(node, background));
            if (background || separator.is(";") || separator.type() == Type.NEWLINE) {
                take();
                newlines();
            } else {
                break;
            }
        }
        depth--;
        return Sequence.of(items);
    }

    private Node filledList() throws IOException {
        Node body = list();
        if (body instanceof Sequence sequence && sequence.items().isEmpty()) {
            throw unexpected(peek());
        }
        return body;
    }

    private static boolean endsList(Token token) {
        return token.type() == Type.END
                || token.is(")")
                || token.is(";;")
                || token.type() == Type.WORD
                        && token.word().bare().filter(CLOSERS::contains).isPresent();
    }

    private Node andOr() throws IOException {
        Node left = pipeline();
        while (peek().is("&&") || peek().is("||")) {
            boolean or = take().is("||");
            newlines();
            left = new AndOr(left, or, pipeline());
        }
        return left;
    }

    private Node pipeline() throws IOException {
        boolean negated = false;
        while (isWord(peek(), "!")) {
            take();
            negated = !negated;
        }
        List<Node> stages = new ArrayList<>();
        stages.add(command());
        while (peek().is("|")) {
            take();
            newlines();
            stages.add(command());
        }
        return stages.size() == 1 && !negated ? stages.get(0) : new Pipeline(List.copyOf(stages), negated);
    }

    private Node command() throws IOException {
        Token token = peek();
        int line = token.line();
        Node body;
        if (token.is("(")) {
            take();
            Node inner = list();
            if (!peek().is(")")) {
                throw unexpected(peek(), ")");
            }
            take();
            body = new Subshell(inner);
        } else if (token.type() == Type.WORD && token.word().bare().isPresent()) {
            String word = token.word().bare().get();
            switch (word) {
                case "{" -> {
                    take();
                    body = filledList();
                    keyword("}");
                }
                case "if" -> {
                    take();
                    body = conditional();
                }
                case "while", "until" -> {
                    take();
                    Node condition = filledList();
                    body = new While(condition, word.equals("until"), loopBody());
                }
                case "for" -> {
                    take();
                    body = forLoop();
                }
                case "case" -> {
                    take();
                    body = caseCommand();
                }
                default -> {
                    if (CLOSERS.contains(word)) {
                        throw unexpected(token);
                    }
                    if (NOT_POSIX.contains(word)) {
                        throw new SyntaxException(
                                line, "Syntax error: \"" + word + "\" is not in the POSIX shell and not supported");
                    }
                    return simple();
                }
            }
        } else {
            return simple();
        }
        List<Redirection> redirections = new ArrayList<>();
        while (isRedirection(peek())) {
            redirections.add(redirection());
        }
        return redirections.isEmpty() ? body : new Redirected(body, List.copyOf(redirections), line);
    }

    private Node conditional() throws IOException {
        Node condition = filledList();
        keyword("then");
        Node then = filledList();
        Optional<Node> otherwise = Optional.empty();
        if (isWord(peek(), "elif")) {
            take();
            return new If(condition, then, Optional.of(conditional()));
        }
        if (isWord(peek(), "else")) {
            take();
            otherwise = Optional.of(filledList());
        }
        keyword("fi");
        return new If(condition, then, otherwise);
    }

    private Node loopBody() throws IOException {
        keyword("do");
        Node body = filledList();
        keyword("done");
        return body;
    }

    private Node forLoop() throws IOException {
        Token name = take();
        if (name.type() != Type.WORD || !isName(name.word().bare().orElse(""))) {
            throw new SyntaxException(name.line(), "Syntax error: Bad for loop variable");
        }
        boolean newline = peek().type() == Type.NEWLINE;
        newlines();
        Optional<List<Word>> words = Optional.empty();
        if (isWord(peek(), "in")) {
            take();
            List<Word> list = new ArrayList<>();
            while (peek().type() == Type.WORD || peek().type() == Type.NUMBER) {
                list.add(take().word());
            }
            if (!peek().is(";") && peek().type() != Type.NEWLINE) {
                throw unexpected(peek());
            }
            take();
            words = Optional.of(List.copyOf(list));
        } else if (!newline && peek().is(";")) {
            take();
        }
        newlines();
        return new For(name.text(), words, loopBody());
    }

    private Node caseCommand() throws IOException {
        Token subject = take();
        if (subject.type() != Type.WORD) {
            throw unexpected(subject);
        }
        newlines();
        keyword("in");
        newlines();
        List<CaseItem> items = new ArrayList<>();
        while (!isWord(peek(), "esac")) {
            if (peek().is("(")) {
                take();
            }
            List<Word> patterns = new ArrayList<>();
            do {
                Token pattern = take();
                if (pattern.type() != Type.WORD) {
                    throw unexpected(pattern);
                }
                patterns.add(pattern.word());
            } while (peek().is("|") && take().is("|"));
            if (!peek().is(")")) {
                throw unexpected(peek(), ")");
            }
            take();
            items.add(new CaseItem(List.copyOf(patterns), list()));
            if (peek().is(";;")) {
                take();
                newlines();
            } else if (!isWord(peek(), "esac")) {
                throw unexpected(peek(), ";;");
            }
        }
        take();
        return new Case(subject.word(), List.copyOf(items));
    }

    private Node simple() throws IOException {
        List<Assignment> assignments = new ArrayList<>();
        List<Word> words = new ArrayList<>();
        List<Redirection> redirections = new ArrayList<>();
        int line = peek().line();
        while (true) {
            Token token = peek();
            if (isRedirection(token)) {
                redirections.add(redirection());
            } else if (token.type() == Type.WORD) {
                take();
                Optional<Assignment> assignment = words.isEmpty() ? assignment(token.word()) : Optional.empty();
                if (assignment.isPresent()) {
                    assignments.add(assignment.get());
                } else {
                    words.add(token.word());
                }
            } else if (token.is("(") && words.size() == 1 && assignments.isEmpty() && redirections.isEmpty()) {
                return function(words.get(0), token);
            } else {
                break;
            }
        }
        if (words.isEmpty() && assignments.isEmpty() && redirections.isEmpty()) {
            throw unexpected(peek());
        }
        return new Simple(assignments, words, redirections, line);
    }

    private Node function(Word nameWord, Token open) throws IOException {
        take();
        if (!peek().is(")")) {
            throw unexpected(peek(), ")");
        }
        take();
        String name = nameWord.bare().orElse("");
        if (!isName(name)) {
            throw new SyntaxException(open.line(), "Syntax error: Bad function name");
        }
        newlines();
        return new Function(name, command());
    }

    static Optional<Assignment> assignment(Word word) {
        if (word.parts().isEmpty() || !(word.parts().get(0) instanceof Literal first) || first.quoted()) {
            return Optional.empty();
        }
        int equals = first.text().indexOf('=');
        if (equals <= 0 || !isName(first.text().substring(0, equals))) {
            return Optional.empty();
        }
        List<Part> value = new ArrayList<>(word.parts());
        String rest = first.text().substring(equals + 1);
        if (rest.isEmpty()) {
            value.remove(0);
        } else {
            value.set(0, new Literal(rest, false));
        }
        return Optional.of(new Assignment(first.text().substring(0, equals), new Word(value)));
    }

    private static boolean isRedirection(Token token) {
        return token.type() == Type.NUMBER || token.type() == Type.OPERATOR && REDIRECTIONS.contains(token.text());
    }

    private Redirection redirection() throws IOException {
        int descriptor = -1;
        if (peek().type() == Type.NUMBER) {
            descriptor = Integer.parseInt(take().text());
        }
        String operator = take().text();
        if (descriptor < 0) {
            descriptor = operator.startsWith("<") ? 0 : 1;
        }
        Token target = peek();
        if (target.type() != Type.WORD && target.type() != Type.NUMBER) {
            throw unexpected(target);
        }
        if (operator.startsWith("<<")) {
            StringBuilder delimiter = new StringBuilder();
            boolean quoted = false;
            for (Part part : target.word().parts()) {
                if (!(part instanceof Literal literal)) {
                    throw new SyntaxException(
                            target.line(), "Syntax error: an expansion in the delimiter of a here-document");
                }
                delimiter.append(literal.text());
                quoted |= literal.quoted();
            }
            HereDocument document = new HereDocument(delimiter.toString(), quoted, operator.equals("<<-"));
            lexer.expect(document);
            take();
            return new Redirection(descriptor, "<<", new Word(List.of()), Optional.of(document));
        }
        take();
        return new Redirection(descriptor, operator, target.word(), Optional.empty());
    }

    static boolean isName(String text) {
        return !text.isEmpty()
                && Lexer.isNameStart(text.charAt(0))
                && text.chars().allMatch(Lexer::isNamePart);
    }

    private void newlines() throws IOException {
        while (peek().type() == Type.NEWLINE) {
            take();
        }
    }

    private void keyword(String word) throws IOException {
        if (!isWord(peek(), word)) {
            throw unexpected(peek(), word);
        }
        take();
    }

    private static boolean isWord(Token token, String text) {
        return token.type() == Type.WORD
                && token.word().bare().filter(text::equals).isPresent();
    }

    private Token peek() throws IOException {
        Token token = ahead;
        if (token == null) {
            token = lexer.next();
            ahead = token;
        }
        return token;
    }

    private Token take() throws IOException {
        Token token = peek();
        ahead = null;
        return token;
    }

    private static SyntaxException unexpected(Token token) {
        return new SyntaxException(token.line(), "Syntax error: " + shown(token) + " unexpected");
    }

    private static SyntaxException unexpected(Token token, String expected) {
        return new SyntaxException(
                token.line(), "Syntax error: " + shown(token) + " unexpected (expecting \"" + expected + "\")");
    }

    private static String shown(Token token) {
        return switch (token.type()) {
            case END -> "end of file";
            case NEWLINE -> "newline";
            case WORD, NUMBER, OPERATOR -> token.text().equals("word") ? "word" : "\"" + token.text() + "\"";
        };
    }
}
