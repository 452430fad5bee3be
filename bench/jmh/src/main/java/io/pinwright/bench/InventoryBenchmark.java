package io.pinwright.bench;

import io.pinwright.engine.inventory.Inventory;
import io.pinwright.engine.source.Diagnostics;
import io.pinwright.engine.source.Source;
import io.pinwright.runner.performance.LargeInputs;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Inventories of 20,000 hosts in 500 groups. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class InventoryBenchmark {

    private static final int HOSTS = 20_000;

    private final Source ini = new Source("hosts", LargeInputs.iniInventory(HOSTS));
    private final Source yaml = new Source("hosts.yml", LargeInputs.yamlInventory(HOSTS));

    private static Inventory parse(Source source, boolean yaml) {
        Diagnostics diagnostics = new Diagnostics();
        Inventory inventory = Inventory.parse(source, yaml, diagnostics);
        diagnostics.throwIfErrors();
        return inventory;
    }

    @Benchmark
    public Inventory ini() {
        return parse(ini, false);
    }

    @Benchmark
    public Inventory yaml() {
        return parse(yaml, true);
    }
}
