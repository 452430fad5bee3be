package io.pinwright.modules.system;

import io.pinwright.modules.net.Nic;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Facts under the names that Ansible gives them, of those that are the same here: {@code ansible_hostname}, {@code
 * ansible_nodename}, {@code ansible_kernel}, {@code ansible_architecture}, {@code ansible_system}, {@code ansible_distribution},
 * {@code ansible_distribution_version}, {@code ansible_distribution_major_version}, {@code ansible_distribution_release}, {@code
 * ansible_os_family}, {@code ansible_memtotal_mb}, {@code ansible_processor_vcpus}, {@code ansible_processor_count}, {@code
 * ansible_processor_threads_per_core} and {@code ansible_interfaces}. One that the host does not tell is not there.
 */
public final class AnsibleFacts {

    /** Ansible's spelling and family by the ID of os-release(5); of a system not in this list neither is given. */
    private static final Map<String, List<String>> DISTRIBUTIONS = Map.ofEntries(
            Map.entry("debian", List.of("Debian", "Debian")),
            Map.entry("ubuntu", List.of("Ubuntu", "Debian")),
            Map.entry("rhel", List.of("RedHat", "RedHat")),
            Map.entry("centos", List.of("CentOS", "RedHat")),
            Map.entry("fedora", List.of("Fedora", "RedHat")),
            Map.entry("rocky", List.of("Rocky", "RedHat")),
            Map.entry("almalinux", List.of("AlmaLinux", "RedHat")),
            Map.entry("ol", List.of("OracleLinux", "RedHat")),
            Map.entry("amzn", List.of("Amazon", "RedHat")),
            Map.entry("sles", List.of("SLES", "Suse")),
            Map.entry("opensuse-leap", List.of("openSUSE Leap", "Suse")),
            Map.entry("opensuse-tumbleweed", List.of("openSUSE Tumbleweed", "Suse")),
            Map.entry("arch", List.of("Archlinux", "Archlinux")),
            Map.entry("alpine", List.of("Alpine", "Alpine")),
            Map.entry("gentoo", List.of("Gentoo", "Gentoo")));

    private AnsibleFacts() {}

    /** {@code pinwright} with the whole tree, then Ansible's names. */
    public static Map<String, @Nullable Object> of(HostFacts facts) {
        Map<String, @Nullable Object> tree = new LinkedHashMap<>();
        tree.put("pinwright", facts.toTree());
        facts.identity().ifPresent(identity -> {
            tree.put("ansible_system", "Linux");
            identity.nodeName().ifPresent(name -> {
                tree.put("ansible_nodename", name);
                tree.put("ansible_hostname", name.split("\\.", 2)[0]);
            });
            identity.kernel().ifPresent(kernel -> tree.put("ansible_kernel", kernel));
            identity.architecture().ifPresent(machine -> tree.put("ansible_architecture", machine));
            List<String> names =
                    DISTRIBUTIONS.getOrDefault(identity.distributionId().orElse(""), List.of());
            if (!names.isEmpty()) {
                tree.put("ansible_distribution", names.get(0));
                tree.put("ansible_os_family", names.get(1));
            }
            identity.distributionVersion().ifPresent(version -> {
                tree.put("ansible_distribution_version", version);
                tree.put("ansible_distribution_major_version", version.split("\\.", 2)[0]);
            });
            identity.codename().ifPresent(name -> tree.put("ansible_distribution_release", name));
            identity.memoryKib().ifPresent(kib -> tree.put("ansible_memtotal_mb", kib / 1024));
        });
        facts.topology().ifPresent(topology -> {
            if (topology.numa().isOnlineKnown()) {
                tree.put("ansible_processor_vcpus", topology.numa().online().size());
            }
            if (!topology.cores().packages().isEmpty()) {
                tree.put("ansible_processor_count", topology.cores().packages().size());
            }
            topology.cores()
                    .threadsPerCore()
                    .ifPresent(threads -> tree.put("ansible_processor_threads_per_core", threads));
            tree.put(
                    "ansible_interfaces",
                    topology.nics().byName().values().stream().map(Nic::name).toList());
        });
        return tree;
    }
}
