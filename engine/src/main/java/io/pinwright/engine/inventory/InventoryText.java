package io.pinwright.engine.inventory;

import io.pinwright.engine.template.TemplateText;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** An inventory in the shapes that {@code ansible-inventory} prints. Pure functions. */
public final class InventoryText {

    private InventoryText() {}

    /**
     * What {@code --list} prints as JSON: groups with {@code hosts} and {@code children}, and {@code _meta.hostvars} with all
     * variables of each host that has any. Keys are sorted; templates stand as written.
     */
    public static Map<String, Object> list(Inventory inventory) {
        Map<String, Object> out = new TreeMap<>();
        Set<String> seen = new HashSet<>();
        inventory.group(Draft.ALL).ifPresent(all -> listGroup(inventory, all, seen, out));
        Map<String, Object> hostvars = new TreeMap<>();
        for (Host host : inventory.hosts()) {
            if (!host.vars().isEmpty()) {
                hostvars.put(host.name(), host(host));
            }
        }
        out.put("_meta", Map.of("hostvars", hostvars));
        return out;
    }

    private static void listGroup(Inventory inventory, Group group, Set<String> seen, Map<String, Object> out) {
        if (!seen.add(group.name())) {
            return;
        }
        Map<String, Object> entry = new TreeMap<>();
        if (!group.name().equals(Draft.ALL) && !group.hosts().isEmpty()) {
            entry.put("hosts", group.hosts());
        }
        if (!group.children().isEmpty()) {
            entry.put("children", group.children());
        }
        if (!entry.isEmpty()) {
            out.put(group.name(), entry);
        }
        for (String child : group.children()) {
            inventory.group(child).ifPresent(next -> listGroup(inventory, next, seen, out));
        }
    }

    /** What {@code --host} prints as JSON: the host's variables, sorted by name. */
    public static Map<String, @Nullable Object> host(Host host) {
        Map<String, @Nullable Object> out = new TreeMap<>();
        host.vars().forEach((name, variable) -> out.put(name, plain(variable.value())));
        return out;
    }

    /**
     * What {@code --graph} prints, without a line end at its end; empty when there is no such group.
     *
     * @param showVariables also the variables of hosts and groups
     */
    public static Optional<String> graph(Inventory inventory, String groupName, boolean showVariables) {
        return inventory.group(groupName).map(group -> {
            List<String> lines = new ArrayList<>();
            graphGroup(inventory, group, 0, showVariables, lines);
            return String.join("\n", lines);
        });
    }

    private static void graphGroup(
            Inventory inventory, Group group, int depth, boolean showVariables, List<String> lines) {
        lines.add(indent(depth) + "@" + group.name() + ":");
        for (String child : group.children()) {
            inventory.group(child).ifPresent(next -> graphGroup(inventory, next, depth + 1, showVariables, lines));
        }
        if (!group.name().equals(Draft.ALL)) {
            for (String name : group.hosts()) {
                lines.add(indent(depth + 1) + name);
                if (showVariables) {
                    inventory.host(name).ifPresent(host -> variables(host.vars(), depth + 2, lines));
                }
            }
        }
        if (showVariables) {
            Map<String, Variable> own = new TreeMap<>(group.vars());
            List<String> shown = new ArrayList<>();
            variables(own, depth + 1, shown);
            if (group.priority() != 1) {
                shown.add(indent(depth + 1) + "{ansible_group_priority = " + group.priority() + "}");
                shown.sort(null);
            }
            lines.addAll(shown);
        }
    }

    private static void variables(Map<String, Variable> variables, int depth, List<String> lines) {
        new TreeMap<>(variables)
                .forEach((name, variable) -> lines.add(indent(depth) + "{" + name + " = "
                        + (plain(variable.value()) instanceof String text ? text : python(plain(variable.value())))
                        + "}"));
    }

    private static String indent(int depth) {
        return depth == 0 ? "" : "  |".repeat(depth) + "--";
    }

    /** With templates as the texts they were written as. */
    private static @Nullable Object plain(@Nullable Object value) {
        if (value instanceof TemplateText template) {
            return template.text();
        }
        if (value instanceof List<?> list) {
            List<@Nullable Object> items = new ArrayList<>();
            list.forEach(item -> items.add(plain(item)));
            return items;
        }
        if (value instanceof Map<?, ?> map) {
            Map<String, @Nullable Object> copy = new LinkedHashMap<>();
            map.forEach((key, item) -> copy.put(String.valueOf(key), plain(item)));
            return copy;
        }
        return value;
    }

    /** As Python prints it. */
    private static String python(@Nullable Object value) {
        if (value == null) {
            return "None";
        }
        if (value instanceof Boolean bool) {
            return bool ? "True" : "False";
        }
        if (value instanceof String text) {
            String quote = text.contains("'") && !text.contains("\"") ? "\"" : "'";
            return quote + text.replace("\\", "\\\\").replace("\n", "\\n").replace(quote, "\\" + quote) + quote;
        }
        if (value instanceof List<?> list) {
            return "["
                    + String.join(", ", list.stream().map(InventoryText::python).toList()) + "]";
        }
        if (value instanceof Map<?, ?> map) {
            List<String> entries = new ArrayList<>();
            map.forEach((key, item) -> entries.add(python(key) + ": " + python(item)));
            return "{" + String.join(", ", entries) + "}";
        }
        return String.valueOf(value);
    }
}
