package io.pinwright.engine.explain;

import io.pinwright.engine.explain.VariableExplanation.InPlays;
import io.pinwright.engine.explain.VariableExplanation.PlayName;
import io.pinwright.engine.inventory.Definition;
import io.pinwright.engine.source.Diagnostic;
import io.pinwright.engine.source.DiagnosticException;
import io.pinwright.engine.source.NearestName;
import io.pinwright.engine.source.Source;
import io.pinwright.engine.source.Span;
import io.pinwright.engine.template.NotYetKnown;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Says where a variable has its value from. Pure. */
public final class VariableExplainer {

    private VariableExplainer() {}

    /**
     * Explains a variable, or a part of one.
     *
     * @param expression a name, with keys and indexes behind it for a part
     * @param scopes of one host, at least one
     * @throws DiagnosticException when there is no such variable, or it has no such part
     */
    public static VariableExplanation explain(String expression, List<Scope> scopes) {
        Set<String> names = new TreeSet<>();
        scopes.forEach(scope -> names.addAll(scope.names()));
        VariablePath path = VariablePath.of(expression, names);
        if (path.name().equals("hostvars") && !path.keys().isEmpty()) {
            throw new DiagnosticException(Diagnostic.error(null, "`hostvars` is explained as a whole only")
                    .fix("ask for the variable on the other host: `explain var "
                            + path.keys().get(0) + " "
                            + (path.keys().size() > 1 ? path.keys().get(1) : "NAME") + "`"));
        }
        Map<InPlays, List<PlayName>> values = new LinkedHashMap<>();
        for (Scope scope : scopes) {
            List<Definition> definitions = scope.definitions(path.name());
            if (!definitions.isEmpty()) {
                List<PlayName> plays =
                        values.computeIfAbsent(explained(path, scope, definitions), key -> new ArrayList<>());
                scope.play()
                        .ifPresent(play -> plays.add(new PlayName(play.name().text(), play.span())));
            }
        }
        if (values.isEmpty()) {
            throw unknown(path.name(), scopes.get(0).host().name(), names);
        }
        List<InPlays> all = new ArrayList<>();
        values.forEach((value, plays) -> all.add(value.withPlays(plays)));
        return new VariableExplanation(scopes.get(0).host().name(), expression, path.name(), all);
    }

    private static InPlays explained(VariablePath path, Scope scope, List<Definition> definitions) {
        Shown shown = new Shown(scope.templates(), scope.variables());
        Definition winner = new InPlays(List.of(), null, Optional.empty(), false, definitions, List.of()).winner();
        Object raw = path.in(winner.value());
        Shown.Result value = winner.value() instanceof NotYetKnown
                ? new Shown.Result(winner.value(), Optional.empty())
                : value(path, shown);
        return new InPlays(
                List.of(),
                value.value(),
                value.problem(),
                Shown.isTemplate(raw),
                definitions.stream()
                        .map(one -> one.withValue(Masking.of(path.name(), one.value())))
                        .toList(),
                shown.uses(raw, name -> scope.definitions(name).stream().findFirst()));
    }

    private static Shown.Result value(VariablePath path, Shown shown) {
        Shown.Result whole = shown.variable(path.name());
        if (path.keys().isEmpty() || whole.problem().isPresent()) {
            return whole;
        }
        Shown.Result part = shown.part(
                path,
                new Span(new Source("NAME", path.text()), 1, 1, path.text().length()));
        part.problem().ifPresent(problem -> {
            throw new DiagnosticException(
                    Diagnostic.error(null, "`" + path.name() + "` has no part `" + path.text() + "`")
                            .why(problem));
        });
        return part;
    }

    private static DiagnosticException unknown(String name, String host, Set<String> names) {
        return new DiagnosticException(
                Diagnostic.error(null, "no variable `" + name + "` is defined for `" + host + "`")
                        .fix(NearestName.hint(name, names)));
    }
}
