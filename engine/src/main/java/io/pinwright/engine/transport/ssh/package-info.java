/**
 * Connections by SSH. JSch is used here alone; none of its types or exceptions leaves this package. What users of ssh
 * rely on and JSch lacks is ours: ssh_config, known_hosts and its policies, jump hosts, deadlines.
 */
@NullMarked
package io.pinwright.engine.transport.ssh;

import org.jspecify.annotations.NullMarked;
