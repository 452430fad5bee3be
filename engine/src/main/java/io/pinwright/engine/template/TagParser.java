package io.pinwright.engine.template;

import io.pinwright.engine.source.NearestName;
import io.pinwright.engine.template.Tokens.Kind;
import io.pinwright.engine.template.Tokens.Token;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the inside of {@code {% ... %}}. */
final class TagParser {

    /** The value that a filter block filters. */
    static final String BODY = " body";

    private static final List<String> KNOWN =
            List.of("if", "elif", "else", "for", "set", "with", "filter", "macro", "call", "raw");
    private static final Set<String> REFUSED = Set.of(
            "include",
            "import",
            "from",
            "extends",
            "block",
            "do",
            "break",
            "continue",
            "autoescape",
            "trans",
            "pluralize",
            "debug");

    private TagParser() {}

    static Part.Tag parse(List<Token> tokens) {
        ExpressionParser in = new ExpressionParser(tokens);
        Token keyword = in.peek();
        String name = in.name();
        Part.Tag tag = tag(name, keyword, in);
        in.end();
        return tag;
    }

    private static Part.Tag tag(String name, Token keyword, ExpressionParser in) {
        switch (name) {
            case "if":
                return new Part.Tag.If(in.tuple(false));
            case "elif":
                return new Part.Tag.ElseIf(in.tuple(false));
            case "else":
                return new Part.Tag.Else();
            case "for":
                return loop(in);
            case "set":
                return set(in);
            case "with":
                return with(in);
            case "filter":
                return new Part.Tag.FilterBlock(in.filterChain(new Nodes.Name(BODY, keyword.at())));
            case "macro": {
                String macro = in.name();
                List<String> names = new ArrayList<>();
                List<@Nullable Expression> defaults = new ArrayList<>();
                parameters(in, names, defaults);
                return new Part.Tag.Macro(macro, names, defaults);
            }
            case "call": {
                List<String> names = new ArrayList<>();
                List<@Nullable Expression> defaults = new ArrayList<>();
                if (in.peek().is("(")) {
                    parameters(in, names, defaults);
                }
                Expression call = in.expression();
                if (!(call instanceof Calls.Call)) {
                    throw Problem.at(keyword.at(), "`call` needs the call of a macro");
                }
                return new Part.Tag.CallBlock(names, defaults, call);
            }
            default:
        }
        if (name.startsWith("end") && KNOWN.contains(name.substring(3))) {
            if (name.equals("endmacro") && in.peek().kind() == Kind.NAME) {
                in.take();
            }
            return new Part.Tag.End(name.substring(3));
        }
        if (REFUSED.contains(name) || name.startsWith("end") && REFUSED.contains(name.substring(3))) {
            throw Problem.at(keyword.at(), "the tag `" + name + "` is not supported");
        }
        throw Problem.at(keyword.at(), "`" + name + "` is not a tag").fix(NearestName.hint(name, KNOWN));
    }

    private static Part.Tag loop(ExpressionParser in) {
        List<String> names = targets(in);
        if (!in.acceptName("in")) {
            throw in.unexpected("`in`");
        }
        Expression items = in.tuple(false);
        Expression condition = in.acceptName("if") ? in.expression() : null;
        if (in.peek().isName("recursive")) {
            throw Problem.at(in.peek().at(), "`recursive` loops are not supported")
                    .fix("write a macro that calls itself");
        }
        return new Part.Tag.For(names, items, condition);
    }

    private static List<String> targets(ExpressionParser in) {
        boolean bracket = in.accept("(");
        List<String> names = new ArrayList<>(List.of(in.name()));
        boolean several = bracket;
        while (in.accept(",")) {
            several = true;
            if (in.peek().kind() != Kind.NAME || in.peek().isName("in")) {
                break;
            }
            if (in.peek().is("(")) {
                throw in.unexpected("a name (nested names are not supported)");
            }
            names.add(in.name());
        }
        if (bracket) {
            in.expect(")");
        }
        if (several && names.size() == 1) {
            throw in.unexpected("a second name");
        }
        return names;
    }

    private static Part.Tag set(ExpressionParser in) {
        List<String> names = targets(in);
        String attribute = names.size() == 1 && in.accept(".") ? in.name() : null;
        if (in.accept("=")) {
            return new Part.Tag.Set(names, attribute, in.tuple(true));
        }
        if (names.size() > 1 || attribute != null) {
            throw in.unexpected("`=`");
        }
        Expression filter =
                in.accept("|") ? in.filterChain(new Nodes.Name(BODY, in.peek().at())) : null;
        return new Part.Tag.SetBlock(names.get(0), filter);
    }

    private static Part.Tag with(ExpressionParser in) {
        List<String> names = new ArrayList<>();
        List<Expression> values = new ArrayList<>();
        while (in.peek().kind() != Kind.END) {
            if (!names.isEmpty()) {
                in.expect(",");
            }
            names.add(in.name());
            in.expect("=");
            values.add(in.expression());
        }
        return new Part.Tag.With(names, values);
    }

    private static void parameters(ExpressionParser in, List<String> names, List<@Nullable Expression> defaults) {
        in.expect("(");
        while (!in.accept(")")) {
            if (!names.isEmpty()) {
                in.expect(",");
            }
            names.add(in.name());
            defaults.add(in.accept("=") ? in.expression() : null);
        }
    }
}
