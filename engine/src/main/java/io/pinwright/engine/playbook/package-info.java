/**
 * Playbooks: files to plays and tasks, every name checked and every problem reported at once. What the language has and this
 * version has not is refused by name. Depends on {@code source}, {@code yaml} and {@code template}; knows of modules only
 * their names and whether they take a bare string.
 */
@NullMarked
package io.pinwright.engine.playbook;

import org.jspecify.annotations.NullMarked;
