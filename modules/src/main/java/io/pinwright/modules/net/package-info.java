/**
 * NICs: what each network device of a host is, where it sits, and how many queues it has. Uses {@code cpu} and {@code irq};
 * knows no domains.
 */
@NullMarked
package io.pinwright.modules.net;

import org.jspecify.annotations.NullMarked;
