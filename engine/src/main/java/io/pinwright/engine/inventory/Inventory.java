package io.pinwright.engine.inventory;

import io.pinwright.engine.inventory.Draft.GroupDraft;
import io.pinwright.engine.inventory.Draft.HostDraft;
import io.pinwright.engine.inventory.VariableLayers.Layer;
import io.pinwright.engine.source.Diagnostics;
import io.pinwright.engine.source.Source;
import io.pinwright.engine.source.Span;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Hosts, groups and their variables. Immutable and thread-safe.
 *
 * <p>Precedence, low to high, as Ansible's: group variables of the inventory's files (all, then by depth, priority and name);
 * {@code group_vars/all} beside the inventory, then beside the playbook; other {@code group_vars} beside the inventory, then
 * beside the playbook; host variables of the inventory's files; {@code host_vars} beside the inventory, then beside the
 * playbook.
 */
public final class Inventory {

    /** Names that mean this machine when the inventory does not have them. */
    private static final Set<String> LOCALHOST = Set.of("localhost", "127.0.0.1", "::1");

    private static final VarsDirectory NOTHING = new VarsDirectory(Map.of(), Map.of());

    private final VariableLayers layers;
    private final Map<String, Host> hosts;
    private final Map<String, Group> groups;
    private final Map<String, List<String>> hostsOfGroups;

    private Inventory(Draft draft, List<VarsDirectory> besideInventory, VarsDirectory besidePlaybook) {
        this.layers = new VariableLayers(draft, besideInventory, besidePlaybook);
        this.hosts = Collections.unmodifiableMap(makeHosts());
        this.groups = Collections.unmodifiableMap(makeGroups());
        Map<String, List<String>> below = new LinkedHashMap<>();
        draft.groups
                .values()
                .forEach(group -> below.put(
                        group.name,
                        Draft.hostsBelow(group).stream().map(host -> host.name).toList()));
        this.hostsOfGroups = Collections.unmodifiableMap(below);
    }

    /**
     * Reads sources: files and directories (INI, YAML, JSON, executable scripts) and lists such as {@code host1,host2,}. Use
     * the result only when {@code diagnostics} has no errors.
     */
    public static Inventory load(List<String> sources, Diagnostics diagnostics) {
        InventoryLoader loader = new InventoryLoader(diagnostics);
        loader.read(sources);
        Draft draft = loader.draft();
        List<VarsDirectory> directories = new ArrayList<>();
        for (Path base : loader.bases()) {
            directories.add(VarsDirectory.read(base, draft.groups.keySet(), draft.hosts.keySet(), diagnostics));
        }
        return new Inventory(draft, directories, NOTHING);
    }

    /** Reads one inventory from a text in INI or YAML format, for programs that hold theirs elsewhere than in files. */
    public static Inventory parse(Source source, boolean yaml, Diagnostics diagnostics) {
        Draft draft = new Draft(diagnostics);
        if (yaml) {
            YamlFile.read(source, draft);
        } else {
            IniFile.read(source, draft);
        }
        draft.reconcile();
        return new Inventory(draft, List.of(), NOTHING);
    }

    /** This inventory with the group_vars and host_vars beside a playbook. */
    public Inventory withPlaybookDirectory(Path directory, Diagnostics diagnostics) {
        Draft draft = layers.draft();
        VarsDirectory vars = VarsDirectory.read(directory, draft.groups.keySet(), draft.hosts.keySet(), diagnostics);
        return new Inventory(draft, layers.besideInventory(), vars);
    }

    /** All hosts in the order in which the sources name them. */
    public List<Host> hosts() {
        return List.copyOf(hosts.values());
    }

    /** A host by name; the implicit {@code localhost} is found too. */
    public Optional<Host> host(String name) {
        return Optional.ofNullable(hosts.get(name))
                .or(() -> LOCALHOST.contains(name) ? Optional.of(implicit(name)) : Optional.empty());
    }

    /** All groups, {@code all} and {@code ungrouped} first. */
    public List<Group> groups() {
        return List.copyOf(groups.values());
    }

    public Optional<Group> group(String name) {
        return Optional.ofNullable(groups.get(name));
    }

    /** The names of the hosts of each group and of the groups below it: the variable {@code groups} of expressions. */
    public Map<String, List<String>> hostsOfGroups() {
        return hostsOfGroups;
    }

    /**
     * The hosts that a pattern names, part by part, each in inventory order: names, groups, globs, {@code ~regex}, slices {@code g[0:2]}, joined
     * by {@code :} or {@code ,}, with {@code &} and {@code !}. A part that matches nothing is a warning.
     *
     * @param place where the pattern is written, or null
     */
    public List<Host> select(String pattern, @Nullable Span place, Diagnostics diagnostics) {
        return new HostPattern(this, place, diagnostics).select(HostPattern.split(pattern));
    }

    /**
     * The hosts of a pattern that {@code --limit} leaves.
     *
     * @param limit a pattern too; {@code @file} reads names from a file, one per line
     */
    public List<Host> select(String pattern, @Nullable Span place, String limit, Diagnostics diagnostics) {
        List<Host> chosen = select(pattern, place, diagnostics);
        HostPattern limiting = new HostPattern(this, null, diagnostics);
        List<Host> left = limiting.select(limiting.withFiles(HostPattern.split(limit)));
        Map<String, Host> names = new HashMap<>();
        left.forEach(host -> names.put(host.name(), host));
        return chosen.stream().filter(host -> names.containsKey(host.name())).toList();
    }

