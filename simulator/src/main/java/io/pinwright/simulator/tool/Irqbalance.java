package io.pinwright.simulator.tool;

import io.pinwright.simulator.folder.HostTree;
import io.pinwright.simulator.kernel.Cpus;
import io.pinwright.simulator.kernel.HostShape;
import io.pinwright.simulator.kernel.Kernel;
import io.pinwright.simulator.kernel.Nic;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * The irqbalance daemon: spreads the interrupts of each NIC over the CPUs of the NIC's node, but those that its arguments or its
 * policy script ban. It takes its arguments when it starts, from {@code IRQBALANCE_ARGS} in {@code /etc/default/irqbalance}; the
 * script is run by the host's shell as {@code SCRIPT DEVICE-PATH IRQ} and bans with {@code ban=true}.
 */
final class Irqbalance {

    private final Kernel kernel;
    private final HostTree tree;
    private final Units.Shell shell;
    private List<String> arguments = List.of();
    private Cpus bannedCpus = Cpus.NONE;

    Irqbalance(Kernel kernel, Units.Shell shell) {
        this.kernel = kernel;
        this.tree = kernel.tree();
        this.shell = shell;
    }

    void start(int pid) {
        Map<String, String> environment = environment();
        arguments = words(environment.getOrDefault("IRQBALANCE_ARGS", ""));
        HostShape shape = kernel.shape();
        bannedCpus = Optional.ofNullable(environment.get("IRQBALANCE_BANNED_CPULIST"))
                .map(list -> Cpus.parseList(list).orElse(Cpus.NONE))
                .orElse(shape.isolated());
        List<String> commandLine = new ArrayList<>(List.of("/usr/sbin/irqbalance", "--foreground"));
        commandLine.addAll(arguments);
        kernel.threads().process(pid, 1, "irqbalance", "/system.slice/irqbalance.service", commandLine, shape.online());
        StringBuilder environ = new StringBuilder();
        environment.forEach(
                (name, value) -> environ.append(name).append('=').append(value).append('\0'));
        tree.put("/proc/" + pid + "/environ", environ.toString(), 0400);
        pass();
    }

    private Map<String, String> environment() {
        Map<String, String> values = new TreeMap<>();
        for (String line : tree.text("/etc/default/irqbalance").orElse("").split("\n")) {
            int equals = line.indexOf('=');
            if (!line.startsWith("#") && equals > 0) {
                String value = line.substring(equals + 1).strip();
                if (value.length() > 1
                        && "'\"".indexOf(value.charAt(0)) >= 0
                        && value.endsWith(value.substring(0, 1))) {
                    value = value.substring(1, value.length() - 1);
                }
                values.put(line.substring(0, equals).strip(), value);
            }
        }
        return values;
    }

    private static List<String> words(String text) {
        return text.isBlank() ? List.of() : List.of(text.strip().split("\\s+"));
    }

    /** One pass of ten seconds. */
    void pass() {
        Set<Integer> banned = new HashSet<>();
        Set<String> bannedModules = new HashSet<>();
        Optional<String> policy = Optional.empty();
        for (int i = 0; i < arguments.size(); i++) {
            String word = arguments.get(i);
            int equals = word.indexOf('=');
            String key = equals < 0 ? word : word.substring(0, equals);
            String value =
                    equals >= 0 ? word.substring(equals + 1) : i + 1 < arguments.size() ? arguments.get(i + 1) : "";
            switch (key) {
                case "--banirq", "-i" -> {
                    if (value.matches("\\d{1,6}")) {
                        banned.add(Integer.parseInt(value));
                    }
                }
                case "--banmod", "-m" -> bannedModules.add(value);
                case "--policyscript", "-l" -> policy = Optional.of(value);
                default -> {
                    continue;
                }
            }
        }
        for (Nic nic : kernel.network().nics()) {
            if (!bannedModules.contains(nic.driver())) {
                spread(nic, banned, policy);
            }
        }
    }

    private void spread(Nic nic, Set<Integer> banned, Optional<String> policy) {
        HostShape shape = kernel.shape();
        Cpus node = nic.numaNode() < 0 ? shape.online() : shape.cpusOf(nic.numaNode());
        List<Integer> cpus = node.minus(bannedCpus).toList();
        if (cpus.isEmpty()) {
            return;
        }
        int index = 0;
        for (int irq : kernel.network().interruptsOf(nic)) {
            boolean off = banned.contains(irq)
                    || policy.filter(script -> bans(script, nic, irq)).isPresent();
            Cpus now = kernel.interrupts().affinity(irq);
            // It leaves alone what sits on one CPU of the right node already.
            boolean right = now.size() == 1 && node.and(now).equals(now);
            if (!off && !right) {
                kernel.interrupts().move(irq, Cpus.of(cpus.get(index % cpus.size())));
            }
            index++;
        }
    }

    private boolean bans(String script, Nic nic, int irq) {
        if (tree.mode(script).filter(mode -> (mode & 0100) != 0).isEmpty()) {
            return false;
        }
        String device = "/sys/bus/pci/devices/" + nic.pciAddress();
        for (String line : shell.run("'" + script.replace("'", "'\\''") + "' " + device + " " + irq)
                .split("\n")) {
            String[] pair = line.split("=", 2);
            if (pair.length == 2
                    && pair[0].strip().equals("ban")
                    && pair[1].strip().toLowerCase(Locale.ROOT).equals("true")) {
                return true;
            }
        }
        return false;
    }
}
