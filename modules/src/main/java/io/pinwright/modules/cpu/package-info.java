/** Sets of CPUs and the NUMA topology of a host, from sysfs texts. Knows no libvirt and no interrupts. */
@NullMarked
package io.pinwright.modules.cpu;

import org.jspecify.annotations.NullMarked;