    /** What every host knows of itself and of the inventory: inventory_hostname, group_names, groups and the like. */
    public Map<String, @Nullable Object> magicVariables(Host host) {
        Map<String, @Nullable Object> magic = new LinkedHashMap<>();
        int dot = host.name().indexOf('.');
        boolean address = host.name().indexOf(':') >= 0 || host.name().matches("[0-9.]+");
        magic.put("inventory_hostname", host.name());
        magic.put(
                "inventory_hostname_short",
                dot < 0 || address ? host.name() : host.name().substring(0, dot));
        magic.put("group_names", host.groups());
        magic.put("groups", hostsOfGroups);
        magic.put("inventory_file", host.inventoryFile());
        magic.put("inventory_dir", directoryOf(host.inventoryFile()));
        return Collections.unmodifiableMap(magic);
    }

    private static @Nullable String directoryOf(@Nullable String file) {
        if (file == null || file.contains(",")) {
            return null;
        }
        Path parent = Path.of(file).toAbsolutePath().normalize().getParent();
        return parent == null ? null : parent.toString();
    }

    /**
     * Everything in and beside this inventory that gives a host's variable a value, the winner first. Found when it is asked
     * for: inventories of many hosts carry nothing for it.
     */
    public List<Definition> definitions(Host host, String name) {
        HostDraft draft = layers.draft().hosts.get(host.name());
        List<Layer> ranks =
                new ArrayList<>(layers.ofGroups(draft == null ? List.of() : sortedGroups(draft, new HashMap<>())));
        ranks.addAll(layers.ofHost(host.name()));
        List<Definition> found = new ArrayList<>();
        if (host.implicit() && name.equals("ansible_connection")) {
            found.add(new Definition(
                    Precedence.INVENTORY_HOST, "implicit host `" + host.name() + "`", "local", Optional.empty()));
        }
        for (int i = ranks.size() - 1; i >= 0; i--) {
            found.addAll(ranks.get(i).definitions(host.name(), name));
        }
        return List.copyOf(found);
    }

    private Host implicit(String name) {
        Map<String, Variable> vars = merged(layers.ofGroups(List.of()));
        Span span = Span.startOf(new Source("(implicit " + name + ")", ""));
        vars.put("ansible_connection", new Variable("local", span));
        return new Host(name, List.of(), vars, null, true);
    }

    private Map<String, Host> makeHosts() {
        Map<GroupDraft, Set<GroupDraft>> ancestors = new HashMap<>();
        Map<List<GroupDraft>, Map<String, Variable>> shared = new HashMap<>();
        Map<String, Host> made = new LinkedHashMap<>();
        for (HostDraft host : layers.draft().hosts.values()) {
            List<GroupDraft> sorted = sortedGroups(host, ancestors);
            Map<String, Variable> vars = shared.computeIfAbsent(sorted, groups -> merged(layers.ofGroups(groups)));
            Map<String, Variable> own = merged(layers.ofHost(host.name));
            if (!own.isEmpty()) {
                Map<String, Variable> merged = new LinkedHashMap<>(vars);
                merged.putAll(own);
                vars = merged;
            }
            List<String> names =
                    sorted.stream().map(group -> group.name).sorted().toList();
            made.put(host.name, new Host(host.name, names, vars, host.inventoryFile, false));
        }
        return made;
    }

    /** All groups of a host but {@code all}, from the weakest to the strongest. */
    private static List<GroupDraft> sortedGroups(HostDraft host, Map<GroupDraft, Set<GroupDraft>> ancestors) {
        Set<GroupDraft> all = new HashSet<>(host.groups);
        host.groups.forEach(group -> all.addAll(ancestors.computeIfAbsent(group, Draft::ancestors)));
        return all.stream()
                .filter(group -> !group.name.equals(Draft.ALL))
                .sorted(Inventory::byStrength)
                .toList();
    }

    /** In one method: comparators put together of serializable lambdas are classes made anew at each start. */
    private static int byStrength(GroupDraft one, GroupDraft other) {
        int order = Integer.compare(one.depth, other.depth);
        order = order != 0 ? order : Integer.compare(one.priority, other.priority);
        return order != 0 ? order : one.name.compareTo(other.name);
    }

    private static Map<String, Variable> merged(List<Layer> ranks) {
        Map<String, Variable> merged = new LinkedHashMap<>();
        ranks.forEach(rank -> merged.putAll(rank.variables()));
        return merged;
    }

    private Map<String, Group> makeGroups() {
        Map<String, Group> made = new LinkedHashMap<>();
        for (GroupDraft group : layers.draft().groups.values()) {
            Map<String, Variable> vars = new LinkedHashMap<>(group.vars);
            layers.besideInventory()
                    .forEach(directory -> vars.putAll(directory.groups().getOrDefault(group.name, Map.of())));
            vars.putAll(layers.besidePlaybook().groups().getOrDefault(group.name, Map.of()));
            made.put(
                    group.name,
                    new Group(
                            group.name,
                            group.hosts.stream().map(host -> host.name).toList(),
                            group.children.stream().map(child -> child.name).toList(),
                            group.depth,
                            group.priority,
                            vars));
        }
        return made;
    }
}
