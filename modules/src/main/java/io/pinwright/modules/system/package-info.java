/**
 * What a host is: its facts as a value, a tree and a table, and the module {@code setup} that gathers them. Also reads a captured
 * {@code /proc} and {@code /sys} offline. Uses {@code cpu}, {@code libvirt}, {@code vhost}, {@code irq} and {@code net}.
 */
@NullMarked
package io.pinwright.modules.system;

import org.jspecify.annotations.NullMarked;
