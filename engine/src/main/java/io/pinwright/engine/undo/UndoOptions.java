package io.pinwright.engine.undo;

import java.util.List;

/**
 * How a run is taken back.
 *
 * @param force parts of targets that are taken back although others changed them since
 */
public record UndoOptions(List<String> force) {

    public static final UndoOptions NONE = new UndoOptions(List.of());

    public UndoOptions {
        force = List.copyOf(force);
    }

    boolean forces(String target) {
        return force.stream().anyMatch(target::contains);
    }
}
