package io.pinwright.engine.playbook;

import java.util.Optional;

/**
 * What the loader must know of a module to read a task.
 *
 * @param name its own name, whatever alias the task used
 * @param freeForm the argument that a bare string after the module's name stands for; empty when {@code key=value} words are
 *     expected there
 */
public record ModuleShape(String name, Optional<String> freeForm) {}
