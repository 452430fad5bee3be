package io.pinwright.simulator.shell;

import io.pinwright.simulator.shell.Syntax.ArithmeticExpansion;
import io.pinwright.simulator.shell.Syntax.CommandSubstitution;
import io.pinwright.simulator.shell.Syntax.Literal;
import io.pinwright.simulator.shell.Syntax.Parameter;
import io.pinwright.simulator.shell.Syntax.Part;
import io.pinwright.simulator.shell.Syntax.Word;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Word expansions (POSIX shell command language, section 2.6): of one word or list of words, then thrown away. */
final class Expander {

    private final ShellProcess shell;
    private final ShellState state;
    private final boolean splitting;
    private final List<Field> fields = new ArrayList<>();
    private Field current = new Field();
    private boolean spaceEnded;
    private final String separators;

    /** Text with a mark for each character: {@code q}uoted or not. */
    static final class Field {
        final StringBuilder text = new StringBuilder();
        final StringBuilder marks = new StringBuilder();
        boolean present;

        void add(char c, boolean quoted) {
            text.append(c);
            marks.append(quoted ? 'q' : 'u');
            present = true;
        }

        void add(String more, boolean quoted) {
            text.append(more);
            for (int i = 0; i < more.length(); i++) {
                marks.append(quoted ? 'q' : 'u');
            }
            present |= quoted || !more.isEmpty();
        }
    }

    private Expander(ShellProcess shell, boolean splitting) {
        this.shell = shell;
        this.state = shell.state;
        this.splitting = splitting;
        this.separators = state.value("IFS").orElse(" \t\n");
    }

    /** All expansions, with splitting and pathnames. */
    static List<String> fields(ShellProcess shell, List<Word> words) {
        List<String> result = new ArrayList<>();
        for (Word word : words) {
            if (word.parts().size() == 1 && word.parts().get(0) instanceof Literal literal && literal.quoted()) {
                result.add(literal.text());
                continue;
            }
            Expander expander = new Expander(shell, true);
            expander.expand(word, true, false);
            expander.endField();
            for (Field field : expander.fields) {
                expander.pathnames(field, result);
            }
        }
        return result;
    }

    /** Expansion to one text: assignments, redirections, subjects of case, here-documents. */
    static String text(ShellProcess shell, Word word) {
        return single(shell, word, true, false).text.toString();
    }

    /** Expansion of the value of an assignment: tildes count after colons too. */
    static String assigned(ShellProcess shell, Word word) {
        return single(shell, word, true, true).text.toString();
    }

    static String document(ShellProcess shell, Word word) {
        return single(shell, word, false, false).text.toString();
    }

    static ShellPattern pattern(ShellProcess shell, Word word) {
        Field field = single(shell, word, true, false);
        return ShellPattern.compile(field.text, field.marks);
    }

    private static Field single(ShellProcess shell, Word word, boolean tilde, boolean colons) {
        Expander expander = new Expander(shell, false);
        expander.expand(word, tilde, colons);
        return expander.current;
    }

    private void pathnames(Field field, List<String> result) {
        if (state.flag('f') || !ShellPattern.isPattern(field.text, field.marks)) {
            result.add(field.text.toString());
            return;
        }
        List<String> found = PathExpansion.expand(shell.files(), state.directory, field);
        if (found.isEmpty()) {
            result.add(field.text.toString());
        } else {
            result.addAll(found);
        }
    }

    private void expand(Word word, boolean tilde, boolean colons) {
        boolean first = true;
        for (Part part : word.parts()) {
            if (part instanceof Literal literal) {
                String text = literal.text();
                if (!literal.quoted() && tilde && text.indexOf('~') >= 0) {
                    text = tildes(
                            text,
                            first,
                            word.parts().size() == 1
                                    || part == word.parts().get(word.parts().size() - 1),
                            colons);
                } else {
                    literal(text, literal.quoted());
                }
            } else if (part instanceof Parameter parameter) {
                parameter(parameter);
            } else if (part instanceof CommandSubstitution substitution) {
                value(shell.substitute(substitution.body()), substitution.quoted());
            } else if (part instanceof ArithmeticExpansion arithmetic) {
                value(Long.toString(shell.arithmetic(text(shell, arithmetic.expression()))), arithmetic.quoted());
            }
            first = false;
        }
    }

    private void literal(String text, boolean quoted) {
        current.add(text, quoted);
        spaceEnded = false;
    }

    private String tildes(String text, boolean first, boolean last, boolean colons) {
        int i = 0;
        while (i < text.length()) {
            boolean here = text.charAt(i) == '~' && (i == 0 && first || colons && i > 0 && text.charAt(i - 1) == ':');
            if (here) {
                int end = i + 1;
                while (end < text.length() && text.charAt(end) != '/' && !(colons && text.charAt(end) == ':')) {
                    end++;
                }
                if (end < text.length() || last) {
                    Optional<String> home = home(text.substring(i + 1, end));
                    if (home.isPresent()) {
                        literal(home.get(), true);
                        i = end;
                        continue;
                    }
                }
            }
            literal(String.valueOf(text.charAt(i)), false);
            i++;
        }
        return text;
    }

