package io.pinwright.runner.crash;

import io.pinwright.engine.Engine;
import io.pinwright.engine.RunOptions;
import io.pinwright.engine.inventory.Inventory;
import io.pinwright.engine.journal.RecordedRun;
import io.pinwright.engine.journal.file.FileJournal;
import io.pinwright.engine.playbook.Playbook;
import io.pinwright.engine.report.Mode;
import io.pinwright.engine.report.Report;
import io.pinwright.engine.report.RunListener;
import io.pinwright.engine.report.Status;
import io.pinwright.engine.report.TaskResult;
import io.pinwright.engine.source.Diagnostics;
import io.pinwright.engine.source.Source;
import io.pinwright.engine.transport.ssh.SshSettings;
import io.pinwright.engine.transport.ssh.SshTransport;
import io.pinwright.engine.undo.UndoOptions;
import io.pinwright.modules.BuiltinModules;
import io.pinwright.simulator.BuiltinHosts;
import io.pinwright.simulator.SimulatedHost;
import io.pinwright.simulator.SimulatedHosts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The article's host before it was tuned, with files to change, and a controller with a journal. */
final class CrashHost implements AutoCloseable {

    /** Longer than any dead-man switch waits. */
    private static final Duration LONG = Duration.ofMinutes(10);

    private static final String PREPARE = """
            # irqbalance leaves alone what sits on one CPU of the right node.
            n=0
            for i in $(ls /sys/class/net/enp4s0f0/device/msi_irqs); do
            n=$((n + 1))
            [ $n -le 2 ] && c=2 || c=0
            echo $c >/proc/irq/$i/smp_affinity_list
            done
            rmdir /usr/local/sbin
            mkdir -p /etc/crash
            cd /etc/crash
            printf 'old\\n' >replaced; chmod 0604 replaced; chown 7:8 replaced
            printf 'a=1\\nqueues=1' >lines
            printf 'open' >tightened; chmod 0666 tightened
            printf 'gone' >gone; chmod 0640 gone
            printf 'target' >target
            ln -s nowhere link
            """;

    /** All that the playbook is about and what it must leave alone; no process numbers, for daemons start anew. */
    private static final String STATE = """
            virsh list --all
            virsh dumpxml --inactive --security-info bigip-virtio
            virsh dumpxml --security-info bigip-virtio
            virsh vcpupin bigip-virtio --live
            virsh emulatorpin bigip-virtio --live
            for i in /proc/irq/[0-9]*; do echo $i $(cat $i/smp_affinity_list); done
            for p in /proc/[0-9]*/task/[0-9]*; do
            read -r c <$p/comm
            case $c in *vhost-*|CPU*|qemu*) echo $c $(grep -h Cpus_allowed_list $p/status) ;; esac
            done
            for f in /etc/crash /etc/crash/* /etc/crash/*/* /etc/default/* /usr/local/sbin /usr/local/sbin/* /etc/sysctl.d /etc/sysctl.d/*; do
            [ -e $f ] || [ -L $f ] || continue
            case $f in */Cu??????) continue ;; esac
            stat -c '%n %F %a %u %g' $f
            [ ! -L $f ] || readlink $f
            [ ! -f $f ] || cat $f
            done
            find /etc /usr/local /run -name '.pinwright*' -o -name 'Cu??????'
            cat /proc/sys/net/core/rps_sock_flow_entries
            for u in cron irqbalance; do systemctl show -p ActiveState,UnitFileState $u; done
            tr '\\0' ' ' </proc/$(systemctl show -p MainPID --value irqbalance)/cmdline
            """;

    /** All that an apply leaves of itself on the host. */
    private static final String OWN = """
            for f in /var/lib/pinwright /var/lib/pinwright/* /var/lib/pinwright/runs/* /var/lib/pinwright/runs/*/*; do
            [ -e $f ] || continue
            stat -c '%n %F %a %u %g' $f
            [ ! -f $f ] || cat $f
            done
            """;

    /** What is another one in each run: its id, times, process numbers, salted digests. And what is for people to read. */
    private static final Pattern OF_ONE_RUN = Pattern.compile("\\d{8}T\\d{6}Z-[0-9a-f]{6}"
            + "|\\d{4}-\\d{2}-\\d{2}T[\\d:.]+Z"
            + "|\"salt\":\"[0-9a-f]+\"|(?<=\"secret\":true,)\"sha256\":\"[0-9a-f]+\""
            + "|\"message\":\"(?:[^\"\\\\]|\\\\.)*\""
            + "|\\b\\d{4,}\\b");

