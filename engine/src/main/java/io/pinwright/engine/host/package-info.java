/**
 * Reading a host and changing it, as values: {@link io.pinwright.engine.host.Observation} says what to read and makes a
 * value of the answers, {@link io.pinwright.engine.host.Step} says what to do. Nothing here touches a host; the transport
 * turns queries and steps into exchanges. Must not depend on playbooks, modules or a transport.
 */
@NullMarked
package io.pinwright.engine.host;

import org.jspecify.annotations.NullMarked;
