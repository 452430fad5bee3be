package io.pinwright.modules.libvirt;

import io.pinwright.engine.host.Guard;
import io.pinwright.engine.host.Inverse;
import io.pinwright.engine.host.Prediction;
import io.pinwright.engine.host.Step;
import io.pinwright.modules.cpu.CpuSet;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;

/**
 * How a pin of a running domain is taken back: the thread gets the CPUs it had, and threads that went along and were placed one
 * by one before are put back one by one.
 *
 * <p>What stays different: a thread that had no pin has one then, on the CPUs it had without it. virsh can set a pin, but not
 * remove one, and what libvirt would choose without one is not told by a running domain's document.
 *
 * @param steps empty when it is not known where the thread ran
 * @param guards what else the change rests on
 * @param guardsAfter what taking it back rests on
 */
public record LiveUndo(List<Step> steps, List<Guard> guards, List<Guard> guardsAfter) {

    /** Makes the step that leads to a state. */
    public interface Stepper {
        Step.Run step(DomainState after, CpuSet cpus, Scope scope, List<Prediction> more);
    }

    public LiveUndo {
        steps = List.copyOf(steps);
        guards = List.copyOf(guards);
        guardsAfter = List.copyOf(guardsAfter);
    }

    /**
     * The way back from one pin.
     *
     * @param before the domain before it
     * @param cpus the CPUs the thread had then
     * @param edit writes a pin into a document
     * @param threads where threads are before it
     * @param moved where they are after it
     * @param back where they are once it is taken back by virsh alone
     */
    public static LiveUndo of(
            DomainState before,
            CpuSet cpus,
            BiFunction<DomainXml, CpuSet, DomainXml> edit,
            PinForecast threads,
            PinForecast moved,
            PinForecast back,
            Stepper stepper) {
        String name = before.name();
        boolean movesThreads = !moved.equals(threads);
        List<Guard> guards = movesThreads ? threads.guards(name) : List.of();
        if (cpus.isEmpty()) {
            return new LiveUndo(List.of(), guards, List.of());
        }
        DomainXml document = edit.apply(before.live().orElseThrow(), cpus);
        List<Step> steps = new ArrayList<>();
        steps.add(stepper.step(before.with(Scope.LIVE, document), cpus, Scope.LIVE, threads.predictions()));
        List<Step> places = threads.placesAgain(name, back);
        steps.addAll(places);
        return new LiveUndo(steps, guards, places.isEmpty() ? List.of() : threads.identity(name));
    }

    /** The same step, taken back in this way; taking it back is taken back by the step itself. */
    public Step.Run of(Step.Run step) {
        if (steps.isEmpty()) {
            return step.with(new Inverse.Impossible("it is not known on which CPUs the thread was"));
        }
        List<Step> undoing = new ArrayList<>(steps);
        undoing.set(0, ((Step.Run) steps.get(0)).undoneBy(step));
        return step.with(new Inverse.By(undoing));
    }
}
