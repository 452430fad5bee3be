import io.pinwright.engine.Engine;
import io.pinwright.engine.RunOptions;
import io.pinwright.engine.inventory.Inventory;
import io.pinwright.engine.playbook.Playbook;
import io.pinwright.engine.report.Mode;
import io.pinwright.engine.report.Report;
import io.pinwright.engine.report.RunListener;
import io.pinwright.engine.source.Diagnostics;
import io.pinwright.engine.transport.ExchangeCounts;
import io.pinwright.engine.transport.ssh.SshSettings;
import io.pinwright.engine.transport.ssh.SshTransport;
import io.pinwright.modules.BuiltinModules;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Applies a playbook again and again in one JVM, each time over new connections, and prints the median of the later runs. */
final class WarmRun {

    private static final int COLD = 3;
    private static final int RUNS = COLD + 7;

    public static void main(String[] args) {
        double[] wall = new double[RUNS];
        double[] cpu = new double[RUNS];
        Report last = null;
        for (int i = 0; i < RUNS; i++) {
            long start = System.nanoTime();
            long worked = cpuNanos();
            last = run(Path.of(args[0]), args[1], args[2]);
            wall[i] = (System.nanoTime() - start) / 1e9;
            cpu[i] = (cpuNanos() - worked) / 1e9;
        }
        if (last.hasFailures() || last.hasUnreachable()) {
            System.out.println(last);
            System.exit(2);
        }
        ExchangeCounts counts =
                last.exchanges().values().stream().reduce(ExchangeCounts.NONE, ExchangeCounts::plus);
        System.out.printf(
                Locale.ROOT,
                "%d exec requests, %d round trips%nwarm run: %.4f s, %.4f s CPU%n",
                counts.execs(),
                counts.roundTrips(),
                median(wall),
                median(cpu));
    }

    private static Report run(Path playbookFile, String hosts, String want) {
        try (SshTransport transport = SshTransport.create(SshSettings.defaults())) {
            Engine engine =
                    Engine.builder().modules(BuiltinModules.all()).transport(transport).build();
            Diagnostics diagnostics = new Diagnostics();
            Inventory inventory = Inventory.load(List.of(hosts), diagnostics);
            diagnostics.throwIfErrors();
            Playbook playbook = engine.playbook(playbookFile);
            RunOptions options = RunOptions.defaults().withExtraVariables(Map.of("want", want));
            return engine.run(List.of(playbook), inventory, options, Mode.APPLY, RunListener.NONE);
        }
    }

    private static long cpuNanos() {
        return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                .getProcessCpuTime();
    }

    private static double median(double[] values) {
        double[] later = Arrays.copyOfRange(values, COLD, values.length);
        Arrays.sort(later);
        return later[later.length / 2];
    }
}
