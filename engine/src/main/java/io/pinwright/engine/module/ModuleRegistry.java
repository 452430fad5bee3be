package io.pinwright.engine.module;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The modules that playbooks may name. Immutable. */
public final class ModuleRegistry {

    private final Map<String, AnyModule<?>> byName;

    private ModuleRegistry(Map<String, AnyModule<?>> byName) {
        this.byName = byName;
    }

    /**
     * A registry of these modules, under their names, their aliases and {@code ansible.builtin.NAME}.
     *
     * @throws IllegalArgumentException when two modules have one name
     */
    public static ModuleRegistry of(Collection<? extends AnyModule<?>> modules) {
        Map<String, AnyModule<?>> byName = new LinkedHashMap<>();
        for (AnyModule<?> module : modules) {
            add(byName, module.spec().name(), module);
            module.spec().aliases().forEach(alias -> add(byName, alias, module));
        }
        return new ModuleRegistry(byName);
    }

    private static void add(Map<String, AnyModule<?>> byName, String name, AnyModule<?> module) {
        if (byName.put(name, module) != null) {
            throw new IllegalArgumentException("two modules are named " + name);
        }
    }

    public Optional<AnyModule<?>> find(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    /** All names and aliases. */
    public Collection<String> names() {
        return Collections.unmodifiableSet(byName.keySet());
    }

    /** Each module once, by its own name. */
    public List<AnyModule<?>> modules() {
        return byName.values().stream().distinct().toList();
    }
}
