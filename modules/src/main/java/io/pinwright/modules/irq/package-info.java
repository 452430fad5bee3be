/**
 * Interrupts: what the kernel says of them, which belong to a NIC and which of those serve a queue. Uses {@code cpu}; knows no
 * domains and nothing of a NIC beyond its name, its place in sysfs and what lies under it.
 */
@NullMarked
package io.pinwright.modules.irq;

import org.jspecify.annotations.NullMarked;
