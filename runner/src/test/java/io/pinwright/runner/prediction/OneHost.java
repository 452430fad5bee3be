package io.pinwright.runner.prediction;

import io.pinwright.engine.Engine;
import io.pinwright.engine.RunOptions;
import io.pinwright.engine.host.Answers;
import io.pinwright.engine.host.Become;
import io.pinwright.engine.host.HostReader;
import io.pinwright.engine.host.HostWriter;
import io.pinwright.engine.host.Query;
import io.pinwright.engine.inventory.Inventory;
import io.pinwright.engine.playbook.Playbook;
import io.pinwright.engine.report.Mode;
import io.pinwright.engine.report.Report;
import io.pinwright.engine.report.RunListener;
import io.pinwright.engine.report.TaskResult;
import io.pinwright.engine.source.Diagnostics;
import io.pinwright.engine.source.Source;
import io.pinwright.engine.transport.ConnectionSettings;
import io.pinwright.engine.transport.ExchangeCounts;
import io.pinwright.engine.transport.HostSession;
import io.pinwright.engine.transport.HostSessions;
import io.pinwright.engine.transport.SessionLimits;
import io.pinwright.engine.transport.ssh.SshSettings;
import io.pinwright.engine.transport.ssh.SshTransport;
import io.pinwright.modules.BuiltinModules;
import io.pinwright.simulator.HostBlueprint;
import io.pinwright.simulator.SimulatedHost;
import io.pinwright.simulator.SimulatedHosts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A simulated host with an engine whose runs share one connection to it: many runs in a short time. */
final class OneHost implements AutoCloseable {

    private final Path folder;
    private final SimulatedHosts hosts;
    private final SshTransport transport;
    private final Inventory inventory;
    private final Engine engine;
    private @Nullable HostSession session;

    OneHost(Path folder, HostBlueprint blueprint) {
        this.folder = folder;
        hosts = SimulatedHosts.builder().host("kvm01", blueprint).start();
        transport = SshTransport.create(
                SshSettings.defaults().withAgent(Optional.empty()).withHome(folder));
        Diagnostics diagnostics = new Diagnostics();
        inventory = Inventory.parse(new Source("hosts", hosts.inventoryText()), false, diagnostics);
        diagnostics.throwIfErrors();
        engine = Engine.builder()
                .modules(BuiltinModules.all())
                .sessions(settings -> new Kept(opened(settings)))
                .build();
    }

    private HostSession opened(ConnectionSettings settings) {
        HostSession open = session;
        if (open == null) {
            open = HostSessions.open(transport, settings, SessionLimits.defaults());
            session = open;
        }
        return open;
    }

    SimulatedHost host() {
        return hosts.host("kvm01");
    }

    /** A file beside the playbook. */
    void beside(String name, String text) {
        write(name, text);
    }

    private Path write(String name, String text) {
        try {
            return Files.writeString(folder.resolve(name), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A play of these tasks, and handlers, that gathers no facts. */
    static String play(String tasks, String handlers) {
        return "- hosts: all\n  gather_facts: false\n  tasks:\n" + tasks.indent(4)
                + (handlers.isEmpty() ? "" : "  handlers:\n" + handlers.indent(4));
    }

    Report run(Mode mode, String playbook) {
        Playbook loaded = engine.playbook(write("play.yml", playbook));
        return engine.run(List.of(loaded), inventory, RunOptions.defaults(), mode, RunListener.NONE);
    }

    Report plan(String tasks) {
        return run(Mode.READ_ONLY, play(tasks, ""));
    }

    Report apply(String tasks) {
        return run(Mode.APPLY, play(tasks, ""));
    }

    /** Asks the host itself, past every prediction. */
    Answers read(Collection<Query> queries) {
        return Objects.requireNonNull(session).reader(Optional.empty()).read(queries);
    }

    static TaskResult result(Report report, String name) {
        return report.results().stream()
                .filter(result -> result.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no task " + name + " in " + report.results()));
    }

    @Override
    public void close() {
        if (session != null) {
            session.close();
        }
        transport.close();
        hosts.close();
    }

    /** The one session, which outlives each run. */
    private record Kept(HostSession session) implements HostSession {

        @Override
        public HostReader reader(Optional<Become> become) {
            return session.reader(become);
        }

        @Override
        public HostWriter writer(Optional<Become> become) {
            return session.writer(become);
        }

        @Override
        public Optional<String> armed(Optional<Become> become) {
            return session.armed(become);
        }

        @Override
        public ExchangeCounts counts() {
            return session.counts();
        }

        @Override
        public void cancel() {
            session.cancel();
        }

        @Override
        public void close() {
            // the next run goes on with it
        }
    }
}
