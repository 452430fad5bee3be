package io.pinwright.engine.playbook;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The modules that tasks may name. */
public interface ModuleShapes {

    /** The module of this name or alias; {@code ansible.builtin.} is taken off by the loader when nothing has the full name. */
    Optional<ModuleShape> find(String name);

    /** All names and aliases, for suggestions. */
    Collection<String> names();

    /** Modules by the names and aliases that tasks may use. */
    static ModuleShapes of(Map<String, ModuleShape> byName) {
        Map<String, ModuleShape> copy = Map.copyOf(byName);
        return new ModuleShapes() {
            @Override
            public Optional<ModuleShape> find(String name) {
                return Optional.ofNullable(copy.get(name));
            }

            @Override
            public Collection<String> names() {
                return List.copyOf(copy.keySet());
            }
        };
    }
}
