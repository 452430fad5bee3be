/**
 * Connections to hosts and what crosses them. {@link io.pinwright.engine.transport.Transport} is the seam to SSH, a local
 * shell or a simulator; {@link io.pinwright.engine.transport.HostSession} turns queries and steps into one framed exchange
 * with a POSIX shell. All I/O of the engine with hosts is below here.
 */
@NullMarked
package io.pinwright.engine.transport;

import org.jspecify.annotations.NullMarked;
