package io.pinwright.modules.libvirt;

import io.pinwright.engine.host.Answer;
import io.pinwright.engine.host.Bytes;
import io.pinwright.engine.host.HostProblem;
import io.pinwright.engine.host.Inverse;
import io.pinwright.engine.host.Payload;
import io.pinwright.engine.host.Prediction;
import io.pinwright.engine.host.Query;
import io.pinwright.engine.host.Step;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The steps that shut a domain off and start it. The first of them carries what all of them change.
 *
 * @param moved further reads that a start or stop changes in a way that nobody can foretell: threads, facts
 */
record PowerSteps(VirtDomain.Args args, DomainState domain, PowerState power, List<Query> moved) {

    private static final Duration AFTER_DESTROY = Duration.ofSeconds(60);

    /** Shuts it off: by its power button where its vCPUs run, else by pulling the plug, where that was consented to. */
    List<Step> stop(List<Prediction> predictions) {
        List<Step> steps = new ArrayList<>();
        if (power.isRunning() || power.isShuttingDown()) {
            if (power.isRunning()) {
                steps.add(run(Virsh.act("shutdown", uuid()), Step.TIMEOUT, predictions)
                        .undoneBy(started()));
            }
            steps.add(new Step.WaitFor(
                    Virsh.bareState(uuid()),
                    "shut off",
                    args.shutdownTimeout(),
                    args.destroy() ? Virsh.act("destroy", uuid()) : List.of(),
                    args.destroy()
                            ? ""
                            : "why: the guest does not answer its power button (ACPI), or takes longer\n"
                                    + "  fix: shut it down from within, raise `shutdown_timeout`, or consent to pulling the"
                                    + " plug with `destroy: true`",
                    power.isRunning() ? List.of() : predictions));
            return steps;
        }
        if (!args.destroy()) {
            throw new HostProblem(
                    domain.target() + " is " + power.shown() + ": a guest whose vCPUs do not run cannot shut down",
                    power.isPaused()
                            ? "resume it (`virsh resume`), or consent to pulling the plug with `destroy: true`"
                            : power.state().equals("pmsuspended")
                                    ? "wake it (`virsh dompmwakeup`), or consent to pulling the plug with"
                                            + " `destroy: true`"
                                    : "consent to pulling the plug with `destroy: true`");
        }
        steps.add(run(Virsh.act("destroy", uuid()), Step.TIMEOUT, predictions).undoneBy(started()));
        steps.add(new Step.WaitFor(Virsh.bareState(uuid()), "shut off", AFTER_DESTROY, List.of(), "", List.of()));
        return steps;
    }

    /** Starts it and waits until it runs. */
    List<Step> start(List<Prediction> predictions) {
        String[] options = args.discardManagedSave() ? new String[] {"--force-boot"} : new String[0];
        return List.of(
                // By its power button: a guest that does not listen to that stays on, and the undo goes on without it.
                run(Virsh.act("start", uuid(), options), args.startTimeout(), predictions)
                        .undoneBy(run(Virsh.act("shutdown", uuid()), Step.TIMEOUT, List.of())),
                new Step.WaitFor(
                        Virsh.bareState(uuid()),
                        "running",
                        args.startTimeout(),
                        List.of(),
                        "fix: see the domain's log in /var/log/libvirt/qemu on the host",
                        List.of()));
    }

    /** Lets a paused one go on. */
    List<Step> resume() {
        return List.of(run(Virsh.act("resume", uuid()), Step.TIMEOUT, notForetold("the resuming of " + domain.target()))
                .undoneBy(run(Virsh.act("suspend", uuid()), Step.TIMEOUT, List.of())));
    }

    /** What will be seen of it, once something has happened that makes new threads and devices. */
    List<Prediction> notForetold(String needs) {
        List<Prediction> all = new ArrayList<>(domain.notForetold(needs));
        moved.forEach(query -> all.add(new Prediction(query, new Answer.NotForetold(needs), false)));
        all.add(unchanged());
        return all;
    }

    /** What will be seen of it when it is shut off. */
    List<Prediction> shutOff() {
        List<Prediction> all = new ArrayList<>(domain.shutOff());
        moved.forEach(query ->
                all.add(new Prediction(query, new Answer.NotForetold("the shutdown of " + domain.target()), false)));
        all.add(unchanged());
        return all;
    }

    /** The persistent document, which a start brings into effect: foretold, so that a start or stop rests on it. */
    private Prediction unchanged() {
        Answer document = new Answer.Output(0, Bytes.utf8(domain.config().text()), Bytes.EMPTY);
        return new Prediction(Virsh.inactiveXml(domain.wanted()), document);
    }

    /** What a restart brought into effect is pending again once the configuration is back: another one takes a consent of its own. */
    static List<Step> restarted(List<Step> steps) {
        return steps.stream()
                .map(step -> step instanceof Step.Run run ? run.with(Inverse.NOTHING) : step)
                .toList();
    }

    private Step.Run started() {
        return run(Virsh.act("start", uuid()), args.startTimeout(), List.of());
    }

    private String uuid() {
        return domain.uuid();
    }

    private static Step.Run run(List<String> argv, Duration timeout, List<Prediction> predictions) {
        return new Step.Run(argv, Payload.NONE, Map.of(), null, timeout, Set.of(0), predictions);
    }
}
