/**
 * What taking back a run comes to on a host, from what its journal says and what the host answers now: pure functions, no I/O.
 * Must not depend on {@code plan}, {@code apply} or {@code transport}.
 */
@NullMarked
package io.pinwright.engine.undo;

import org.jspecify.annotations.NullMarked;
