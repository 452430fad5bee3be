/**
 * The programs of a KVM host beside virsh: taskset, ethtool, systemctl, sysctl, lscpu and their like, on a simulated kernel. Their
 * texts are those of Debian 12; each refuses what it does not know.
 */
@NullMarked
package io.pinwright.simulator.tool;

import org.jspecify.annotations.NullMarked;
