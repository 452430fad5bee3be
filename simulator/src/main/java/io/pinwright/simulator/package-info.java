/**
 * KVM hosts that do not exist: each has files, a kernel, a libvirt and a real SSH server on loopback. For the demo, and as a JUnit
 * extension for everybody's playbooks. The only package that knows the SSH server library.
 */
@NullMarked
package io.pinwright.simulator;

import org.jspecify.annotations.NullMarked;
