package io.pinwright.engine.playbook;

import io.pinwright.engine.source.Span;
import io.pinwright.engine.template.TemplateText;
import io.pinwright.engine.yaml.YamlNode;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A task or handler, names checked, nothing templated.
 *
 * @param name as written, may hold a template; the module's name when there is none
 * @param module the module's own name
 * @param moduleSpan where the task names it
 * @param args the module's arguments: the mapping below its name, the words of its string, and {@code args}, in one
 * @param when conditions that must all hold; expressions without braces
 * @param register the variable that keeps the result
 * @param notifies names of handlers, may hold templates
 * @param listen topics of a handler, without templates
 * @param changedWhen conditions that must all hold for the task to count as changed; empty when not written
 * @param failedWhen conditions that must all hold for the task to count as failed; empty when not written
 * @param keywords with what the play says
 * @param span the task's first character
 */
public record Task(
        Section section,
        TemplateText name,
        String module,
        Span moduleSpan,
        YamlNode.Mapping args,
        List<TemplateText> when,
        Optional<Loop> loop,
        Optional<String> register,
        List<TemplateText> notifies,
        List<String> listen,
        Map<String, YamlNode> vars,
        List<TemplateText> changedWhen,
        List<TemplateText> failedWhen,
        Keywords keywords,
        Span span) {

    public Task {
        when = List.copyOf(when);
        notifies = List.copyOf(notifies);
        listen = List.copyOf(listen);
        vars = Collections.unmodifiableMap(new LinkedHashMap<>(vars));
        changedWhen = List.copyOf(changedWhen);
        failedWhen = List.copyOf(failedWhen);
    }
}
