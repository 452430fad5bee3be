/**
 * What was done to which host, written down before it is done: the values, and where they go. Knows no playbook and no module's
 * arguments. Must not depend on {@code plan}, {@code apply} or {@code transport}.
 */
@NullMarked
package io.pinwright.engine.journal;

import org.jspecify.annotations.NullMarked;
