/** Tests of what taking back a run comes to. */
@NullMarked
package io.pinwright.engine.undo;

import org.jspecify.annotations.NullMarked;
