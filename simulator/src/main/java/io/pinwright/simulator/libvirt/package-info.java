/**
 * A libvirt of our own for simulated hosts: domains with a persistent and a live definition, and a {@code virsh} that answers with
 * the texts and exit codes of libvirt 9.0. Texts were taken from the real tool. It is a fake: it knows what tuning a guest's
 * dataplane needs and says that it does not know the rest.
 */
@NullMarked
package io.pinwright.simulator.libvirt;

import org.jspecify.annotations.NullMarked;
