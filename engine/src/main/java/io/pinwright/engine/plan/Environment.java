package io.pinwright.engine.plan;

import io.pinwright.engine.host.Step;
import io.pinwright.engine.module.Change;
import io.pinwright.engine.source.Diagnostic;
import io.pinwright.engine.source.DiagnosticException;
import io.pinwright.engine.source.Secret;
import io.pinwright.engine.source.Span;
import io.pinwright.engine.template.Templates;
import io.pinwright.engine.template.Values;
import io.pinwright.engine.template.Variables;
import io.pinwright.engine.yaml.YamlNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The keyword {@code environment}: variables for the commands of tasks that run what the user wrote. Other modules refuse it,
 * because their reads, which all tasks of a host share, would not see it, and so they would compare one thing and change another.
 */
final class Environment {

    private Environment() {}

    /**
     * The variables of all mappings, later ones winning.
     *
     * @throws DiagnosticException when one is no mapping of names to plain values, or holds a secret
     */
    static Map<String, String> of(List<YamlNode> written, Templates templates, Variables variables) {
        Map<String, String> all = new LinkedHashMap<>();
        for (YamlNode node : written) {
            Object value = templates.resolve(Values.of(node), variables);
            if (!(value instanceof Map<?, ?> mapping)) {
                throw new DiagnosticException(
                        Diagnostic.error(node.span(), "environment must be a mapping of names to values")
                                .fix("write `environment: {NAME: value}`"));
            }
            mapping.forEach((name, item) -> all.put(name(name, node.span()), text(name, item, node.span())));
        }
        return all;
    }

    private static String name(@Nullable Object name, Span span) {
        String text = String.valueOf(name);
        if (!text.matches("[A-Za-z_][A-Za-z0-9_]*")) {
            throw new DiagnosticException(
                    Diagnostic.error(span, "environment: `" + text + "` is not the name of a variable")
                            .fix("use letters, digits and `_`, not beginning with a digit"));
        }
        return text;
    }

    private static String text(@Nullable Object name, @Nullable Object value, Span span) {
        if (value instanceof Secret) {
            throw new DiagnosticException(Diagnostic.error(span, "environment: `" + name + "` holds a secret")
                    .why("other users of a host can see what travels in an environment")
                    .fix("hand it over by `stdin`"));
        }
        if (value instanceof Boolean flag) {
            return flag ? "True" : "False";
        }
        if (value instanceof String || value instanceof Number) {
            return value.toString();
        }
        throw new DiagnosticException(
                Diagnostic.error(span, "environment: the value of `" + name + "` must be a text or a number"));
    }

    /** Changes whose commands run with these variables; what a step brings itself wins. */
    static List<Change> given(List<Change> changes, Map<String, String> environment) {
        return environment.isEmpty()
                ? changes
                : changes.stream().map(change -> given(change, environment)).toList();
    }

    private static Change given(Change change, Map<String, String> environment) {
        List<Step> steps =
                change.steps().stream().map(step -> given(step, environment)).toList();
        return change.withSteps(steps);
    }

    private static Step given(Step step, Map<String, String> environment) {
        if (!(step instanceof Step.Run run)) {
            return step;
        }
        Map<String, String> all = new LinkedHashMap<>(environment);
        all.putAll(run.environment());
        return new Step.Run(
                run.argv(),
                run.stdin(),
                all,
                run.directory(),
                run.timeout(),
                run.okExits(),
                run.inverse(),
                run.predicts());
    }
}
