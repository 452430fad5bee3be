package io.pinwright.runner.cli;

import io.pinwright.engine.RunOptions;
import io.pinwright.engine.inventory.Inventory;
import io.pinwright.engine.source.Diagnostics;
import io.pinwright.engine.transport.ConnectionSettings;
import io.pinwright.engine.transport.ssh.HostKeyCollector;
import io.pinwright.engine.transport.ssh.HostKeyCollector.Collected;
import io.pinwright.engine.transport.ssh.HostKeyCollector.State;
import io.pinwright.engine.transport.ssh.SshSettings;
import java.io.Console;
import java.io.IOException;
import java.util.List;
import java.util.Locale;

/** {@code pinwright trust}: host keys before a run, because a run never asks. */
final class TrustCommand implements Command {

    private static final int AT_ONCE = 32;

    private final Usage usage = new Usage(
            this,
            "trust",
            "Collects the host keys of hosts, shows their fingerprints, and adds the new ones to known_hosts.",
            "Exit status: 0 all known now, 2 a key has changed or is revoked, 4 a host was unreachable.");
    private final Value<String> pattern = usage.parameter(
            "PATTERN",
            "Which hosts of the inventory; without an inventory: a host's name or address. Default: all.",
            "all");
    private final ConnectionOptions connection = new ConnectionOptions(usage);
    private final Flag yes = usage.flag("--yes", "Add the keys without asking: only where you know the network.");
    private final Terminal terminal;

    TrustCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Usage usage() {
        return usage;
    }

    @Override
    public Integer call() throws InterruptedException, IOException {
        Diagnostics diagnostics = new Diagnostics();
        // A name that no inventory knows is a host to trust as well: `pinwright trust kvm01`.
        boolean byName = !connection.inventories.isGiven()
                && Terminal.environment("PINWRIGHT_INVENTORY").isEmpty();
        Inventory inventory = byName
                ? Inventory.load(List.of(pattern.value() + ","), diagnostics)
                : Session.inventory(connection.inventories, diagnostics);
        diagnostics.throwIfErrors();
        List<ConnectionSettings> hosts;
        RunOptions options = connection.runOptions(terminal);
        try (Session session = Session.open()) {
            hosts = session.engine().connections(inventory, byName ? "all" : pattern.value(), options);
        }
        HostKeyCollector collector = HostKeyCollector.create(SshSettings.defaults());
        List<Collected> collected = collector.collect(hosts, AT_ONCE);
        for (Collected one : collected) {
            terminal.text(String.format(
                    "%-11s %s  %s %s",
                    one.state().name().toLowerCase(Locale.ROOT),
                    one.host(),
                    one.type(),
                    one.problem().orElse(one.fingerprint())));
        }
        long fresh = collected.stream().filter(one -> one.state() == State.NEW).count();
        if (fresh > 0) {
            if (!yes.isSet() && !confirmed(fresh)) {
                terminal.error("pinwright: nothing was written");
                return ExitCode.FAILED.status();
            }
            int added = collector.write(collected);
            terminal.line("added " + added + (added == 1 ? " key" : " keys"));
        }
        return judge(collected).status();
    }

    private boolean confirmed(long keys) {
        Console console = System.console();
        if (console == null) {
            terminal.error(
                    "pinwright: there is no terminal to ask on; compare the fingerprints and run again with --yes");
            return false;
        }
        String answer = console.readLine("Are these the keys of your hosts? Add %d to known_hosts (yes/no)? ", keys);
        return "yes".equals(answer);
    }

    private static ExitCode judge(List<Collected> collected) {
        boolean wrong =
                collected.stream().anyMatch(one -> one.state() == State.CHANGED || one.state() == State.REVOKED);
        boolean lost = collected.stream().anyMatch(one -> one.state() == State.UNREACHABLE);
        if (wrong) {
            return lost ? ExitCode.FAILED_AND_UNREACHABLE : ExitCode.FAILED;
        }
        return lost ? ExitCode.UNREACHABLE : ExitCode.DONE;
    }
}
