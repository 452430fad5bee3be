package io.pinwright.runner.performance;

import io.pinwright.engine.Engine;
import io.pinwright.engine.RunOptions;
import io.pinwright.engine.inventory.Inventory;
import io.pinwright.engine.playbook.Playbook;
import io.pinwright.engine.report.Mode;
import io.pinwright.engine.report.Report;
import io.pinwright.engine.report.RunListener;
import io.pinwright.engine.source.Diagnostics;
import io.pinwright.engine.source.Source;
import io.pinwright.engine.transport.HostSessions;
import io.pinwright.engine.transport.SessionLimits;
import io.pinwright.engine.transport.ssh.SshSettings;
import io.pinwright.engine.transport.ssh.SshTransport;
import io.pinwright.modules.BuiltinModules;
import io.pinwright.simulator.BuiltinHosts;
import io.pinwright.simulator.SimulatedHosts;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The article's playbook on many hosts that answer from memory what the article's simulated host answered before it was tuned,
 * each with a domain, addresses, interrupts and counters of its own. One host after another, so that the time of a run is its CPU
 * time.
 */
public final class RecordedArticle {

    private static final RunOptions OPTIONS = RunOptions.defaults().withForks(1);

    private final Engine engine;
    private final Playbook playbook;
    private final Inventory inventory;

    private RecordedArticle(RecordedHost host, Path playbookFile, int hosts, Runnable onRead) {
        Map<String, RecordedAnswers> answers =
                IntStream.range(0, hosts).boxed().collect(Collectors.toMap(RecordedArticle::name, host::answers));
        engine = Engine.builder()
                .modules(BuiltinModules.all())
                .sessions(settings -> RecordedHost.session(answers.get(settings.name()), onRead))
                .build();
        playbook = engine.playbook(playbookFile);
        inventory = inventory(IntStream.range(0, hosts)
                .mapToObj(number -> "%s domain=%s%n".formatted(name(number), RecordedAnswers.domain(number)))
                .collect(Collectors.joining("", "[kvm_hosts]\n", "")));
    }

    private static String name(int number) {
        return "kvm%05d".formatted(number);
    }

    /** Records, and makes the hosts; each read is told first. */
    public static RecordedArticle of(Path playbookFile, int hosts, Runnable onRead) {
        RecordedHost recorded = new RecordedHost();
        try (SimulatedHosts simulated = SimulatedHosts.builder()
                        .host("r710", BuiltinHosts.r710(1))
                        .start();
                SshTransport transport = SshTransport.create(SshSettings.defaults())) {
            Engine engine = Engine.builder()
                    .modules(BuiltinModules.all())
                    .sessions(settings ->
                            recorded.recording(HostSessions.open(transport, settings, SessionLimits.defaults())))
                    .build();
            RunOptions options = OPTIONS.withExtraVariables(Map.of("domain", "bigip-virtio"));
            plan(engine, engine.playbook(playbookFile), inventory(simulated.inventoryText()), options);
        }
        return new RecordedArticle(recorded, playbookFile, hosts, onRead);
    }

    /** Plans the playbook for all hosts. */
    public Report plan() {
        return plan(engine, playbook, inventory, OPTIONS);
    }

    private static Report plan(Engine engine, Playbook playbook, Inventory inventory, RunOptions options) {
        Report report = engine.run(List.of(playbook), inventory, options, Mode.READ_ONLY, RunListener.NONE);
        if (report.hasFailures() || report.hasUnreachable() || !report.hasChanges()) {
            throw new IllegalStateException("not the plan that was to be measured: " + report.recaps());
        }
        return report;
    }

    private static Inventory inventory(String text) {
        Diagnostics diagnostics = new Diagnostics();
        Inventory inventory = Inventory.parse(new Source("hosts", text), false, diagnostics);
        diagnostics.throwIfErrors();
        return inventory;
    }
}
