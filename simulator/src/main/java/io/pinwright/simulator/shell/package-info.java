/**
 * A POSIX shell of our own for simulated hosts: it runs real scripts on a file system that is not the machine's, so nothing a
 * script does can touch the machine. Pinned to the real shells by contract tests.
 */
@NullMarked
package io.pinwright.simulator.shell;

import org.jspecify.annotations.NullMarked;
