package io.pinwright.runner.docs;

import io.pinwright.engine.Engine;
import io.pinwright.engine.Plan;
import io.pinwright.engine.RunOptions;
import io.pinwright.engine.inventory.Inventory;
import io.pinwright.engine.module.Change;
import io.pinwright.engine.playbook.Playbook;
import io.pinwright.engine.report.Report;
import io.pinwright.engine.report.RunListener;
import io.pinwright.engine.source.Diagnostics;
import io.pinwright.engine.transport.Transport;
import io.pinwright.engine.transport.ssh.SshSettings;
import io.pinwright.engine.transport.ssh.SshTransport;
import io.pinwright.modules.BuiltinModules;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/** The README's example of a program that plans and applies a playbook. */
final class EmbeddingExample {

    private EmbeddingExample() {}

    // region embed
    static Report tune(Path file, String hosts, Consumer<String> out) {
        Diagnostics problems = new Diagnostics();
        Inventory inventory = Inventory.load(List.of(hosts), problems);
        problems.throwIfErrors();
        try (Transport ssh = SshTransport.create(SshSettings.defaults())) {
            Engine engine = Engine.builder()
                    .modules(BuiltinModules.all())
                    .transport(ssh)
                    .build();
            Playbook playbook = engine.playbook(file);
            RunOptions options = RunOptions.defaults().withLimit("kvm_hosts");
            Plan plan = engine.plan(playbook, inventory, options);
            plan.changes().map(Change::summary).forEach(out);
            return engine.apply(playbook, inventory, options, RunListener.NONE);
        }
    }
    // end
}
