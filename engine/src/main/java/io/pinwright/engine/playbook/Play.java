package io.pinwright.engine.playbook;

import io.pinwright.engine.source.Span;
import io.pinwright.engine.template.TemplateText;
import io.pinwright.engine.yaml.YamlNode;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A play, names checked, nothing templated.
 *
 * @param name as written; the host pattern when there is none
 * @param hosts host patterns, to be joined by commas; may hold templates
 * @param vars the play's own variables, with their places
 * @param fileVars those of {@code vars_files}, the later file winning; they win over {@code vars}
 * @param rollout {@code serial} and {@code max_fail_percentage}
 * @param gatherFacts empty when not written, which means yes
 * @param tasks of pre_tasks, tasks and post_tasks in this order; each says where it stands
 * @param handlers in the order written, in which they run
 * @param keywords those that the tasks inherit; the tasks' own keywords have them already
 * @param hiddenFileVars values of {@code vars_files} that a later file replaced, the nearest first; for explanations
 */
public record Play(
        TemplateText name,
        List<TemplateText> hosts,
        Map<String, YamlNode> vars,
        Map<String, YamlNode> fileVars,
        RolloutWords rollout,
        Optional<Flag> gatherFacts,
        List<Task> tasks,
        List<Task> handlers,
        Keywords keywords,
        Map<String, List<YamlNode>> hiddenFileVars,
        Span span) {

    public Play {
        hosts = List.copyOf(hosts);
        vars = Collections.unmodifiableMap(new LinkedHashMap<>(vars));
        fileVars = Collections.unmodifiableMap(new LinkedHashMap<>(fileVars));
        tasks = List.copyOf(tasks);
        handlers = List.copyOf(handlers);
        hiddenFileVars = hiddenFileVars.entrySet().stream()
                .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, hidden -> List.copyOf(hidden.getValue())));
    }
}
