package io.pinwright.engine.template;

import io.pinwright.engine.template.Tokens.Kind;
import io.pinwright.engine.template.Tokens.Token;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Parses an expression by Jinja2's grammar and precedence (jinja2/parser.py, version 3.1). Not thread-safe. */
final class ExpressionParser {

    private static final int DEPTH_MAX = 150;
    private static final Set<String> COMPARISONS = Set.of("==", "!=", "<", "<=", ">", ">=");
    private static final Set<String> AFTER_TEST = Set.of("else", "or", "and", "is", "in", "not", "if");

    private final List<Token> tokens;
    private int next;
    private int depth;

    ExpressionParser(List<Token> tokens) {
        this.tokens = tokens;
    }

    /** The whole of the tokens as one expression. */
    static Expression parse(List<Token> tokens) {
        ExpressionParser parser = new ExpressionParser(tokens);
        if (parser.peek().kind() == Kind.END) {
            throw Problem.at(parser.peek().at(), "the expression is empty");
        }
        Expression expression = parser.tuple(true);
        parser.end();
        return expression;
    }

    Token peek() {
        return tokens.get(next);
    }

    Token take() {
        Token token = tokens.get(next);
        if (token.kind() != Kind.END) {
            next++;
        }
        return token;
    }

    boolean accept(String operator) {
        if (peek().is(operator)) {
            next++;
            return true;
        }
        return false;
    }

    boolean acceptName(String name) {
        if (peek().isName(name)) {
            next++;
            return true;
        }
        return false;
    }

    void expect(String operator) {
        if (!accept(operator)) {
            throw unexpected("`" + operator + "`");
        }
    }

    String name() {
        if (peek().kind() != Kind.NAME) {
            throw unexpected("a name");
        }
        return take().text();
    }

    void end() {
        if (peek().kind() != Kind.END) {
            throw unexpected("the end of the expression");
        }
    }

    Problem unexpected(String wanted) {
        Token found = peek();
        String shown = found.kind() == Kind.END
                ? "the expression ends too early"
                : found.kind() == Kind.STRING ? "a string stands here" : "`" + found.text() + "` stands here";
        Problem problem = Problem.at(found.at(), shown + ", where " + wanted + " is due");
        if (found.is("=")) {
            return problem.fix("compare with `==`");
        }
        return problem;
    }

    /** One expression, or several with commas between them, which make a tuple. */
    Expression tuple(boolean conditional) {
        int at = peek().at();
        Expression first = conditional ? expression() : or();
        if (!peek().is(",")) {
            return first;
        }
        List<Expression> parts = new ArrayList<>(List.of(first));
        while (accept(",")) {
            if (peek().kind() == Kind.END || peek().is(")")) {
                break;
            }
            parts.add(conditional ? expression() : or());
        }
        return new Nodes.ListOf(parts, true, at);
    }

    Expression expression() {
        if (++depth > DEPTH_MAX) {
            throw Problem.at(peek().at(), "the expression is nested deeper than " + DEPTH_MAX + " levels");
        }
        Expression result = or();
        while (peek().isName("if")) {
            int at = take().at();
            Expression condition = or();
            Expression otherwise = acceptName("else") ? expression() : null;
            result = new Nodes.Conditional(result, condition, otherwise, at);
        }
        depth--;
        return result;
    }

    /** A condition without {@code if}. */
    Expression or() {
        Expression left = and();
        while (peek().isName("or")) {
            int at = take().at();
            left = new Nodes.Logic(false, left, and(), at);
        }
        return left;
    }

    private Expression and() {
        Expression left = not();
        while (peek().isName("and")) {
            int at = take().at();
            left = new Nodes.Logic(true, left, not(), at);
        }
        return left;
    }

    private Expression not() {
        if (peek().isName("not")) {
            int at = take().at();
            if (++depth > DEPTH_MAX) {
                throw Problem.at(at, "the expression is nested deeper than " + DEPTH_MAX + " levels");
            }
            Expression operand = not();
            depth--;
            return new Nodes.Not(operand, at);
        }
        return compare();
    }

