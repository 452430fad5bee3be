package io.pinwright.runner.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.pinwright.runner.cli.Cli.Outcome;
import io.pinwright.simulator.BuiltinHosts;
import io.pinwright.simulator.SimulatedHost;
import io.pinwright.simulator.SimulatedHosts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Simulated hosts, a playbook and the plan that is saved of it. */
final class SavedPlanHost implements AutoCloseable {

    private final Path folder;
    private final SimulatedHosts hosts;

    SavedPlanHost(Path folder, int count) {
        this.folder = folder;
        SimulatedHosts.Builder builder = SimulatedHosts.builder();
        for (int i = 1; i <= count; i++) {
            builder.host("kvm" + i, BuiltinHosts.r710(1));
        }
        hosts = builder.start();
    }

    SimulatedHost host(int number) {
        return hosts.host("kvm" + number);
    }

    Path inventory() {
        return hosts.inventory();
    }

    /** Runs on all hosts, not counted as a change of Pinwright's. */
    void run(String script) {
        for (SimulatedHost host : hosts.all()) {
            SimulatedHost.Output output = host.run(script);
            assertThat(output.status()).as(script + output.stderr()).isZero();
            host.resetCounters();
        }
    }

    Path file(String name, String text) {
        try {
            Path file = folder.resolve(name);
            Files.createDirectories(file.getParent());
            return Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path plan() {
        return folder.resolve("saved.plan");
    }

    /** A play of these tasks that gathers no facts. */
    static String play(String tasks) {
        return "- hosts: all\n  gather_facts: false\n  tasks:\n" + tasks.indent(4);
    }

    /** Plans a playbook and saves the plan. */
    Outcome save(String playbook, Object... more) {
        List<Object> words =
                new ArrayList<>(List.of("plan", file("play.yml", playbook), "-i", hosts.inventory(), "--out", plan()));
        words.addAll(List.of(more));
        Outcome saved = Cli.run(words.toArray());
        hosts.all().forEach(SimulatedHost::resetCounters);
        return saved;
    }

    void saved(String tasks) {
        Outcome saved = save(play(tasks));
        assertThat(saved.status()).as(saved.all()).isZero();
        assertThat(saved.out()).contains("Saved in " + plan());
    }

    Outcome apply(Object... more) {
        List<Object> words = new ArrayList<>(List.of("apply", plan(), "-i", hosts.inventory()));
        words.addAll(List.of(more));
        return Cli.run(words.toArray());
    }

    /** All that was written to hosts but Pinwright's own journal. */
    List<String> writes() {
        return hosts.all().stream()
                .flatMap(host -> host.counters().writes().stream())
                .toList();
    }

    @Override
    public void close() {
        hosts.close();
    }
}
