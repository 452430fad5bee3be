package io.pinwright.runner.render;

import io.pinwright.engine.explain.ChangeExplanation;
import io.pinwright.engine.explain.ChangeExplanation.Argument;
import io.pinwright.engine.explain.ChangeExplanation.Read;
import io.pinwright.engine.explain.ChangeExplanation.Turn;
import io.pinwright.engine.explain.Use;
import io.pinwright.engine.explain.VariableExplanation;
import io.pinwright.engine.explain.VariableExplanation.InPlays;
import io.pinwright.engine.inventory.Definition;
import io.pinwright.engine.module.Change;
import io.pinwright.engine.module.Effect;
import io.pinwright.engine.report.Status;
import io.pinwright.engine.source.Span;
import io.pinwright.engine.template.NotYetKnown;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Explanations as lines for people. */
public final class ExplanationText {

    private static final int VALUE_MAX = 120;
    private static final int COMMAND_MAX = 120;
    private static final String NOWHERE = "-";

    private final Colours colours;
    private final List<String> lines = new ArrayList<>();

    private ExplanationText(Colours colours) {
        this.colours = colours;
    }

    /** Where a variable has its value from. */
    public static List<String> of(VariableExplanation explanation, Colours colours) {
        ExplanationText text = new ExplanationText(colours);
        explanation.values().forEach(value -> text.variable(explanation, value));
        return text.lines;
    }

    private void variable(VariableExplanation explanation, InPlays value) {
        if (!lines.isEmpty()) {
            lines.add("");
        }
        lines.add(colours.strong(explanation.expression() + " of " + explanation.host() + ": "
                + (value.problem().isPresent() ? "it has no value" : shown(value.value()))));
        value.problem()
                .ifPresent(problem -> problem.lines()
                        .forEach(line -> lines.add("  " + colours.status(Status.FAILED, Printable.line(line)))));
        value.plays().forEach(play -> lines.add("  in the play `" + play.name() + "` at " + play.place()));
        lines.add("  given by, the strongest first:");
        for (Definition definition : value.definitions()) {
            boolean winner = definition == value.winner();
            String line = (winner ? "  > " : "    ") + place(definition.place()) + "  " + definition.rule() + ": "
                    + shown(definition.value());
            lines.add(winner ? colours.added(line) : line);
        }
        if (!value.uses().isEmpty()) {
            lines.add("  its template uses:");
            uses(value.uses(), "    ");
        }
    }

    /** Why something would change. */
    public static List<String> of(ChangeExplanation explanation, Colours colours) {
        ExplanationText text = new ExplanationText(colours);
        explanation.turns().forEach(text::turn);
        return text.lines;
    }

    private void turn(Turn turn) {
        if (!lines.isEmpty()) {
            lines.add("");
        }
        lines.add(colours.strong("TASK [" + Printable.line(turn.name()) + "]"
                + (turn.item() == null ? "" : " (item=" + Printable.line(turn.item()) + ")")));
        lines.add("  at " + place(turn.place()) + ", in the play `" + Printable.line(turn.play()) + "`");
        lines.add("  " + turn.module() + ": " + turn.summary());
        why(turn);
        turn.changes().forEach(this::change);
        if (turn.otherChanges() > 0) {
            lines.add(colours.faint("  and " + turn.otherChanges() + " more "
                    + (turn.otherChanges() == 1 ? "change" : "changes") + " of this task, of other things"));
        }
        if (!turn.arguments().isEmpty()) {
            lines.add("  its arguments:");
            turn.arguments().forEach(this::argument);
        }
        if (!turn.reads().isEmpty()) {
            lines.add("  it rests on these reads:");
            turn.reads().forEach(this::read);
        }
    }

    private void why(Turn turn) {
        Printable.of(turn.why().text()).lines().forEach(line -> lines.add("  " + colours.status(turn.status(), line)));
        turn.why().place().ifPresent(place -> lines.add("    at " + place));
        uses(turn.why().uses(), "    ");
    }

    private void change(Change change) {
        String sign = change.action() ? ">" : change.before() == null ? "+" : change.after() == null ? "-" : "~";
        lines.add(colours.status(Status.CHANGED, "  " + sign + " " + Printable.line(change.summary())));
        lines.add("      takes effect " + (change.effect() == Effect.NOW ? "now" : "at the next start")
                + ", disruption: " + change.disruption().label()
                + (change.mayCutOff() ? ", may cut the controller off" : ""));
        change.steps().forEach(step -> lines.add(colours.faint("      $ " + Printable.line(step.describe()))));
    }

    private void argument(Argument argument) {
        lines.add("    " + argument.name() + " = "
                + argument.problem().map(Printable::line).orElseGet(() -> shown(argument.value())));
        lines.add("      " + argument.place()
                + (argument.written() == null ? ": written there" : ": " + shown(argument.written())));
        uses(argument.uses(), "      ");
    }

    private void read(Read read) {
        lines.add("    $ " + command(read.command())
                + read.user()
                        .map(user -> colours.faint("  (as " + Printable.line(user) + ")"))
                        .orElse(""));
    }

    /** Of a script its first line, which says what it does; JSON has it whole. */
    private static String command(String command) {
        int end = command.indexOf('\n');
        String line = Printable.line(end < 0 ? command : command.substring(0, end));
        return line.length() > COMMAND_MAX ? line.substring(0, COMMAND_MAX) + "..." : end < 0 ? line : line + "...";
    }

    private void uses(List<Use> uses, String indent) {
        for (Use use : uses) {
            lines.add(indent + place(use.from().flatMap(Definition::place)) + "  " + use.name() + " = "
                    + use.from()
                            .map(from -> shown(use.value()) + ", " + from.rule())
                            .orElse("(not defined)"));
        }
    }

    private static String place(Optional<Span> place) {
        return place.map(Span::toString).orElse(NOWHERE);
    }

    private static String shown(@Nullable Object value) {
        if (value instanceof NotYetKnown) {
            return "(only a run tells)";
        }
        String json = Printable.line(Json.compact(value));
        return json.length() > VALUE_MAX ? json.substring(0, VALUE_MAX) + "..." : json;
    }
}