    private Expression compare() {
        int at = peek().at();
        List<Expression> parts = new ArrayList<>(List.of(sum()));
        List<String> operators = new ArrayList<>();
        while (true) {
            Token token = peek();
            if (token.kind() == Kind.OPERATOR && COMPARISONS.contains(token.text())) {
                operators.add(take().text());
            } else if (token.isName("in")) {
                take();
                operators.add("in");
            } else if (token.isName("not") && tokens.get(next + 1).isName("in")) {
                take();
                take();
                operators.add("not in");
            } else {
                return operators.isEmpty() ? parts.get(0) : new Nodes.Compare(parts, operators, at);
            }
            parts.add(sum());
        }
    }

    private Expression sum() {
        Expression left = concat();
        while (peek().is("+") || peek().is("-")) {
            Token operator = take();
            left = new Nodes.Binary(operator.text(), left, concat(), operator.at());
        }
        return left;
    }

    private Expression concat() {
        int at = peek().at();
        List<Expression> parts = new ArrayList<>(List.of(product()));
        while (accept("~")) {
            parts.add(product());
        }
        return parts.size() == 1 ? parts.get(0) : new Nodes.Concat(parts, at);
    }

    private Expression product() {
        Expression left = power();
        while (peek().is("*") || peek().is("/") || peek().is("//") || peek().is("%")) {
            Token operator = take();
            left = new Nodes.Binary(operator.text(), left, power(), operator.at());
        }
        return left;
    }

    private Expression power() {
        Expression left = unary(true);
        while (peek().is("**")) {
            Token operator = take();
            left = new Nodes.Binary("**", left, unary(true), operator.at());
        }
        return left;
    }

    private Expression unary(boolean withFilters) {
        Token token = peek();
        Expression result;
        if (token.is("-") || token.is("+")) {
            take();
            if (++depth > DEPTH_MAX) {
                throw Problem.at(token.at(), "the expression is nested deeper than " + DEPTH_MAX + " levels");
            }
            Expression operand = unary(false);
            depth--;
            result = token.is("-") ? new Nodes.Negate(operand, token.at()) : new Nodes.Plus(operand, token.at());
        } else {
            result = primary();
        }
        result = postfix(result);
        return withFilters ? filters(result) : result;
    }

    private Expression primary() {
        Token token = peek();
        switch (token.kind()) {
            case NAME:
                take();
                return switch (token.text()) {
                    case "true", "True" -> new Nodes.Literal(true, token.at());
                    case "false", "False" -> new Nodes.Literal(false, token.at());
                    case "none", "None" -> new Nodes.Literal(null, token.at());
                    case "not", "and", "or", "if", "else", "is", "in" -> {
                        next--;
                        throw unexpected("a value");
                    }
                    default -> new Nodes.Name(token.text(), token.at());
                };
            case STRING:
                StringBuilder text = new StringBuilder();
                while (peek().kind() == Kind.STRING) {
                    text.append(take().text());
                }
                return new Nodes.Literal(text.toString(), token.at());
            case NUMBER:
                take();
                return new Nodes.Literal(token.value(), token.at());
            default:
        }
        if (accept("(")) {
            if (accept(")")) {
                return new Nodes.ListOf(List.of(), true, token.at());
            }
            Expression inner = tuple(true);
            expect(")");
            return inner;
        }
        if (accept("[")) {
            List<Expression> items = new ArrayList<>();
            while (!accept("]")) {
                if (!items.isEmpty()) {
                    expect(",");
                    if (accept("]")) {
                        break;
                    }
                }
                items.add(expression());
            }
            return new Nodes.ListOf(items, false, token.at());
        }
        if (accept("{")) {
            return dict(token);
        }
        throw unexpected("a value");
    }

    private Expression dict(Token open) {
        List<Expression> keys = new ArrayList<>();
        List<Expression> values = new ArrayList<>();
        while (!accept("}")) {
            if (!keys.isEmpty()) {
                expect(",");
                if (accept("}")) {
                    break;
                }
            }
            keys.add(expression());
            expect(":");
            values.add(expression());
        }
        return new Nodes.DictOf(keys, values, open.at());
    }

