package io.pinwright.modules.irq;

import io.pinwright.modules.cpu.CpuSet;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * One interrupt of a NIC. Its number changes whenever the driver asks for vectors anew: keep the queue, never the number.
 *
 * @param number as in {@code /proc/irq/NUMBER}
 * @param name of the handler; empty when nobody listens (the device is down) or the host does not say
 * @param queue the queue's number, when the name has one
 * @param allowed the CPUs of {@code smp_affinity_list}; empty when it cannot be read (root only before Linux 4.x)
 * @param count since boot on all CPUs; empty when unknown
 */
public record NicInterrupt(
        int number,
        String name,
        InterruptName.Role role,
        OptionalInt queue,
        InterruptName.Direction direction,
        Optional<CpuSet> allowed,
        OptionalLong count) {

    /** The kernel file that says, and sets, where it may run. */
    public String affinityPath() {
        return "/proc/irq/" + number + "/smp_affinity_list";
    }

    /** The same interrupt, which may run on other CPUs. */
    NicInterrupt allowedOn(Optional<CpuSet> cpus) {
        return new NicInterrupt(number, name, role, queue, direction, cpus, count);
    }

    public boolean isQueue() {
        return role == InterruptName.Role.QUEUE;
    }
}
