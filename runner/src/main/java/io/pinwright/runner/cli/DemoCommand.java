package io.pinwright.runner.cli;

import io.pinwright.engine.apply.Look;
import io.pinwright.engine.drift.Baseline;
import io.pinwright.engine.drift.DriftReport;
import io.pinwright.engine.drift.Verdict;
import io.pinwright.engine.inventory.Inventory;
import io.pinwright.engine.playbook.Playbook;
import io.pinwright.engine.report.Mode;
import io.pinwright.engine.report.Report;
import io.pinwright.engine.report.RunListener;
import io.pinwright.engine.source.Diagnostics;
import io.pinwright.modules.diagnose.Diagnosis;
import io.pinwright.modules.system.HostFacts;
import io.pinwright.runner.render.DriftText;
import io.pinwright.runner.render.TextRenderer;
import io.pinwright.simulator.BuiltinHosts;
import io.pinwright.simulator.SimulatedHost;
import io.pinwright.simulator.SimulatedHosts;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;

/** {@code pinwright demo}: the tour. */
final class DemoCommand implements Command {

    private final Usage usage = new Usage(
            this,
            "demo",
            "A tour on a simulated host: diagnose, plan, apply, apply again, drift, check, repair. Leaves nothing running.");
    private final Flag diff = usage.flag("-D, --diff", "Show changed files and documents line by line.");
    private final Terminal terminal;
    private int step;
    private int surprises;

    DemoCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Usage usage() {
        return usage;
    }

    @Override
    public Integer call() throws InterruptedException {
        try (SimulatedHosts hosts =
                SimulatedHosts.builder().host(Demo.HOST, BuiltinHosts.r710(1)).start()) {
            AppliedHistory history = AppliedHistory.in(hosts.folder().resolve("state"));
            try (Session session = Session.open(history.salt())) {
                tour(hosts, session, history);
            }
        }
        say("");
        if (surprises > 0) {
            say("The tour did not go as it should: " + surprises + " surprises, see above.");
            return ExitCode.BROKEN.status();
        }
        say("That was the tour. The host was simulated and is gone. On your own hosts:");
        say("    ./pinwright plan playbooks/tune-vhost.yml -i YOUR_INVENTORY");
        return ExitCode.DONE.status();
    }

    private void tour(SimulatedHosts hosts, Session session, AppliedHistory history) throws InterruptedException {
        SimulatedHost host = hosts.host(Demo.HOST);
        Inventory inventory = inventory(hosts);
        say("A Dell R710: 16 CPUs on two NUMA nodes, two 10G ports, and a guest, " + Demo.DOMAIN
                + ", with two macvtaps.");
        say("It is simulated: a real SSH server on 127.0.0.1:" + host.port() + ", everything behind it in memory.");

        title("What is wrong with it?", "pinwright diagnose");
        Diagnosis before = diagnose(session, inventory);
        say(before.toText().stripTrailing());
        expect(before.hasWarnings(), "a finding");

        title("The wish", "cat playbooks/tune-vhost.yml");
        Demo.source().text().lines().forEach(line -> say("    " + line));

        title("What would change?", "pinwright plan playbooks/tune-vhost.yml");
        Report plan = run(session, inventory, Mode.READ_ONLY);
        expect(plan.hasChanges(), "changes in the plan");
        expect(host.counters().writes().isEmpty(), "no write by the plan");

        title("Make it so", "pinwright apply playbooks/tune-vhost.yml");
        Report first = run(session, inventory, Mode.APPLY);
        expect(first.hasChanges() && !first.hasFailures(), "changed > 0");
        history.add(first, terminal);

        title("Once more: nothing differs, nothing is written", "pinwright apply playbooks/tune-vhost.yml");
        host.resetCounters();
        Report second = run(session, inventory, Mode.APPLY);
        expect(!second.hasChanges() && !second.hasFailures(), "changed=0");
        expect(host.counters().writes().isEmpty(), "no write by the second apply");
        expect(host.counters().execs() == 1 && host.counters().roundTrips() == 1, "one exec request, one round trip");

        String byHand = "virsh emulatorpin " + Demo.DOMAIN + " 0,2,4,6";
        title("Somebody moves the vhost threads by hand", byHand);
        say(host.run(byHand).stdout().stripTrailing());

        title("The nightly check finds it", "pinwright check playbooks/tune-vhost.yml");
        DriftReport drift = check(session, inventory, history);
        expect(drift.of(Verdict.DRIFTED).size() == 1, "one thing that drifted");

        title("Apply repairs it", "pinwright apply playbooks/tune-vhost.yml");
        Report repaired = run(session, inventory, Mode.APPLY);
        expect(repaired.hasChanges() && !repaired.hasFailures(), "repaired");
        history.add(repaired, terminal);

        title("And the check knows of nothing but the guest's restart", "pinwright check playbooks/tune-vhost.yml");
        DriftReport clean = check(session, inventory, history);
        expect(clean.of(Verdict.DRIFTED).isEmpty() && !clean.hasUnknown(), "no drift");

        title("What is left?", "pinwright diagnose");
        say(diagnose(session, inventory).toText().stripTrailing());
    }

    private Inventory inventory(SimulatedHosts hosts) {
        Diagnostics diagnostics = new Diagnostics();
        Inventory inventory = Inventory.load(List.of(hosts.inventory().toString()), diagnostics);
        diagnostics.throwIfErrors();
        return inventory;
    }

    private Report run(Session session, Inventory inventory, Mode mode) {
        TextRenderer renderer =
                new TextRenderer(terminal::line, terminal.err()::println, terminal.colours(), mode, diff.isSet(), 0);
        Playbook playbook = Demo.playbook(session.engine());
        Report report = session.engine().run(List.of(playbook), inventory, Demo.options(), mode, renderer);
        renderer.recap(report);
        return report;
    }

    private DriftReport check(Session session, Inventory inventory, AppliedHistory history) {
        Report report = session.engine()
                .run(
                        List.of(Demo.playbook(session.engine())),
                        inventory,
                        Demo.options(),
                        Mode.READ_ONLY,
                        RunListener.NONE);
        DriftReport found = DriftReport.of(report, history.wishes(), Baseline.NONE, LocalDate.now());
        DriftText text = new DriftText(terminal::line, terminal.colours());
        text.items(report, found);
        text.summary(report, found);
        say("exit status " + ExitCode.ofCheck(report, found).status());
        return found;
    }

    private Diagnosis diagnose(Session session, Inventory inventory) throws InterruptedException {
        Map<String, Look.Seen<Diagnosis>> seen =
                session.engine().look(HostFacts.observe().map(Diagnosis::of), inventory, "all", Demo.options());
        Look.Seen<Diagnosis> one = seen.values().iterator().next();
        return one.value()
                .orElseThrow(() -> new IllegalStateException(one.problem().orElse("nothing was seen")));
    }

    private void title(String text, String command) {
        step++;
        say("");
        say(terminal.colours().strong("== " + step + ". " + text));
        say(terminal.colours().faint("$ " + command));
    }

    private void expect(boolean holds, String what) {
        if (!holds) {
            surprises++;
            say("SURPRISE: expected " + what);
        }
    }

    private void say(String text) {
        terminal.line(text);
    }
}
