package io.pinwright.modules.testing;

import io.pinwright.engine.host.Answer;
import io.pinwright.engine.host.Answers;
import io.pinwright.engine.host.Observation;
import io.pinwright.engine.host.Prediction;
import io.pinwright.engine.host.Query;
import io.pinwright.engine.module.AnyModule;
import io.pinwright.engine.module.ArgumentValue;
import io.pinwright.engine.module.Change;
import io.pinwright.engine.module.TaskModule;
import io.pinwright.engine.source.Diagnostics;
import io.pinwright.engine.source.Source;
import io.pinwright.engine.template.TemplateText;
import io.pinwright.engine.template.Values;
import io.pinwright.engine.yaml.Yaml;
import io.pinwright.engine.yaml.YamlNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** A module with arguments, and answers of a host to look at with it. */
public final class Given {

    private Given() {}

    /** A module's arguments as a playbook writes them. */
    public static <A> A args(AnyModule<A> module, String yaml) {
        return module.bind(module.spec().bind(value(yaml)));
    }

    /** The same with a value put in that YAML cannot say, a secret for example. */
    public static <A> A args(AnyModule<A> module, String yaml, String name, Object special) {
        ArgumentValue given = value(yaml);
        Map<String, ArgumentValue> entries = new LinkedHashMap<>(given.entries());
        entries.put(name, new ArgumentValue(special, given.span()));
        return module.bind(module.spec().bind(new ArgumentValue(entries, given.span())));
    }

    public static ArgumentValue value(String yaml) {
        Diagnostics diagnostics = new Diagnostics();
        YamlNode node = Yaml.parseOne(new Source("task", yaml), diagnostics).orElseThrow();
        diagnostics.throwIfErrors();
        return node(node);
    }

    private static ArgumentValue node(YamlNode node) {
        if (node instanceof YamlNode.Mapping mapping) {
            Map<String, ArgumentValue> entries = new LinkedHashMap<>();
            mapping.entries().forEach(entry -> entries.put(entry.name(), node(entry.value())));
            return new ArgumentValue(entries, node.span());
        }
        if (node instanceof YamlNode.Sequence sequence) {
            return new ArgumentValue(sequence.items().stream().map(Given::node).toList(), node.span());
        }
        Object value = Values.of(node);
        return ArgumentValue.of(value instanceof TemplateText text ? text.text() : value, node.span());
    }

    /** The changes on a host that answers like this. */
    public static <A, S> List<Change> changes(TaskModule<A, S> module, A args, Function<Query, Answer> host) {
        return module.diff(args, observed(module.observe(args), host));
    }

    /** What differs once all that the changes foretell is so: nothing, unless it is done each time. */
    public static <A, S> List<Change> changesAfter(
            TaskModule<A, S> module, A args, Function<Query, Answer> host, List<Change> changes) {
        Map<Query, Answer> predicted = new LinkedHashMap<>();
        changes.forEach(change -> change.steps()
                .forEach(step -> step.predicts()
                        .forEach((Prediction prediction) -> predicted.put(prediction.query(), prediction.answer()))));
        return changes(module, args, query -> predicted.containsKey(query) ? predicted.get(query) : host.apply(query));
    }

    public static <S> S observed(Observation<S> observation, Function<Query, Answer> host) {
        Answers answers = Answers.NONE;
        for (int round = 0; round < 5; round++) {
            Observation.Progress<S> progress = observation.given(answers);
            if (progress.value().isPresent()) {
                return progress.value().get();
            }
            Map<Query, Answer> more = new LinkedHashMap<>();
            progress.needs().forEach(query -> more.put(query, host.apply(query)));
            answers = answers.with(Answers.of(more));
        }
        throw new AssertionError("the observation does not end");
    }
}
