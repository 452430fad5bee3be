package io.pinwright.engine.plan;

import io.pinwright.engine.playbook.Play;
import io.pinwright.engine.playbook.Task;
import io.pinwright.engine.template.Values;
import io.pinwright.engine.template.Variables;
import io.pinwright.engine.yaml.YamlNode;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A host's variables during a play, in Ansible's order of precedence: inventory and magic, gathered facts, play, files of the
 * play, task, what tasks set and registered, loop item, command line.
 *
 * @param base inventory and magic variables
 * @param play the play's own, files after them
 * @param extra those of the command line, which always win
 */
public record HostVariables(Variables base, Map<String, @Nullable Object> play, Map<String, @Nullable Object> extra) {

    /** A play's own variables and those of its files: the same for all its hosts, so made once a play. */
    public static Map<String, @Nullable Object> of(Play play) {
        Map<String, @Nullable Object> own = new LinkedHashMap<>(values(play.vars()));
        own.putAll(values(play.fileVars()));
        return Collections.unmodifiableMap(own);
    }

    /**
     * What a task sees.
     *
     * @param own the task's variables, as {@link #of(Task)} makes them
     */
    Variables of(
            Map<String, @Nullable Object> own,
            Map<String, @Nullable Object> gathered,
            Map<String, @Nullable Object> facts) {
        return layer(layer(layer(layer(base, gathered), play), own), facts);
    }

    /** A task's own variables. */
    static Map<String, @Nullable Object> of(Task task) {
        return values(task.vars());
    }

    /** The same with the loop's variables, and the command line's on top of all. */
    public Variables complete(Variables task, Map<String, @Nullable Object> loop) {
        return layer(layer(task, loop), extra);
    }

    private static Variables layer(Variables outer, Map<String, @Nullable Object> inner) {
        return inner.isEmpty() ? outer : outer.with(inner);
    }

    private static Map<String, @Nullable Object> values(Map<String, YamlNode> nodes) {
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        nodes.forEach((name, node) -> values.put(name, Values.of(node)));
        return values;
    }
}
