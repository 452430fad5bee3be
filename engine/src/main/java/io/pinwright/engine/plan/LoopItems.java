package io.pinwright.engine.plan;

import io.pinwright.engine.module.ArgumentValue;
import io.pinwright.engine.playbook.Loop;
import io.pinwright.engine.source.Diagnostic;
import io.pinwright.engine.source.DiagnosticException;
import io.pinwright.engine.template.DependsOnUnknownException;
import io.pinwright.engine.template.TemplateText;
import io.pinwright.engine.template.Templates;
import io.pinwright.engine.template.Values;
import io.pinwright.engine.template.Variables;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a loop runs over on one host, and how each of it is called. Thread-safe. */
final class LoopItems {

    private final Templates templates;
    private final PerTask<Loop, Optional<Object>> written = new PerTask<>();

    LoopItems(Templates templates) {
        this.templates = templates;
    }

    /**
     * The items, in order.
     *
     * @throws DiagnosticException when it is over something undefined, or no list
     * @throws DependsOnUnknownException when it needs a result that is not there yet
     */
    List<@Nullable Object> of(Loop loop, Variables variables) {
        Object value = templates.resolve(
                written.get(loop, key -> Optional.ofNullable(Values.of(key.items())))
                        .orElse(null),
                variables);
        if (!(value instanceof List<?> list)) {
            throw new DiagnosticException(Diagnostic.error(
                            loop.items().span(),
                            "loop must be a list, but is "
                                    + ArgumentValue.of(value, loop.span()).shown())
                    .fix("give a list; of a mapping use `| dict2items`"));
        }
        List<@Nullable Object> items = new ArrayList<>();
        for (Object item : list) {
            if (loop.flatten() && item instanceof List<?> inner) {
                items.addAll(inner);
            } else {
                items.add(item);
            }
        }
        return items;
    }

    /** How reports call an item: by the loop's label, or by what it is. */
    String label(Loop loop, @Nullable Object item, Variables variables) {
        try {
            if (loop.label().isPresent()) {
                TemplateText label = loop.label().get();
                Object text = TemplateText.isTemplate(label.text()) ? label : label.text();
                return String.valueOf(templates.resolve(text, variables));
            }
            // Two expressions make a text, which shows a list or mapping as Ansible does.
            return String.valueOf(templates.resolve(
                    new TemplateText("{{ " + loop.variable() + " }}{{ '' }}", loop.span()), variables));
        } catch (DiagnosticException | DependsOnUnknownException e) {
            return String.valueOf(item);
        }
    }
}
