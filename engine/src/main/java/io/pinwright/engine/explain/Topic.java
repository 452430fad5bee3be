package io.pinwright.engine.explain;

import io.pinwright.engine.explain.ChangeExplanation.Argument;
import io.pinwright.engine.module.Change;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What an explanation is asked about: {@code domain bigip-virtio}, {@code NIC eno1}, {@code queues}. Case is ignored. */
final class Topic {

    private final String whole;

    /** The name behind the kind: {@code eno1}. */
    private final String last;

    Topic(String text) {
        this.whole = text.strip().toLowerCase(Locale.ROOT);
        this.last = whole.substring(whole.lastIndexOf(' ') + 1);
    }

    boolean isOf(Change change) {
        return has(change.target(), whole)
                || has(change.attribute(), whole)
                || has(change.target() + " " + change.attribute(), whole);
    }

    /** Whether a task is about it though it may change nothing: by its name, or by what its arguments name. */
    boolean isOf(String taskName, List<Argument> arguments) {
        return has(taskName, whole)
                || arguments.stream().anyMatch(argument -> has(argument.name(), last) || isIn(argument.value()));
    }

    private boolean isIn(@Nullable Object value) {
        if (value instanceof Map<?, ?> map) {
            return map.entrySet().stream()
                    .anyMatch(entry -> has(String.valueOf(entry.getKey()), last) || isIn(entry.getValue()));
        }
        if (value instanceof List<?> list) {
            return list.stream().anyMatch(this::isIn);
        }
        return value != null && has(String.valueOf(value), last);
    }

    private static boolean has(String text, String part) {
        return text.toLowerCase(Locale.ROOT).contains(part);
    }
}
