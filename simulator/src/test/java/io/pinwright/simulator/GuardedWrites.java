package io.pinwright.simulator;

import io.pinwright.engine.host.Answer;
import io.pinwright.engine.host.Answers;
import io.pinwright.engine.host.Bytes;
import io.pinwright.engine.host.Guard;
import io.pinwright.engine.host.HostWriter.Written;
import io.pinwright.engine.host.Prediction;
import io.pinwright.engine.host.Query;
import io.pinwright.engine.host.Step;
import io.pinwright.engine.host.Undo;
import io.pinwright.engine.host.Writing;
import io.pinwright.engine.source.Secret;
import io.pinwright.engine.transport.ConnectionSettings;
import io.pinwright.engine.transport.HostSession;
import io.pinwright.engine.transport.HostSessions;
import io.pinwright.engine.transport.SessionLimits;
import io.pinwright.engine.transport.ssh.SshSettings;
import io.pinwright.engine.transport.ssh.SshTransport;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** Affinities of interrupts, written over SSH as the engine writes: locked, guarded, journalled. Used by one thread. */
final class GuardedWrites implements AutoCloseable {

    static final List<Integer> INTERRUPTS = List.of(42, 43, 44);

    private final SshTransport transport;
    private final HostSession session;
    private final String run;
    private int entries;

    GuardedWrites(SimulatedHosts hosts, String host, String run) {
        this.run = run;
        transport = SshTransport.create(
                SshSettings.defaults().withAgent(Optional.empty()).withHome(hosts.folder()));
        session = HostSessions.open(
                transport,
                new ConnectionSettings(
                        host,
                        "ssh",
                        "127.0.0.1",
                        Optional.of(hosts.host(host).port()),
                        Optional.of("root"),
                        Optional.<Secret>empty(),
                        List.of(hosts.privateKey()),
                        List.of(
                                "UserKnownHostsFile=" + hosts.knownHosts(),
                                "IdentitiesOnly=yes",
                                "StrictHostKeyChecking=yes"),
                        Optional.empty(),
                        List.of(),
                        Optional.empty()),
                SessionLimits.defaults());
    }

    static String path(int interrupt) {
        return "/proc/irq/" + interrupt + "/smp_affinity_list";
    }

    /** Sends three interrupts to a CPU, in three changes. */
    Written sendTo(int cpu, Optional<Duration> confirmWithin, Duration patience) {
        List<Step> steps = INTERRUPTS.stream()
                .map(interrupt -> (Step) new Step.WriteKernelFile(
                        path(interrupt),
                        Integer.toString(cpu),
                        List.of(new Prediction(
                                new Query.ReadFile(path(interrupt)), new Answer.Content(Bytes.utf8(cpu + "\n"))))))
                .toList();
        List<Query> queries = INTERRUPTS.stream()
                .map(interrupt -> (Query) new Query.ReadFile(path(interrupt)))
                .toList();
        Answers before = session.reader(Optional.empty()).read(queries);
        entries++;
        return session.writer(Optional.empty())
                .write(
                        new Writing(
                                steps,
                                Guard.of(steps, before),
                                Optional.of(new Writing.Lock(run, "me@here", patience)),
                                Optional.of(new Writing.Entry(
                                        entry(),
                                        List.of("run of a test"),
                                        Undo.of(steps, before),
                                        Collections.nCopies(steps.size(), 1),
                                        confirmWithin.map(within -> new Writing.Confirm(0, within))))),
                        queries);
    }

    Written sendTo(int cpu) {
        return sendTo(cpu, Optional.empty(), Duration.ZERO);
    }

    /** The name of the last entry in the journal. */
    String entry() {
        return run + "." + entries;
    }

    boolean confirm() {
        return session.writer(Optional.empty()).confirm(entry());
    }

    @Override
    public void close() {
        session.close();
        transport.close();
    }
}
