/** The controller itself as a host: a shell as a process, behind the same seam as SSH. */
@NullMarked
package io.pinwright.engine.transport.local;

import org.jspecify.annotations.NullMarked;
