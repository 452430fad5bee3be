/** A host in memory, for tests of everything above the transport. */
@NullMarked
package io.pinwright.engine.host;

import org.jspecify.annotations.NullMarked;
