package io.pinwright.runner.cli;

import io.pinwright.engine.apply.Look;
import io.pinwright.engine.host.Observation;
import io.pinwright.runner.render.Json;
import io.pinwright.runner.render.Printable;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A command that looks at hosts and prints what it saw of each.
 *
 * @param <T> what is seen
 */
abstract class LookCommand<T> implements Command {

    private final Usage usage;
    private final HostsOptions options;
    private final Terminal terminal;

    LookCommand(Terminal terminal, String name, String... description) {
        usage = new Usage(this, name, description);
        options = new HostsOptions(usage);
        this.terminal = terminal;
    }

    abstract Observation<T> observation();

    abstract Function<T, Map<String, @Nullable Object>> tree();

    abstract Function<T, String> text();

    /** The exit status when all hosts were seen. */
    ExitCode judge(Map<String, T> seen) {
        return ExitCode.DONE;
    }

    @Override
    public Usage usage() {
        return usage;
    }

    @Override
    public Integer call() throws InterruptedException {
        Map<String, Look.Seen<T>> seen = options.look(observation(), terminal);
        if (options.output.is(OutputFormat.JSON)) {
            terminal.out().print(Json.pretty(document(seen)));
        } else {
            seen.forEach(this::print);
        }
        seen.forEach((host, one) -> one.problem().ifPresent(problem -> terminal.error(host + ": " + problem)));
        if (seen.values().stream().anyMatch(Look.Seen::unreachable)) {
            return ExitCode.UNREACHABLE.status();
        }
        if (seen.values().stream().anyMatch(one -> one.problem().isPresent())) {
            return ExitCode.NOT_JUDGED.status();
        }
        Map<String, T> values = new LinkedHashMap<>();
        seen.forEach((host, one) -> one.value().ifPresent(value -> values.put(host, value)));
        return judge(values).status();
    }

    /** A captured tree is one document; hosts are a mapping by name. */
    private Object document(Map<String, Look.Seen<T>> seen) {
        Map<String, @Nullable Object> document = new LinkedHashMap<>();
        seen.forEach((host, one) -> document.put(
                host,
                one.value()
                        .<Object>map(tree()::apply)
                        .orElseGet(() -> Map.of(
                                one.unreachable() ? "unreachable" : "failed",
                                true,
                                "msg",
                                one.problem().orElse("")))));
        return options.isOffline() ? document.values().iterator().next() : document;
    }

    private void print(String host, Look.Seen<T> one) {
        one.value().ifPresent(value -> {
            if (!options.isOffline()) {
                terminal.line(terminal.colours().strong(Printable.line(host)));
            }
            terminal.text(text().apply(value).stripTrailing());
            terminal.line("");
        });
    }
}
