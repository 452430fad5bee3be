package io.pinwright.bench;

import io.pinwright.engine.source.Source;
import io.pinwright.engine.source.Span;
import io.pinwright.engine.template.LookupFiles;
import io.pinwright.engine.template.RenderOptions;
import io.pinwright.engine.template.TemplateText;
import io.pinwright.engine.template.Templates;
import io.pinwright.engine.template.Variables;
import java.util.List;
import java.util.Map;
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

/** An argument with an expression, a condition, and a template file, each with variables of a host of its own. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class TemplatingBenchmark {

    private static final Map<String, Object> VALUES =
            Map.of("domain", "bigip-virtio", "node", 1, "ports", List.of("enp4s0f0", "enp4s0f1"));

    private final Templates templates = Templates.create(LookupFiles.none());
    private final TemplateText argument = text("{{ domain }}-{{ ports | join(',') | upper }}-{{ node + 1 }}");
    private final String condition = "node == 1 and 'enp4s0f0' in ports";
    private final Source file = new Source("limits.conf.j2", """
            # {{ domain }}
            {% for port in ports %}
            {% if port.startswith('enp') %}
            port {{ port }} node {{ node }}
            {% endif %}
            {% endfor %}
            """);

    private static TemplateText text(String text) {
        return new TemplateText(text, Span.startOf(new Source("play.yml", text)));
    }

    @Benchmark
    public Object argument() {
        return templates.resolve(argument, Variables.of(VALUES));
    }

    @Benchmark
    public boolean condition() {
        return templates.test(condition, argument.span(), Variables.of(VALUES));
    }

    @Benchmark
    public String file() {
        return templates.render(file, Variables.of(VALUES), RenderOptions.defaults());
    }
}
