package io.pinwright.bench;

import io.pinwright.modules.libvirt.XmlRewrite;
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

/** A domain document of 20 KiB given queues and pins. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class XmlBenchmark {

    private final byte[] document = LargeInputs.domainXml();
    private final XmlRewrite.Wish wish = LargeInputs.domainWish();

    @Benchmark
    public XmlRewrite.Result rewrite() {
        return XmlRewrite.rewrite(document, "domain.xml", wish);
    }
}
