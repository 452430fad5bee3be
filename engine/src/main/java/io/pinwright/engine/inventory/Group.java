package io.pinwright.engine.inventory;

import java.util.Collections;
import java.util.List;
import java.util.Map;

/**
 * A group of the inventory.
 *
 * @param hosts names of the hosts that are in it directly, in order
 * @param children names of the groups that are in it directly, in order
 * @param depth the longest way from {@code all}, which has 0
 * @param priority {@code ansible_group_priority}; among groups of one depth the higher one wins
 * @param vars its own variables, of the inventory's files and of group_vars, without those of its parents
 */
public record Group(
        String name, List<String> hosts, List<String> children, int depth, int priority, Map<String, Variable> vars) {

    public Group {
        hosts = List.copyOf(hosts);
        children = List.copyOf(children);
        vars = Collections.unmodifiableMap(vars);
    }
}
