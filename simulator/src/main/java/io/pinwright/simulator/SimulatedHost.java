package io.pinwright.simulator;

import io.pinwright.simulator.folder.HostTree;
import io.pinwright.simulator.folder.Mutations;
import io.pinwright.simulator.folder.ProgramFiles;
import io.pinwright.simulator.kernel.Kernel;
import io.pinwright.simulator.kernel.Nic;
import io.pinwright.simulator.libvirt.Guest;
import io.pinwright.simulator.libvirt.Libvirt;
import io.pinwright.simulator.libvirt.LibvirtException;
import io.pinwright.simulator.libvirt.Virsh;
import io.pinwright.simulator.shell.CoreUtilities;
import io.pinwright.simulator.shell.HostClock;
import io.pinwright.simulator.shell.HostProcesses;
import io.pinwright.simulator.shell.PosixShell;
import io.pinwright.simulator.shell.ShellCommand;
import io.pinwright.simulator.shell.VirtualFiles;
import io.pinwright.simulator.shell.VirtualIoException;
import io.pinwright.simulator.tool.HostTools;
import io.pinwright.simulator.tool.Units;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.PublicKey;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;

/** One simulated KVM host, reachable by SSH. Thread-safe. */
public final class SimulatedHost {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final String name;
    private final HostBlueprint blueprint;
    private final HostTree tree;
    private final Kernel kernel;
    private final Libvirt libvirt;
    private final Units units;
    private final Counting counting = new Counting();
    private final Faults faults = new Faults();
    private final SshDoor door;
    private final Optional<History> history;
    private final HostClock clock = new HostClock(Clock.systemUTC());
    private final HostProcesses processes = new HostProcesses(clock, this::background);
    private volatile boolean started;

    SimulatedHost(
            String name,
            HostBlueprint blueprint,
            HostTree tree,
            KeyPair hostKey,
            PublicKey client,
            Optional<String> password,
            Optional<History> history) {
        this.name = name;
        this.history = history;
        this.blueprint = blueprint;
        this.tree = tree;
        this.kernel = new Kernel(tree, blueprint.shape(), clock::uptime);
        this.libvirt = new Libvirt(kernel, new Random(name.hashCode()));
        this.units = new Units(kernel, script -> run(script).stdout());
        BaseFiles.write(tree, blueprint);
        blueprint.nics().forEach(kernel::nic);
        blueprint.bridges().forEach(bridge -> kernel.network().bridge(bridge.name(), bridge.mac(), bridge.ports()));
        blueprint.domains().forEach(this::domain);
        units.boot();
        blueprint.files().forEach(tree::put);
        history.ifPresent(past -> past.all().forEach(this::again));
        tree.flush();
        started = true;
        this.door = new SshDoor(this, hostKey, client, password);
    }

    /** Keeps a request that changed something, where a history is kept. */
    void keep(History.Request request) {
        history.ifPresent(past -> past.add(request));
    }

    /** Does again what was done before this host was stopped. */
    private void again(History.Request request) {
        Mutations unseen = Unseen.MUTATIONS;
        PosixShell shell = new PosixShell(
                new ProgramFiles(tree, unseen),
                programs(unseen),
                PosixShell.Options.of(request.user(), home(request.user())),
                processes);
        processes.hasty(request.background());
        shell.run(
                PosixShell.bytes(new String(request.command(), StandardCharsets.UTF_8)),
                List.of(),
                new ByteArrayInputStream(request.stdin()),
                OutputStream.nullOutputStream(),
                OutputStream.nullOutputStream());
        processes.hasty(false);
        shell.kill(9);
    }

    /** Lets in a process that leaves its login; while the past is done again, none. */
    private Optional<HostProcesses.Session> background(String user, String script) {
        return started ? Optional.of(new Background(this, user, script)) : Optional.empty();
    }

    private void domain(HostBlueprint.DomainPlan plan) {
        try {
            String defined = libvirt.define(plan.xml(), false, Unseen.MUTATIONS);
            if (plan.power() != HostBlueprint.Power.SHUT_OFF) {
                libvirt.start(defined, plan.power() == HostBlueprint.Power.PAUSED, false, Unseen.MUTATIONS);
            }
        } catch (LibvirtException | VirtualIoException e) {
            throw new IllegalArgumentException("host " + name + ": " + e.getMessage(), e);
        }
    }

    void open() {
        door.open();
    }

    void close() {
        door.close();
        processes.killAll();
        tree.flush();
    }

    /** The name it has in the inventory. */
    public String name() {
        return name;
    }

    /** Port of its SSH server on 127.0.0.1. */
    public int port() {
        return door.port();
    }

