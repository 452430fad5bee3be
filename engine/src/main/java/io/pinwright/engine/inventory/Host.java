package io.pinwright.engine.inventory;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A host of the inventory.
 *
 * @param name as written there
 * @param groups names of all groups it is in, directly or through other groups, sorted, without {@code all}
 * @param vars its variables with those of its groups, by Ansible's precedence; each knows where it was written
 * @param inventoryFile the source that named it first, or null for a host that no source names
 * @param implicit whether it is the {@code localhost} that every inventory has without naming it
 */
public record Host(
        String name,
        List<String> groups,
        Map<String, Variable> vars,
        @Nullable String inventoryFile,
        boolean implicit) {

    public Host {
        groups = List.copyOf(groups);
        vars = Collections.unmodifiableMap(vars);
    }

    /** The variables' values alone. */
    public Map<String, @Nullable Object> values() {
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        vars.forEach((key, variable) -> values.put(key, variable.value()));
        return Collections.unmodifiableMap(values);
    }
}
