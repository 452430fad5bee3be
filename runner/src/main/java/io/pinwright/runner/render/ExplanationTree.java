package io.pinwright.runner.render;

import io.pinwright.engine.explain.ChangeExplanation;
import io.pinwright.engine.explain.ChangeExplanation.Argument;
import io.pinwright.engine.explain.ChangeExplanation.Turn;
import io.pinwright.engine.explain.Use;
import io.pinwright.engine.explain.VariableExplanation;
import io.pinwright.engine.explain.VariableExplanation.InPlays;
import io.pinwright.engine.inventory.Definition;
import io.pinwright.engine.source.Span;
import io.pinwright.engine.template.NotYetKnown;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Explanations as plain maps and lists: the documents of {@code explain --output json}, described in docs/explain.md. */
public final class ExplanationTree {

    /** Raised when the documents' shape changes in a way that breaks readers. */
    static final int VERSION = 1;

    private ExplanationTree() {}

    public static Map<String, @Nullable Object> of(VariableExplanation explanation) {
        Map<String, @Nullable Object> tree = new LinkedHashMap<>();
        tree.put("version", VERSION);
        tree.put("host", explanation.host());
        tree.put("expression", explanation.expression());
        tree.put("variable", explanation.name());
        tree.put(
                "values",
                explanation.values().stream().map(ExplanationTree::value).toList());
        return tree;
    }

    private static Map<String, @Nullable Object> value(InPlays value) {
        Map<String, @Nullable Object> tree = new LinkedHashMap<>();
        tree.put(
                "plays",
                value.plays().stream()
                        .map(play ->
                                Map.of("name", play.name(), "path", play.place().toString()))
                        .toList());
        value.problem().ifPresentOrElse(problem -> tree.put("problem", problem), () -> put(tree, value.value()));
        tree.put("template", value.template());
        tree.put(
                "definitions",
                value.definitions().stream()
                        .map(definition -> {
                            Map<String, @Nullable Object> one = definition(definition);
                            one.put("winner", definition == value.winner());
                            put(one, definition.value());
                            return one;
                        })
                        .toList());
        tree.put("uses", value.uses().stream().map(ExplanationTree::use).toList());
        return tree;
    }

    private static Map<String, @Nullable Object> definition(Definition definition) {
        Map<String, @Nullable Object> tree = new LinkedHashMap<>();
        tree.put("level", definition.level().label());
        tree.put("rule", definition.rule());
        place(tree, definition.place());
        return tree;
    }

    private static Map<String, @Nullable Object> use(Use use) {
        Map<String, @Nullable Object> tree = new LinkedHashMap<>();
        tree.put("name", use.name());
        tree.put("defined", use.from().isPresent());
        use.from().ifPresent(from -> {
            put(tree, use.value());
            tree.putAll(definition(from));
        });
        return tree;
    }

    public static Map<String, @Nullable Object> of(ChangeExplanation explanation) {
        Map<String, @Nullable Object> tree = new LinkedHashMap<>();
        tree.put("version", VERSION);
        tree.put("host", explanation.host());
        tree.put("target", explanation.target());
        tree.put(
                "tasks", explanation.turns().stream().map(ExplanationTree::turn).toList());
        tree.put("targets", explanation.targets());
        return tree;
    }

    private static Map<String, @Nullable Object> turn(Turn turn) {
        Map<String, @Nullable Object> tree = new LinkedHashMap<>();
        tree.put("name", turn.name());
        place(tree, turn.place());
        tree.put("play", turn.play());
        if (turn.item() != null) {
            tree.put("item", turn.item());
        }
        tree.put("module", turn.module());
        tree.put("summary", turn.summary());
        tree.put("status", turn.status().label());
        tree.put("why", why(turn.why()));
        if (turn.hidden()) {
            tree.put("censored", "hidden by no_log");
            return tree;
        }
        tree.put("changes", turn.changes().stream().map(ReportTree::change).toList());
        tree.put("other_changes", turn.otherChanges());
        tree.put(
                "arguments",
                turn.arguments().stream().map(ExplanationTree::argument).toList());
        tree.put(
                "reads",
                turn.reads().stream()
                        .map(read -> {
                            Map<String, Object> one = new LinkedHashMap<>();
                            one.put("command", read.command());
                            read.user().ifPresent(user -> one.put("user", user));
                            return one;
                        })
                        .toList());
        return tree;
    }

    private static Map<String, @Nullable Object> why(ChangeExplanation.Why why) {
        Map<String, @Nullable Object> tree = new LinkedHashMap<>();
        tree.put("text", why.text());
        place(tree, why.place());
        if (!why.uses().isEmpty()) {
            tree.put("uses", why.uses().stream().map(ExplanationTree::use).toList());
        }
        return tree;
    }

    private static Map<String, @Nullable Object> argument(Argument argument) {
        Map<String, @Nullable Object> tree = new LinkedHashMap<>();
        tree.put("name", argument.name());
        argument.problem().ifPresentOrElse(problem -> tree.put("problem", problem), () -> put(tree, argument.value()));
        if (argument.written() != null) {
            tree.put("written", argument.written());
        }
        tree.put("path", argument.place().toString());
        tree.put("uses", argument.uses().stream().map(ExplanationTree::use).toList());
        return tree;
    }

    /** A value, or that only a run tells it. */
    private static void put(Map<String, @Nullable Object> tree, @Nullable Object value) {
        if (value instanceof NotYetKnown unknown) {
            tree.put("needs", unknown.task());
        } else {
            tree.put("value", value);
        }
    }

    private static void place(Map<String, @Nullable Object> tree, Optional<Span> place) {
        place.ifPresent(span -> tree.put("path", span.toString()));
    }
}
