package io.pinwright.engine;

import io.pinwright.engine.host.FakeHost;
import io.pinwright.engine.inventory.Inventory;
import io.pinwright.engine.journal.Journal;
import io.pinwright.engine.playbook.Playbook;
import io.pinwright.engine.report.Mode;
import io.pinwright.engine.report.Report;
import io.pinwright.engine.report.RunListener;
import io.pinwright.engine.report.TaskResult;
import io.pinwright.engine.source.Diagnostics;
import io.pinwright.engine.source.Salt;
import io.pinwright.engine.source.Source;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/** Hosts in memory, an inventory of them, and an engine that reaches them. */
final class Fleet {

    final Map<String, FakeHost> hosts = new ConcurrentHashMap<>();
    final Inventory inventory;
    final Engine engine;
    final Path folder;
    RunOptions options = RunOptions.defaults();

    Fleet(Path folder, String inventory) {
        this(folder, inventory, Salt.random());
    }

    Fleet(Path folder, String inventory, Salt salt) {
        this.folder = folder;
        Diagnostics diagnostics = new Diagnostics();
        this.inventory = Inventory.parse(new Source("hosts", inventory), false, diagnostics);
        diagnostics.throwIfErrors();
        this.engine = Engine.builder()
                .modules(TestModules.all())
                .salt(salt)
                .sessions(settings -> host(settings.name()))
                .build();
    }

    /** One host called {@code kvm1}. */
    static Fleet ofOne(Path folder) {
        return new Fleet(folder, "kvm1\n");
    }

    FakeHost host(String name) {
        return hosts.computeIfAbsent(name, key -> new FakeHost());
    }

    FakeHost host() {
        return host("kvm1");
    }

    Playbook load(String text) {
        try {
            return engine.playbook(Files.writeString(folder.resolve("play.yml"), text));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A playbook of one play on all hosts that gathers no facts; lines of its tasks. */
    static String tasks(String tasks) {
        return "- hosts: all\n  gather_facts: false\n  tasks:\n" + tasks.indent(4);
    }

    Report run(Mode mode, String playbook) {
        return engine.run(java.util.List.of(load(playbook)), inventory, options, mode, RunListener.NONE);
    }

    /** Applies with another journal. */
    Report apply(String playbook, Journal journal, RunListener listener) {
        Engine journalled = Engine.builder()
                .modules(TestModules.all())
                .sessions(settings -> host(settings.name()))
                .journal(journal)
                .build();
        return journalled.run(java.util.List.of(load(playbook)), inventory, options, Mode.APPLY, listener);
    }

    Report apply(String playbook) {
        return run(Mode.APPLY, playbook);
    }

    Report plan(String playbook) {
        return run(Mode.READ_ONLY, playbook);
    }

    /** Each result as {@code name: status}. */
    static String statuses(Report report) {
        return report.results().stream()
                .map(result -> result.task().name() + ": " + result.status().label())
                .collect(Collectors.joining(", "));
    }

    static TaskResult result(Report report, String name) {
        return report.results().stream()
                .filter(result -> result.task().name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    static String message(Report report, String name) {
        return Objects.requireNonNull(result(report, name).message());
    }
}
