/**
 * Inventories: sources to hosts, groups and their variables, in Ansible's order and precedence; patterns that choose hosts.
 * Depends on {@code source}, {@code yaml} and {@code template}; knows nothing of playbooks or of how hosts are reached.
 */
@NullMarked
package io.pinwright.engine.inventory;

import org.jspecify.annotations.NullMarked;