    private Expression postfix(Expression start) {
        Expression value = start;
        while (true) {
            Token token = peek();
            if (accept(".")) {
                Token key = take();
                if (key.kind() == Kind.NAME) {
                    value = new Nodes.Attribute(value, key.text(), token.at());
                } else if (key.kind() == Kind.NUMBER && key.value() instanceof Long) {
                    value = new Nodes.Index(value, new Nodes.Literal(key.value(), key.at()), token.at());
                } else {
                    next--;
                    throw unexpected("a name");
                }
            } else if (accept("[")) {
                value = subscript(value, token.at());
            } else if (peek().is("(")) {
                value = new Calls.Call(value, arguments(), token.at());
            } else {
                return value;
            }
        }
    }

    private Expression subscript(Expression target, int at) {
        if (peek().is("]")) {
            throw unexpected("a key");
        }
        Expression start = peek().is(":") ? null : expression();
        if (start != null && accept("]")) {
            return new Nodes.Index(target, start, at);
        }
        if (start != null && peek().is(",")) {
            throw Problem.at(at, "several keys in one pair of brackets are not supported")
                    .fix("use one pair of brackets for each key: `a[x][y]`");
        }
        expect(":");
        Expression stop = peek().is(":") || peek().is("]") ? null : expression();
        Expression step = accept(":") && !peek().is("]") ? expression() : null;
        expect("]");
        return new Nodes.Slice(target, start, stop, step, at);
    }

    private Expression filters(Expression start) {
        Expression value = start;
        while (true) {
            Token token = peek();
            if (accept("|")) {
                String name = dotted();
                value = new Calls.Filtered(value, name, peek().is("(") ? arguments() : Calls.Given.NONE, token.at());
            } else if (token.isName("is")) {
                take();
                value = test(value, token.at());
            } else if (peek().is("(")) {
                value = new Calls.Call(value, arguments(), token.at());
            } else {
                return value;
            }
        }
    }

    /** The rest of {@code value | name(...) | name}, for the tag {@code filter}. */
    Expression filterChain(Expression value) {
        int at = peek().at();
        String name = dotted();
        return filters(new Calls.Filtered(value, name, peek().is("(") ? arguments() : Calls.Given.NONE, at));
    }

    private String dotted() {
        StringBuilder name = new StringBuilder(name());
        while (accept(".")) {
            name.append('.').append(name());
        }
        return name.toString();
    }

    private Expression test(Expression value, int at) {
        boolean negated = acceptName("not");
        String name = dotted();
        Calls.Given given = Calls.Given.NONE;
        Token token = peek();
        if (token.is("(")) {
            given = arguments();
        } else if (token.kind() == Kind.NUMBER
                || token.kind() == Kind.STRING
                || token.is("[")
                || token.is("{")
                || token.kind() == Kind.NAME && !AFTER_TEST.contains(token.text())) {
            given = new Calls.Given(List.of(postfix(primary())), Map.of(), null, null);
        }
        Expression tested = new Calls.Tested(value, name, given, at);
        return negated ? new Nodes.Not(tested, at) : tested;
    }

    Calls.Given arguments() {
        expect("(");
        List<Expression> positional = new ArrayList<>();
        Map<String, Expression> keywords = new LinkedHashMap<>();
        @Nullable Expression star = null;
        @Nullable Expression doubleStar = null;
        boolean first = true;
        while (!accept(")")) {
            if (!first) {
                expect(",");
                if (accept(")")) {
                    break;
                }
            }
            first = false;
            if (accept("*")) {
                star = expression();
            } else if (accept("**")) {
                doubleStar = expression();
            } else if (peek().kind() == Kind.NAME && tokens.get(next + 1).is("=")) {
                String name = take().text();
                take();
                if (keywords.put(name, expression()) != null) {
                    throw unexpected("another argument than `" + name + "`, which is given twice,");
                }
            } else {
                if (!keywords.isEmpty() || star != null || doubleStar != null) {
                    throw unexpected("`name=value`");
                }
                positional.add(expression());
            }
        }
        return new Calls.Given(positional, keywords, star, doubleStar);
    }
}
