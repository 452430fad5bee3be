package io.pinwright.simulator.shell;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The parsed form of a shell script. Immutable once parsed, so shells share it. */
final class Syntax {

    private Syntax() {}

    /** A word before expansion. */
    record Word(List<Part> parts) {
        Word {
            parts = List.copyOf(parts);
        }

        /** The text of a word that is one unquoted literal, else empty. */
        Optional<String> bare() {
            return parts.size() == 1 && parts.get(0) instanceof Literal literal && !literal.quoted()
                    ? Optional.of(literal.text())
                    : Optional.empty();
        }

        static Word of(String text) {
            return new Word(List.of(new Literal(text, true)));
        }
    }

    /** A piece of a word; what is quoted is neither split nor taken for a pattern. */
    sealed interface Part {}

    record Literal(String text, boolean quoted) implements Part {}

    /**
     * {@code $name}, {@code ${#name}} and {@code ${name:-word}}.
     *
     * @param operator empty, {@code #} for the length (with no argument), or one of {@code - = ? +} with or without a colon
     *     before it, or {@code ##? %%?} with an argument
     */
    record Parameter(String name, String operator, Optional<Word> argument, boolean quoted) implements Part {}

    record CommandSubstitution(Node body, boolean quoted) implements Part {}

    record ArithmeticExpansion(Word expression, boolean quoted) implements Part {}

    record Assignment(String name, Word value) {}

    /**
     * A redirection.
     *
     * @param operator one of {@code < > >> <> >| <& >& <<}
     */
    record Redirection(int descriptor, String operator, Word target, Optional<HereDocument> document) {}

    /** A here-document; its body is known only when the parser has passed the end of the line. */
    static final class HereDocument {
        final String delimiter;
        final boolean quoted;
        final boolean stripTabs;
        Word body = new Word(List.of());

        HereDocument(String delimiter, boolean quoted, boolean stripTabs) {
            this.delimiter = delimiter;
            this.quoted = quoted;
            this.stripTabs = stripTabs;
        }
    }

    /** A command. */
    sealed interface Node {}

    record Simple(List<Assignment> assignments, List<Word> words, List<Redirection> redirections, int line)
            implements Node {
        Simple {
            assignments = List.copyOf(assignments);
            words = List.copyOf(words);
            redirections = List.copyOf(redirections);
        }
    }

    record Pipeline(List<Node> stages, boolean negated) implements Node {}

    /** {@code left && right} or, when {@code or}, {@code left || right}. */
    record AndOr(Node left, boolean or, Node right) implements Node {}

    record Item(Node node, boolean background) {}

    record Sequence(List<Item> items) implements Node {
        Sequence {
            items = List.copyOf(items);
        }

        static Sequence of(List<Item> items) {
            return new Sequence(new ArrayList<>(items));
        }
    }

    record Subshell(Node body) implements Node {}

    record If(Node condition, Node then, Optional<Node> otherwise) implements Node {}

    record While(Node condition, boolean until, Node body) implements Node {}

    /** A {@code for} loop; without words it walks the positional parameters. */
    record For(String name, Optional<List<Word>> words, Node body) implements Node {}

    record Case(Word subject, List<CaseItem> items) implements Node {}

    record CaseItem(List<Word> patterns, Node body) {}

    record Function(String name, Node body) implements Node {}

    record Redirected(Node body, List<Redirection> redirections, int line) implements Node {}
}
