/**
 * The file system of a simulated host: a tree in memory, mirrored into a folder when one is wanted. It never follows a path of the
 * machine, so nothing that a script does can reach the machine. Depends on {@code simulator.shell} alone.
 */
@NullMarked
package io.pinwright.simulator.folder;

import org.jspecify.annotations.NullMarked;
