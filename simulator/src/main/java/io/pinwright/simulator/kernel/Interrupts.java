package io.pinwright.simulator.kernel;

import io.pinwright.simulator.folder.HostTree;
import io.pinwright.simulator.shell.VirtualIoException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The interrupts of a host and their files: /proc/irq, /sys/kernel/irq, /proc/interrupts. A new affinity is in force at the next
 * interrupt, so the effective one lags behind on an idle device. Guarded by the tree's lock.
 */
public final class Interrupts {

    private static final Pattern FILE = Pattern.compile("/proc/irq/(\\d+)/(smp_affinity|smp_affinity_list)");

    private final HostTree tree;
    private final HostShape shape;
    private final TreeMap<Integer, Irq> table = new TreeMap<>();

    /** One interrupt. */
    private static final class Irq {
        final int number;
        final String hardware;
        final String action;
        final int node;
        final boolean managed;
        Cpus affinity;
        Cpus effective;
        final Map<Integer, Long> counts = new TreeMap<>();

        Irq(int number, String hardware, String action, int node, boolean managed, Cpus affinity) {
            this.number = number;
            this.hardware = hardware;
            this.action = action;
            this.node = node;
            this.managed = managed;
            this.affinity = affinity;
            this.effective = Cpus.of(affinity.first());
        }
    }

    Interrupts(HostTree tree, HostShape shape) {
        this.tree = tree;
        this.shape = shape;
        String all = shape.online().mask(shape.cpuCount());
        tree.put("/proc/irq/default_smp_affinity", all + "\n");
    }

    /** The lowest number that none has. */
    int free() {
        return table.isEmpty() ? 42 : table.lastKey() + 1;
    }

    void add(int number, String hardware, String action, int node, boolean managed, Cpus affinity) {
        Irq irq = new Irq(number, hardware, action, node, managed, affinity);
        table.put(number, irq);
        String proc = "/proc/irq/" + number + "/";
        int mode = managed && shape.marksManaged() ? 0444 : 0644;
        tree.put(proc + "smp_affinity", "", mode);
        tree.put(proc + "smp_affinity_list", "", mode);
        tree.put(proc + "effective_affinity", "", 0444);
        tree.put(proc + "effective_affinity_list", "", 0444);
        tree.put(proc + "affinity_hint", Cpus.NONE.mask(shape.cpuCount()) + "\n", 0444);
        tree.put(proc + "node", node + "\n", 0444);
        tree.put(proc + "spurious", "count 0\nunhandled 0\nlast_unhandled 0 ms\n", 0444);
        tree.directory(proc + action);
        String sys = "/sys/kernel/irq/" + number + "/";
        tree.put(sys + "actions", action + "\n", 0444);
        tree.put(sys + "chip_name", "PCI-MSI\n", 0444);
        tree.put(sys + "hwirq", hardware + "\n", 0444);
        tree.put(sys + "type", "edge\n", 0444);
        tree.put(sys + "name", "edge\n", 0444);
        tree.put(sys + "wakeup", "disabled\n", 0444);
        show(irq);
    }

    void remove(int number) {
        table.remove(number);
        tree.delete("/proc/irq/" + number);
        tree.delete("/sys/kernel/irq/" + number);
    }

    /** Takes a write to one of the affinity files; false when the path is none of them. */
    boolean written(String path, String content) throws VirtualIoException {
        Matcher m = FILE.matcher(path);
        if (!m.matches()) {
            return false;
        }
        Irq irq = Optional.ofNullable(table.get(Integer.parseInt(m.group(1))))
                .orElseThrow(() -> new VirtualIoException("No such file or directory"));
        boolean list = m.group(2).endsWith("_list");
        if (irq.managed) {
            throw new VirtualIoException(shape.marksManaged() ? "Operation not permitted" : "Input/output error");
        }
        Cpus wanted = (list ? Cpus.parseList(content) : Cpus.parseMask(content))
                .orElseThrow(() -> new VirtualIoException("Invalid argument"));
        if (wanted.last() >= shape.cpuCount()) {
            throw new VirtualIoException(
                    list ? "Numerical result out of range" : "Value too large for defined data type");
        }
        if (!wanted.intersects(shape.online())) {
            throw new VirtualIoException("Invalid argument");
        }
        irq.affinity = wanted;
        show(irq);
        return true;
    }

    /** Moves an interrupt as irqbalance does. */
    public void move(int number, Cpus cpus) {
        Irq irq = table.get(number);
        if (irq != null && !irq.managed) {
            irq.affinity = cpus;
            show(irq);
        }
    }

    /** Makes each of these interrupts fire so many times: counts grow and the affinities become effective. */
    public void fire(List<Integer> numbers, long times) {
        synchronized (tree) {
            for (int number : numbers) {
                Irq irq = table.get(number);
                if (irq == null) {
                    continue;
                }
                Cpus runnable = irq.affinity.and(shape.online());
                if (!runnable.intersects(irq.effective)) {
                    List<Integer> choice = runnable.toList();
                    irq.effective = Cpus.of(choice.get(number % choice.size()));
                }
                irq.counts.merge(irq.effective.first(), times, Long::sum);
                show(irq);
            }
            refresh();
        }
    }

    /** The affinity of an interrupt, as asked for. */
    public Cpus affinity(int number) {
        synchronized (tree) {
            return Optional.ofNullable(table.get(number))
                    .map(irq -> irq.affinity)
                    .orElse(Cpus.NONE);
        }
    }

    /** The numbers whose action has this name. */
    public List<Integer> named(String action) {
        synchronized (tree) {
            return table.values().stream()
                    .filter(irq -> irq.action.equals(action))
                    .map(irq -> irq.number)
                    .toList();
        }
    }

    private void show(Irq irq) {
        String proc = "/proc/irq/" + irq.number + "/";
        tree.put(proc + "smp_affinity", irq.affinity.mask(shape.cpuCount()) + "\n");
        tree.put(proc + "smp_affinity_list", irq.affinity + "\n");
        tree.put(proc + "effective_affinity", irq.effective.mask(shape.cpuCount()) + "\n");
        tree.put(proc + "effective_affinity_list", irq.effective + "\n");
        List<String> counts = new ArrayList<>();
        for (int cpu = 0; cpu < shape.cpuCount(); cpu++) {
            counts.add(String.valueOf(irq.counts.getOrDefault(cpu, 0L)));
        }
        tree.put("/sys/kernel/irq/" + irq.number + "/per_cpu_count", String.join(",", counts) + "\n", 0444);
    }

    /** Writes /proc/interrupts: one column for each CPU that is online. */
    void refresh() {
        List<Integer> online = shape.online().toList();
        StringBuilder out = new StringBuilder("           ");
        online.forEach(cpu -> out.append(String.format("CPU%-8d", cpu)));
        out.append('\n');
        for (Irq irq : table.values()) {
            out.append(String.format("%3d: ", irq.number));
            online.forEach(cpu -> out.append(padded(irq.counts.getOrDefault(cpu, 0L))));
            out.append("  PCI-MSI ")
                    .append(irq.hardware)
                    .append("-edge      ")
                    .append(irq.action)
                    .append('\n');
        }
        out.append("NMI: ");
        online.forEach(cpu -> out.append("         0 "));
        out.append("  Non-maskable interrupts\nERR:          0\nMIS:          0\n");
        tree.put("/proc/interrupts", out.toString(), 0444);
    }

    private static String padded(long count) {
        String digits = String.valueOf(count);
        return " ".repeat(Math.max(0, 10 - digits.length())) + digits + " ";
    }
}
