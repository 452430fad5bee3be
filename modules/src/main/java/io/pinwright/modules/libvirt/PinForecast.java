package io.pinwright.modules.libvirt;

import io.pinwright.engine.host.Guard;
import io.pinwright.engine.host.Prediction;
import io.pinwright.engine.host.Step;
import io.pinwright.modules.cpu.CpuSet;
import java.util.List;

/**
 * What pins of a running domain change on its host beside its document: where its threads may run. Lets tasks that look at the
 * threads see, in a plan, what earlier pins will do to them. Immutable; each {@code after...} is this one when nothing moves.
 */
public interface PinForecast {

    /** Foretells nothing. */
    PinForecast NONE = new PinForecast() {
        @Override
        public PinForecast afterVcpuPin(String domain, int vcpu, CpuSet cpus) {
            return this;
        }

        @Override
        public PinForecast afterEmulatorPin(String domain, CpuSet cpus) {
            return this;
        }

        @Override
        public PinForecast afterIothreadPin(String domain, int iothread, CpuSet cpus) {
            return this;
        }

        @Override
        public List<Step> placesAgain(String domain, PinForecast moved) {
            return List.of();
        }

        @Override
        public List<Guard> identity(String domain) {
            return List.of();
        }

        @Override
        public List<Guard> guards(String domain) {
            return List.of();
        }

        @Override
        public List<Prediction> predictions() {
            return List.of();
        }
    };

    /**
     * After {@code virsh vcpupin --live}.
     *
     * @param domain its name
     */
    PinForecast afterVcpuPin(String domain, int vcpu, CpuSet cpus);

    /** After {@code virsh emulatorpin --live}. */
    PinForecast afterEmulatorPin(String domain, CpuSet cpus);

    /** After {@code virsh iothreadpin --live}. */
    PinForecast afterIothreadPin(String domain, int iothread, CpuSet cpus);

    /** What puts the threads that tasks place one by one where they are in this forecast, from where they are in another. */
    List<Step> placesAgain(String domain, PinForecast moved);

    /** That the threads that tasks place one by one are still those of this forecast: their numbers are used again. */
    List<Guard> identity(String domain);

    /**
     * The same, and that they are where they are in this forecast. Who foretells that they move gives them along: in a play that
     * moves them twice, the place before the first move counts.
     */
    List<Guard> guards(String domain);

    /** Which reads will be answered otherwise, and how. */
    List<Prediction> predictions();
}
