package io.pinwright.runner.cli;

import io.pinwright.engine.inventory.Inventory;
import io.pinwright.engine.playbook.Playbook;
import io.pinwright.engine.report.Mode;
import io.pinwright.engine.report.Report;
import io.pinwright.engine.source.Diagnostics;
import io.pinwright.runner.render.Json;
import io.pinwright.runner.render.ReportTree;
import io.pinwright.runner.render.TextRenderer;
import io.pinwright.simulator.BuiltinHosts;
import io.pinwright.simulator.SimulatedHosts;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/**
 * Touches the classes that a usual run needs: the launcher runs it once to record the class-data archive. Reaches nothing but a
 * simulated host of its own.
 */
@Command(name = "warm-up", hidden = true)
final class WarmUpCommand implements Callable<Integer> {

    @Override
    public Integer call() {
        PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
        Terminal silent = new Terminal(nowhere, nowhere, false);
        Main.run(silent, "--help");
        Main.run(silent, "doc", "vhost_tuning");
        try (SimulatedHosts hosts = SimulatedHosts.builder()
                        .host("r710", BuiltinHosts.r710(1))
                        .start();
                Session session = Session.open()) {
            Diagnostics diagnostics = new Diagnostics();
            Inventory inventory = Inventory.load(List.of(hosts.inventory().toString()), diagnostics);
            Playbook playbook = Demo.playbook(session.engine());
            Report report = session.engine()
                    .run(
                            List.of(playbook),
                            inventory,
                            Demo.options(),
                            Mode.READ_ONLY,
                            new TextRenderer(silent::line, silent::error, silent.colours(), Mode.READ_ONLY, true, 1));
            Json.pretty(ReportTree.of(report));
        }
        return ExitCode.DONE.status();
    }
}