    private Optional<String> home(String user) {
        if (user.isEmpty()) {
            return state.value("HOME");
        }
        return Accounts.of(shell.files(), user).map(Accounts.Account::home);
    }

    /** Adds the result of an expansion. */
    private void value(String text, boolean quoted) {
        if (quoted || !splitting) {
            literal(text, quoted);
            return;
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (separators.indexOf(c) < 0) {
                current.add(c, false);
                spaceEnded = false;
            } else if (c == ' ' || c == '\t' || c == '\n') {
                if (current.present) {
                    endField();
                    spaceEnded = true;
                }
            } else if (current.present) {
                endField();
                spaceEnded = false;
            } else if (spaceEnded) {
                spaceEnded = false;
            } else {
                current.present = true;
                endField();
            }
        }
    }

    private void endField() {
        if (current.present) {
            fields.add(current);
            current = new Field();
        }
    }

    private void parameter(Parameter parameter) {
        String name = parameter.name();
        boolean all = name.equals("@") || name.equals("*");
        if (all && parameter.operator().isEmpty()) {
            positional(name.equals("@"), parameter.quoted());
            return;
        }
        Optional<String> value = all && state.positional.isEmpty() ? Optional.empty() : shell.parameter(name);
        String operator = parameter.operator();
        if (operator.isEmpty() || operator.equals("length") || "##%%".contains(operator)) {
            if (value.isEmpty() && state.flag('u') && !all) {
                throw shell.fail(name + ": parameter not set");
            }
            String text = value.orElse("");
            if (operator.equals("length")) {
                text = Integer.toString(text.length());
            } else if (!operator.isEmpty()) {
                text = trimmed(
                        text, operator, pattern(shell, parameter.argument().orElseThrow()));
            }
            value(text, parameter.quoted());
            return;
        }
        boolean missing =
                value.isEmpty() || operator.startsWith(":") && value.get().isEmpty();
        Word argument = parameter.argument().orElseThrow();
        switch (operator.charAt(operator.length() - 1)) {
            case '-' -> {
                if (missing) {
                    argument(argument, parameter.quoted());
                } else if (all) {
                    positional(name.equals("@"), parameter.quoted());
                } else {
                    value(value.get(), parameter.quoted());
                }
            }
            case '+' -> {
                if (!missing) {
                    argument(argument, parameter.quoted());
                } else if (parameter.quoted()) {
                    literal("", true);
                }
            }
            case '=' -> {
                if (missing) {
                    if (!Parser.isName(name)) {
                        throw shell.fail(name + ": bad variable name");
                    }
                    String assigned = text(shell, argument);
                    shell.assign(name, assigned);
                    value(assigned, parameter.quoted());
                } else {
                    value(value.get(), parameter.quoted());
                }
            }
            default -> {
                if (missing) {
                    String message = text(shell, argument);
                    throw shell.fail(name + ": "
                            + (message.isEmpty()
                                    ? operator.length() == 2 ? "parameter not set or null" : "parameter not set"
                                    : message));
                }
                value(value.get(), parameter.quoted());
            }
        }
    }

    /** The word of {@code ${x:-word}}: its unquoted literals are split like the value of a parameter. */
    private void argument(Word word, boolean quoted) {
        if (quoted) {
            literal("", true);
        }
        boolean first = true;
        for (Part part : word.parts()) {
            if (part instanceof Literal literal && !literal.quoted() && splitting) {
                if (first && literal.text().startsWith("~")) {
                    expand(new Word(List.of(part)), true, false);
                } else {
                    value(literal.text(), false);
                }
            } else {
                expand(new Word(List.of(part)), first, false);
            }
            first = false;
        }
    }

    private void positional(boolean separate, boolean quoted) {
        List<String> values = state.positional;
        if (quoted && !separate || !splitting) {
            String glue = separators.isEmpty() ? "" : separators.substring(0, 1);
            literal(String.join(separate ? " " : glue, values), quoted);
            return;
        }
        for (int i = 0; i < values.size(); i++) {
            if (i > 0) {
                endField();
                spaceEnded = false;
            }
            value(values.get(i), quoted);
        }
    }

    private static String trimmed(String text, String operator, ShellPattern pattern) {
        int length = text.length();
        switch (operator) {
            case "#" -> {
                for (int end = 0; end <= length; end++) {
                    if (pattern.matches(text, 0, end)) {
                        return text.substring(end);
                    }
                }
            }
            case "##" -> {
                for (int end = length; end >= 0; end--) {
                    if (pattern.matches(text, 0, end)) {
                        return text.substring(end);
                    }
                }
            }
            case "%" -> {
                for (int start = length; start >= 0; start--) {
                    if (pattern.matches(text, start, length)) {
                        return text.substring(0, start);
                    }
                }
            }
            default -> {
                for (int start = 0; start <= length; start++) {
                    if (pattern.matches(text, start, length)) {
                        return text.substring(0, start);
                    }
                }
            }
        }
        return text;
    }
}
