/**
 * Runs plays on hosts: plans from what was read, writes, reads again. One thread a host; nothing mutable crosses hosts.
 */
@NullMarked
package io.pinwright.engine.apply;

import org.jspecify.annotations.NullMarked;