    /** What ends between making a file or link and renaming it leaves one of these: ours, and that of {@code ln -sf}. */
    private static final Pattern TEMPORARY = Pattern.compile("(?m)^(.*)/(?:[.]pinwright[.]|Cu)\\w{6}\n");

    private final SimulatedHosts hosts;
    private final Inventory inventory;
    private final SshTransport transport;
    private final Path playbook;
    private final FileJournal journal;
    private final Path folder;

    /** @param folder new for each host */
    CrashHost(Path playbook, Path folder) {
        this.playbook = playbook;
        this.folder = folder;
        hosts = SimulatedHosts.builder().host("kvm01", BuiltinHosts.r710(1)).start();
        SimulatedHost.Output prepared = host().run(PREPARE);
        if (prepared.status() != 0 || !prepared.stderr().isEmpty()) {
            throw new IllegalStateException(prepared.toString());
        }
        transport = SshTransport.create(
                SshSettings.defaults().withAgent(Optional.empty()).withHome(folder));
        Diagnostics diagnostics = new Diagnostics();
        inventory = Inventory.parse(new Source("hosts", hosts.inventoryText()), false, diagnostics);
        diagnostics.throwIfErrors();
        journal = FileJournal.in(folder.resolve("state"));
    }

    SimulatedHost host() {
        return hosts.host("kvm01");
    }

    private Engine engine(KilledController.When killed) {
        return Engine.builder()
                .modules(BuiltinModules.all())
                .transport(transport)
                .journal(new KilledController(journal, killed))
                .build();
    }

    /** Applies with a controller that may be killed on the way; empty when it was. Waits until the host is done. */
    Optional<Report> apply(KilledController.When killed) {
        Engine engine = engine(killed);
        Playbook loaded = engine.playbook(playbook);
        try {
            return Optional.of(
                    engine.run(List.of(loaded), inventory, RunOptions.defaults(), Mode.APPLY, RunListener.NONE));
        } catch (KilledController.Killed | IllegalStateException e) {
            if (killed == KilledController.When.NEVER) {
                throw e;
            }
            return Optional.empty();
        } finally {
            host().awaitLogins();
        }
    }

    Report apply() {
        return apply(KilledController.When.NEVER).orElseThrow();
    }

    /** The run that the journal has last. */
    Optional<RecordedRun> lastRun() {
        return journal.ids().stream().findFirst().map(journal::read);
    }

    Report undo(RecordedRun run) {
        Report report = engine(KilledController.When.NEVER)
                .undo(run, inventory, RunOptions.defaults(), UndoOptions.NONE, Mode.APPLY, RunListener.NONE);
        host().awaitLogins();
        return report;
    }

    /** Lets every dead-man switch go off. */
    void waitLong() {
        host().pass(LONG);
    }

    String state() {
        SimulatedHost.Output output = host().run(STATE);
        return output.stdout() + output.stderr();
    }

    /** The same without the temporary files that nothing reads. */
    String stateWithoutRests() {
        return TEMPORARY.matcher(state()).replaceAll("");
    }

    /** Whether a dead-man switch is armed that goes off one day. */
    boolean isWatched() {
        return !host().isIdle()
                && host().run("ls /var/lib/pinwright/runs/*/armed").status() == 0;
    }

    /** All that anything after a crash can depend on: where it is the same, what follows is the same. */
    String mark() {
        StringBuilder own = new StringBuilder(host().run(OWN).stdout());
        Path state = folder.resolve("state");
        try (Stream<Path> files = Files.exists(state) ? Files.walk(state) : Stream.empty()) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                own.append(state.relativize(file)).append('\n').append(Files.readString(file));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return isWatched() + "\n" + TEMPORARY.matcher(state()).replaceAll("$1/#\n")
                + OF_ONE_RUN.matcher(own).replaceAll("#");
    }

    /** What the host wrote down of an entry. */
    List<String> progress(RecordedRun.Entry entry) {
        return host().text(entry.folder() + "/progress").orElse("").lines().toList();
    }

    /** What went wrong, for messages. */
    static String told(Report report) {
        return report.results().stream()
                .filter(result ->
                        result.status() != Status.OK && result.status() != Status.CHANGED || result.message() != null)
                .map(CrashHost::told)
                .collect(Collectors.joining("\n"));
    }

    private static String told(TaskResult result) {
        return result.name() + ": " + result.status() + ": " + result.message()
                + result.items().stream().map(item -> "\n    " + told(item)).collect(Collectors.joining());
    }

    @Override
    public void close() {
        transport.close();
        hosts.close();
    }
}
