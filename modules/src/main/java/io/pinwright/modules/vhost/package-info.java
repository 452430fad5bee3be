/**
 * The threads of running domains, vhost workers above all: where they are, where they may run, how they get where they shall run,
 * and the whole dataplane wish in one task. Builds on {@code libvirt}, {@code irq}, {@code net} and {@code cpu}; knows no
 * diagnosis and no rendering.
 */
@NullMarked
package io.pinwright.modules.vhost;

import org.jspecify.annotations.NullMarked;
