/**
 * What the kernel of a simulated host shows and does: its CPUs and NUMA nodes, network devices, interrupts, threads with their
 * affinities, and the files of /proc and /sys for all of them. The rules are those of Linux 6.1, as seen on a real host where one
 * could be looked at.
 */
@NullMarked
package io.pinwright.simulator.kernel;

import org.jspecify.annotations.NullMarked;
