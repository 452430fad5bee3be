package io.pinwright.engine.inventory;

import io.pinwright.engine.inventory.Draft.GroupDraft;
import io.pinwright.engine.inventory.Draft.HostDraft;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Everything in and beside an inventory that gives hosts variables, in order of precedence: what merges the variables and what
 * explains them, so that the two agree.
 */
record VariableLayers(Draft draft, List<VarsDirectory> besideInventory, VarsDirectory besidePlaybook) {

    /**
     * Variables of one rank.
     *
     * @param group whose they are, or empty for those of the host itself
     */
    record Layer(Precedence level, Optional<GroupDraft> group, Map<String, Variable> variables) {

        private static Layer of(Precedence level, GroupDraft group, Map<String, Variable> variables) {
            return new Layer(level, Optional.of(group), variables);
        }

        private static Layer own(Precedence level, Map<String, Variable> variables) {
            return new Layer(level, Optional.empty(), variables);
        }

        /** This layer's definitions of a variable, the winner first. */
        List<Definition> definitions(String host, String name) {
            Variable variable = variables.get(name);
            return variable == null
                    ? List.of()
                    : variable.withHidden().stream()
                            .map(one -> new Definition(level, rule(host), one.value(), Optional.of(one.origin())))
                            .toList();
        }

        private String rule(String host) {
            String whose = group.map(one -> "group `" + one.name + "` (priority " + one.priority + ")")
                    .orElse("`" + host + "`");
            return switch (level) {
                case INVENTORY_ALL, INVENTORY_GROUP -> "inventory, variables of " + whose;
                case GROUP_VARS_ALL, GROUP_VARS -> "group_vars of " + whose;
                case PLAYBOOK_GROUP_VARS_ALL, PLAYBOOK_GROUP_VARS -> "group_vars beside the playbook, of " + whose;
                case INVENTORY_HOST -> "inventory, variables of host " + whose;
                case HOST_VARS -> "host_vars of " + whose;
                case PLAYBOOK_HOST_VARS -> "host_vars beside the playbook, of " + whose;
                default -> throw new IllegalStateException(level + " is not of the inventory");
            };
        }
    }

    /**
     * What a host's groups give it, from weak to strong.
     *
     * @param sorted all its groups but {@code all}, from weak to strong
     */
    List<Layer> ofGroups(List<GroupDraft> sorted) {
        GroupDraft all = draft.group(Draft.ALL);
        List<Layer> layers = new ArrayList<>();
        layers.add(Layer.of(Precedence.INVENTORY_ALL, all, all.vars));
        sorted.forEach(group -> layers.add(Layer.of(Precedence.INVENTORY_GROUP, group, group.vars)));
        besideInventory.forEach(
                directory -> layers.add(Layer.of(Precedence.GROUP_VARS_ALL, all, group(directory, all))));
        layers.add(Layer.of(Precedence.PLAYBOOK_GROUP_VARS_ALL, all, group(besidePlaybook, all)));
        for (VarsDirectory directory : besideInventory) {
            sorted.forEach(group -> layers.add(Layer.of(Precedence.GROUP_VARS, group, group(directory, group))));
        }
        sorted.forEach(
                group -> layers.add(Layer.of(Precedence.PLAYBOOK_GROUP_VARS, group, group(besidePlaybook, group))));
        return layers;
    }

    private static Map<String, Variable> group(VarsDirectory directory, GroupDraft group) {
        return directory.groups().getOrDefault(group.name, Map.of());
    }

    /** What is a host's own, from weak to strong. */
    List<Layer> ofHost(String host) {
        List<Layer> layers = new ArrayList<>();
        HostDraft own = draft.hosts.get(host);
        if (own != null) {
            layers.add(Layer.own(Precedence.INVENTORY_HOST, own.vars));
        }
        besideInventory.forEach(directory ->
                layers.add(Layer.own(Precedence.HOST_VARS, directory.hosts().getOrDefault(host, Map.of()))));
        layers.add(
                Layer.own(Precedence.PLAYBOOK_HOST_VARS, besidePlaybook.hosts().getOrDefault(host, Map.of())));
        return layers;
    }
}
