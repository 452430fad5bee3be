/**
 * The program as a process, against what it is made for: real SSH servers, real libvirt daemons, a real KVM host. Slow and in need
 * of root, hence not in the default build: {@code ./run-tests --slow} runs them.
 */
@NullMarked
package io.pinwright.runner.integration;

import org.jspecify.annotations.NullMarked;