    /** What it has seen so far. */
    public HostCounters counters() {
        return counting.now();
    }

    /** Begins counting anew. */
    public void resetCounters() {
        counting.reset();
    }

    /** What shall go wrong. */
    public Faults faults() {
        return faults;
    }

    /** Its files as root sees them; what is done through this is not counted. */
    public VirtualFiles files() {
        return new ProgramFiles(tree, Unseen.MUTATIONS);
    }

    /** The text of one of its files, without the line end, or empty when there is none. */
    public Optional<String> text(String path) {
        return tree.text(path).map(String::strip);
    }

    /** What a command that somebody typed on the host gave. */
    public record Output(int status, String stdout, String stderr) {}

    /** Runs a shell command on the host as root, as somebody at its console would; not counted, no faults. */
    public Output run(String script) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Mutations unseen = Unseen.MUTATIONS;
        int status = new PosixShell(
                        new ProgramFiles(tree, unseen),
                        programs(unseen),
                        PosixShell.Options.of("root", "/root"),
                        processes)
                .run(PosixShell.bytes(script), List.of(), new ByteArrayInputStream(new byte[0]), out, err);
        return new Output(status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    /** The guest of a domain, to say how it shall behave: whether it shuts down, gives devices back, works. */
    public Guest guest(String domain) {
        try {
            return libvirt.guest(domain);
        } catch (LibvirtException e) {
            throw new IllegalArgumentException("host " + name + ": " + e.getMessage(), e);
        }
    }

    /** Lets the guest of a running domain crash, with {@code on_crash} as "preserve". */
    public void crash(String domain) {
        fall(domain, true);
    }

    /** Lets the guest of a running domain go to sleep. */
    public void sleep(String domain) {
        fall(domain, false);
    }

    private void fall(String domain, boolean crash) {
        try {
            libvirt.fall(domain, crash);
        } catch (LibvirtException e) {
            throw new IllegalArgumentException("host " + name + ": " + e.getMessage(), e);
        }
    }

    /** Lets traffic flow: every interrupt of every NIC fires so many times, and new affinities come into force. */
    public void traffic(long interrupts) {
        for (Nic nic : kernel.network().nics()) {
            kernel.interrupts().fire(kernel.network().interruptsOf(nic), interrupts);
        }
    }

    /** Lets irqbalance make one pass, if it runs: what it may move goes back to the device's node. */
    public void irqbalancePass() {
        units.irqbalancePass();
    }

    /**
     * Lets time pass on the host at once: sleepers wake up, {@code date} and /proc/uptime are ahead. Comes back when the processes
     * without a login, such as a watch that waits for a confirmation, have done what was due then.
     */
    public void pass(Duration time) {
        try {
            if (!processes.pass(time, PATIENCE)) {
                throw new IllegalStateException("the processes of " + name + " do not come to rest");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    /** Waits until no script of a login runs any more, those included whose connection is gone. */
    public void awaitLogins() {
        try {
            if (!door.awaitLogins(PATIENCE)) {
                throw new IllegalStateException("a script on " + name + " does not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    /** Whether no process runs or sleeps that was started since the boot, such as a watch that waits for a confirmation. */
    public boolean isIdle() {
        return processes.isEmpty();
    }

    /** Drops every connection at once. */
    public void dropConnections() {
        door.dropAll();
    }

    /** Shows another host key from now on, as a machine that is not the one known would. */
    public void changeHostKey() {
        door.changeKey(Keys.generate());
    }

    /** Its line for a known_hosts file, with the key it shows now. */
    public String knownHost() {
        return door.knownHost();
    }

    HostTree tree() {
        return tree;
    }

    HostProcesses processes() {
        return processes;
    }

    Counting counting() {
        return counting;
    }

    boolean hasUser(String user) {
        return user.equals("root") || blueprint.users().contains(user);
    }

    String home(String user) {
        return user.equals("root") ? "/root" : "/home/" + user;
    }

    /** Programs of one login. */
    Map<String, ShellCommand> programs(Mutations mutations) {
        Map<String, ShellCommand> programs = new TreeMap<>(CoreUtilities.with(blueprint.sudo()));
        programs.put("virsh", new Virsh(libvirt, mutations));
        programs.putAll(HostTools.all(kernel, units, mutations));
        blueprint.missing().forEach(programs::remove);
        return programs;
    }

    /** For what the simulator itself does. */
    private enum Unseen implements Mutations {
        MUTATIONS;

        @Override
        public void space(long bytes) {}

        @Override
        public void before(String what) {}

        @Override
        public void after(String what) {}
    }
}
