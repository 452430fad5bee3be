package io.pinwright.engine.inventory;

import java.util.Locale;

/** What gives variables their values, in Ansible's order of precedence, from weak to strong. */
public enum Precedence {
    /** Variables of the group {@code all} in the inventory's sources. */
    INVENTORY_ALL,
    /** Variables of other groups there: by depth, priority and name. */
    INVENTORY_GROUP,
    GROUP_VARS_ALL,
    PLAYBOOK_GROUP_VARS_ALL,
    GROUP_VARS,
    PLAYBOOK_GROUP_VARS,
    /** Variables of the host in the inventory's sources. */
    INVENTORY_HOST,
    HOST_VARS,
    PLAYBOOK_HOST_VARS,
    /** Variables that are there by themselves: {@code inventory_hostname}, {@code groups}. */
    MAGIC,
    /** Gathered facts: known in a run only. */
    FACTS,
    PLAY_VARS,
    VARS_FILES,
    /** {@code vars} of a task: in that task only. */
    TASK_VARS,
    /** {@code set_fact} and {@code register}: known in a run only, from that task on. */
    SET_BY_TASK,
    /** The item of a loop: in that task only. */
    LOOP,
    /** {@code -e}. */
    EXTRA_VARS;

    /** Whether a value of this rank holds from a play's start to its end. */
    public boolean isLasting() {
        return this != FACTS && this != TASK_VARS && this != SET_BY_TASK && this != LOOP;
    }

    /** {@code group_vars}, {@code inventory_host}, ... */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
