package io.pinwright.simulator.tool;

import io.pinwright.simulator.kernel.Cpus;
import io.pinwright.simulator.kernel.HostShape;
import io.pinwright.simulator.kernel.HostShape.NumaNode;
import io.pinwright.simulator.kernel.Kernel;
import io.pinwright.simulator.shell.ShellCommand;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** {@code lscpu}: the summary, and {@code -p[=COLUMNS]} or {@code --parse[=COLUMNS]} with {@code -a}, {@code -b}, {@code -c}. */
final class Lscpu implements ShellCommand {

    private static final Map<String, String> COLUMNS = new LinkedHashMap<>();

    static {
        for (String name : List.of(
                "CPU",
                "Core",
                "Socket",
                "Node",
                "Book",
                "Drawer",
                "Cache",
                "Polarization",
                "Address",
                "Configured",
                "Online")) {
            COLUMNS.put(name.toUpperCase(Locale.ROOT), name);
        }
    }

    private final Kernel kernel;

    Lscpu(Kernel kernel) {
        this.kernel = kernel;
    }

    @Override
    public int run(Call call) throws IOException {
        boolean parse = false;
        boolean all = false;
        boolean offline = false;
        String columns = "CPU,Core,Socket,Node";
        boolean caches = true;
        for (String word : call.argv().subList(1, call.argv().size())) {
            if (word.equals("-a") || word.equals("--all")) {
                all = true;
            } else if (word.equals("-b") || word.equals("--online")) {
                all = false;
            } else if (word.equals("-c") || word.equals("--offline")) {
                offline = true;
            } else if (word.equals("-p") || word.equals("--parse")) {
                parse = true;
            } else if (word.startsWith("-p=") || word.startsWith("--parse=")) {
                parse = true;
                caches = false;
                columns = word.substring(word.indexOf('=') + 1);
            } else {
                return HostTools.fail(call, 1, "lscpu: this simulated host does not know " + word);
            }
        }
        if (!parse) {
            return HostTools.out(call, summary());
        }
        List<String> names = new ArrayList<>();
        for (String column : columns.split(",")) {
            String name = COLUMNS.get(column.toUpperCase(Locale.ROOT));
            if (name == null) {
                return HostTools.fail(call, 1, "lscpu: unknown column: " + column);
            }
            names.add(name);
        }
        HostShape shape = kernel.shape();
        Cpus shown = offline ? shape.possible().minus(shape.online()) : all ? shape.possible() : shape.online();
        StringBuilder out = new StringBuilder("# The following is the parsable format, which can be fed to other\n"
                + "# programs. Each different item in every column has an unique ID\n"
                + "# starting usually from zero.\n# ");
        out.append(String.join(",", names)).append(caches ? ",,L1d,L1i,L2,L3\n" : "\n");
        for (int cpu : shown.toList()) {
            List<String> values = names.stream().map(name -> value(cpu, name)).toList();
            int core = coreIndex(cpu);
            out.append(String.join(",", values));
            out.append(
                    caches
                            ? ",," + core + "," + core + "," + core + ","
                                    + shape.socket().applyAsInt(cpu) + "\n"
                            : "\n");
        }
        return HostTools.out(call, out.toString());
    }

    private String value(int cpu, String column) {
        HostShape shape = kernel.shape();
        boolean online = shape.online().contains(cpu);
        return switch (column) {
            case "CPU" -> String.valueOf(cpu);
            case "Core" -> online ? String.valueOf(coreIndex(cpu)) : "";
            case "Socket" -> online ? String.valueOf(shape.socket().applyAsInt(cpu)) : "";
            case "Node" -> shape.nodeOf(cpu) < 0 ? "" : String.valueOf(shape.nodeOf(cpu));
            case "Online" -> online ? "Y" : "N";
            default -> "";
        };
    }

    /** lscpu numbers the cores of all sockets through. */
    private int coreIndex(int cpu) {
        HostShape shape = kernel.shape();
        List<Integer> firsts = shape.online().toList().stream()
                .map(other -> shape.siblings(other).first())
                .distinct()
                .sorted()
                .toList();
        return Math.max(0, firsts.indexOf(shape.siblings(cpu).first()));
    }

    private String summary() {
        HostShape shape = kernel.shape();
        int threads = shape.siblings(shape.online().first()).size();
        long sockets = shape.online().toList().stream()
                .map(shape.socket()::applyAsInt)
                .distinct()
                .count();
        StringBuilder out = new StringBuilder();
        line(out, "Architecture", "x86_64");
        line(out, "CPU op-mode(s)", "32-bit, 64-bit");
        line(out, "Byte Order", "Little Endian");
        line(out, "CPU(s)", String.valueOf(shape.possible().size()));
        line(out, "On-line CPU(s) list", shape.online().toString());
        Cpus offline = shape.possible().minus(shape.online());
        if (!offline.isEmpty()) {
            line(out, "Off-line CPU(s) list", offline.toString());
        }
        line(out, "Vendor ID", "GenuineIntel");
        line(out, "Model name", "Simulated CPU");
        line(out, "Thread(s) per core", String.valueOf(threads));
        line(out, "Core(s) per socket", String.valueOf(shape.online().size() / threads / sockets));
        line(out, "Socket(s)", String.valueOf(sockets));
        line(out, "NUMA node(s)", String.valueOf(shape.nodes().size()));
        for (NumaNode node : shape.nodes()) {
            line(
                    out,
                    "NUMA node" + node.id() + " CPU(s)",
                    node.cpus().and(shape.online()).toString());
        }
        return out.toString();
    }

    private static void line(StringBuilder out, String label, String value) {
        out.append(String.format(Locale.ROOT, "%-40s %s", label + ":", value)).append('\n');
    }
}
