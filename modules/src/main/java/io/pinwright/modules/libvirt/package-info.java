/**
 * libvirt: domain documents that are edited in place, every call of virsh, and the modules {@code virt_interface} and {@code
 * virt_pin}. Knows nothing of vhost threads and interrupts.
 */
@NullMarked
package io.pinwright.modules.libvirt;

import org.jspecify.annotations.NullMarked;
