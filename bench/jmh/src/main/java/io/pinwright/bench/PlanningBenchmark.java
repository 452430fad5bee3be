package io.pinwright.bench;

import io.pinwright.engine.report.Report;
import io.pinwright.runner.performance.RecordedArticle;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** The article's playbook planned for 1,000 hosts from memory; the figure is for one host. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class PlanningBenchmark {

    private static final int HOSTS = 1000;

    private RecordedArticle hosts;

    @Setup
    public void record() {
        hosts = RecordedArticle.of(Path.of(System.getProperty("playbook")), HOSTS, () -> {});
    }

    @Benchmark
    @OperationsPerInvocation(HOSTS)
    public Report plan() {
        return hosts.plan();
    }
}
