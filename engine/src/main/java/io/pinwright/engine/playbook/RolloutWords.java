package io.pinwright.engine.playbook;

import io.pinwright.engine.source.Diagnostic;
import io.pinwright.engine.source.Diagnostics;
import io.pinwright.engine.source.Span;
import io.pinwright.engine.template.TemplateText;
import io.pinwright.engine.yaml.YamlNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a play says of its roll-out, as written. Numbers are checked when the file is read; templates when the run begins.
 *
 * @param serial sizes of batches; a template may give a list of them
 * @param maxFailPercentage 0 to 100
 */
public record RolloutWords(List<TemplateText> serial, Optional<TemplateText> maxFailPercentage) {

    private static final String SERIAL = "a number of hosts, a percentage from 1% to 100%, or a list of them";
    private static final String PERCENTAGE = "a number from 0 to 100";
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,9}(\\.[0-9]{1,9})?%?");

    public RolloutWords {
        serial = List.copyOf(serial);
    }

    /** Reads a play's keys; what is wrong with them is reported, templates excepted. */
    static RolloutWords read(Fields play, Diagnostics diagnostics) {
        List<TemplateText> serial = new ArrayList<>();
        play.node("serial").ifPresent(node -> {
            List<YamlNode> items = node instanceof YamlNode.Sequence list ? list.items() : List.of(node);
            items.forEach(item -> text("serial", SERIAL, item, diagnostics).ifPresent(serial::add));
        });
        RolloutWords words = new RolloutWords(
                serial,
                play.node("max_fail_percentage")
                        .flatMap(node -> text("max_fail_percentage", PERCENTAGE, node, diagnostics)));
        words.withoutTemplates().resolve(TemplateText::text, diagnostics);
        return words;
    }

    private static Optional<TemplateText> text(String key, String due, YamlNode node, Diagnostics diagnostics) {
        if (node instanceof YamlNode.Scalar scalar && !scalar.isNull()) {
            return Optional.of(new TemplateText(scalar.text(), scalar.span()));
        }
        diagnostics.add(wrong(key, due, node.span(), node.kind()));
        return Optional.empty();
    }

    private RolloutWords withoutTemplates() {
        return new RolloutWords(
                serial.stream().filter(RolloutWords::isPlain).toList(),
                maxFailPercentage.filter(RolloutWords::isPlain));
    }

    private static boolean isPlain(TemplateText word) {
        return !TemplateText.isTemplate(word.text());
    }

    /**
     * What the words come to.
     *
     * @param values what each is, with its templates evaluated
     * @param diagnostics told of each that is no number in its range
     */
    public Rollout resolve(Function<TemplateText, @Nullable Object> values, Diagnostics diagnostics) {
        List<BatchSize> sizes = new ArrayList<>();
        for (TemplateText word : serial) {
            Object value = values.apply(word);
            for (Object item : value instanceof List<?> list ? list : Collections.singletonList(value)) {
                Optional<BatchSize> size = BatchSize.parse(String.valueOf(item));
                size.ifPresent(sizes::add);
                if (size.isEmpty()) {
                    diagnostics.add(wrong("serial", SERIAL, word.span(), "`" + item + "`"));
                }
            }
        }
        OptionalDouble percentage = OptionalDouble.empty();
        if (maxFailPercentage.isPresent()) {
            TemplateText word = maxFailPercentage.get();
            Object value = values.apply(word);
            percentage = percentage(String.valueOf(value).strip());
            if (percentage.isEmpty()) {
                diagnostics.add(wrong("max_fail_percentage", PERCENTAGE, word.span(), "`" + value + "`"));
            }
        }
        return new Rollout(sizes, percentage);
    }

    /** A percent sign may follow, as in Ansible. */
    private static OptionalDouble percentage(String text) {
        if (!NUMBER.matcher(text).matches()) {
            return OptionalDouble.empty();
        }
        double number = Double.parseDouble(text.replace("%", ""));
        return number <= 100 ? OptionalDouble.of(number) : OptionalDouble.empty();
    }

    private static Diagnostic wrong(String key, String due, Span span, String is) {
        Diagnostic problem = Diagnostic.error(span, "`" + key + "` must be " + due + ", but is " + is);
        return key.equals("serial")
                ? problem.fix("write for example `serial: 2`, `serial: 30%` or `serial: [1, 5, 30%]`")
                : problem.fix("write for example `max_fail_percentage: 30`; 0 stops at the first host that fails");
    }
}
