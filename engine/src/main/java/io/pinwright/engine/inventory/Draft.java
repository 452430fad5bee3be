package io.pinwright.engine.inventory;

import io.pinwright.engine.source.Diagnostic;
import io.pinwright.engine.source.Diagnostics;
import io.pinwright.engine.source.Span;
import io.pinwright.engine.template.TemplateText;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The hosts and groups while sources are read. Not thread-safe. */
final class Draft {

    static final String ALL = "all";
    static final String UNGROUPED = "ungrouped";

    /** A group that is being filled. */
    static final class GroupDraft {
        final String name;
        final Set<HostDraft> hosts = new LinkedHashSet<>();
        final Set<GroupDraft> children = new LinkedHashSet<>();
        final Set<GroupDraft> parents = new LinkedHashSet<>();
        final Map<String, Variable> vars = new LinkedHashMap<>();
        int priority = 1;
        int depth;

        GroupDraft(String name) {
            this.name = name;
        }
    }

    /** A host that is being filled. */
    static final class HostDraft {
        final String name;
        final @Nullable String inventoryFile;
        final Set<GroupDraft> groups = new LinkedHashSet<>();
        final Map<String, Variable> vars = new LinkedHashMap<>();

        HostDraft(String name, @Nullable String inventoryFile) {
            this.name = name;
            this.inventoryFile = inventoryFile;
        }
    }

    final Map<String, GroupDraft> groups = new LinkedHashMap<>();
    final Map<String, HostDraft> hosts = new LinkedHashMap<>();
    final Diagnostics diagnostics;

    Draft(Diagnostics diagnostics) {
        this.diagnostics = diagnostics;
        link(group(ALL), group(UNGROUPED));
    }

    GroupDraft group(String name) {
        return groups.computeIfAbsent(name, GroupDraft::new);
    }

    /** Adds a host to a group, and to the inventory if it is new there. */
    HostDraft host(String name, GroupDraft group, String inventoryFile) {
        HostDraft host = hosts.computeIfAbsent(name, key -> new HostDraft(key, inventoryFile));
        group.hosts.add(host);
        host.groups.add(group);
        return host;
    }

    /** Makes a group the child of another; a circle is reported at the place. */
    void child(GroupDraft parent, GroupDraft child, Span span) {
        if (parent.children.contains(child)) {
            return;
        }
        if (parent == child || ancestors(parent).contains(child)) {
            diagnostics.add(Diagnostic.error(
                            span, "the group `" + child.name + "` would be below itself, through `" + parent.name + "`")
                    .why("the children of a group must not lead back to it")
                    .fix("remove one of the `children` entries of this circle"));
            return;
        }
        link(parent, child);
    }

    private static void link(GroupDraft parent, GroupDraft child) {
        parent.children.add(child);
        child.parents.add(parent);
    }

    static Set<GroupDraft> ancestors(GroupDraft group) {
        Set<GroupDraft> found = new HashSet<>();
        Deque<GroupDraft> open = new ArrayDeque<>(group.parents);
        while (!open.isEmpty()) {
            GroupDraft next = open.pop();
            if (found.add(next)) {
                open.addAll(next.parents);
            }
        }
        return found;
    }

    void groupVariable(GroupDraft group, String name, Variable variable) {
        if (name.equals("ansible_group_priority")) {
            if (variable.value() instanceof Long number && Math.abs(number) <= 1_000_000) {
                group.priority = number.intValue();
            } else {
                diagnostics.add(Diagnostic.error(variable.origin(), "`ansible_group_priority` must be a whole number"));
            }
            return;
        }
        checkName(name, variable.origin());
        group.vars.put(name, variable.hiding(group.vars.get(name)));
    }

    /** Sets a host's variable; a second value for it in the same file is reported, since only one counts. */
    void hostVariable(HostDraft host, String name, Variable variable) {
        checkName(name, variable.origin());
        Variable before = host.vars.get(name);
        host.vars.put(name, variable.hiding(before));
        if (before != null
                && before.origin().source().equals(variable.origin().source())
                && !text(before.value()).equals(text(variable.value()))) {
            diagnostics.add(Diagnostic.warning(
                            variable.origin(),
                            "`" + name + "` of host `" + host.name + "` is set twice; this value counts")
                    .why("the other value stands at " + before.origin()));
        }
    }

    private static String text(@Nullable Object value) {
        return value instanceof TemplateText template ? template.text() : String.valueOf(value);
    }

    private void checkName(String name, Span span) {
        if (name.isEmpty() || name.indexOf(' ') >= 0 || name.indexOf('\t') >= 0) {
            diagnostics.add(Diagnostic.error(span, "`" + name + "` is not a name for a variable")
                    .why("expressions could not refer to it"));
        }
    }

    /** Gives every group its way to {@code all} and its depth, and sorts out who is ungrouped. */
    void reconcile() {
        GroupDraft all = group(ALL);
        for (GroupDraft group : groups.values()) {
            if (group != all && group.parents.isEmpty()) {
                link(all, group);
            }
        }
        GroupDraft ungrouped = group(UNGROUPED);
        for (HostDraft host : hosts.values()) {
            boolean grouped = host.groups.stream().anyMatch(group -> group != all && group != ungrouped);
            if (grouped && host.groups.remove(ungrouped)) {
                ungrouped.hosts.remove(host);
            } else if (!grouped) {
                ungrouped.hosts.add(host);
                host.groups.add(ungrouped);
            }
            if (groups.containsKey(host.name)) {
                diagnostics.add(Diagnostic.warning(null, "`" + host.name + "` is the name of a host and of a group")
                        .why("a pattern with this name means the host")
                        .fix("rename one of them"));
            }
        }
        setDepths(all);
    }

    /** The longest way from {@code all}, in topological order. */
    private void setDepths(GroupDraft all) {
        Map<GroupDraft, Integer> missing = new LinkedHashMap<>();
        groups.values().forEach(group -> missing.put(group, group.parents.size()));
        Deque<GroupDraft> ready = new ArrayDeque<>(List.of(all));
        while (!ready.isEmpty()) {
            GroupDraft group = ready.pop();
            for (GroupDraft child : group.children) {
                child.depth = Math.max(child.depth, group.depth + 1);
                if (missing.merge(child, -1, Integer::sum) == 0) {
                    ready.add(child);
                }
            }
        }
    }

    /** The hosts of a group and of all groups below it, nearest groups first, each once. */
    static List<HostDraft> hostsBelow(GroupDraft group) {
        Set<HostDraft> found = new LinkedHashSet<>();
        Set<GroupDraft> seen = new HashSet<>(Set.of(group));
        Deque<GroupDraft> open = new ArrayDeque<>(List.of(group));
        while (!open.isEmpty()) {
            GroupDraft next = open.poll();
            found.addAll(next.hosts);
            next.children.stream().filter(seen::add).forEach(open::add);
        }
        return new ArrayList<>(found);
    }
}
