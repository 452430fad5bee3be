package io.pinwright.modules.vhost;

import io.pinwright.modules.cpu.CpuSet;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One thread that works for a domain: of QEMU itself, or a kernel thread named after it.
 *
 * @param tid the kernel's number of it
 * @param comm its name, at most 15 bytes: {@code CPU 0/KVM}, {@code IO iothread1}, {@code vhost-607}
 * @param allowed the CPUs it may run on ({@code Cpus_allowed_list}); empty when that could not be read
 * @param cgroup path of its cpuset, or of its only cgroup on version 2; empty when it could not be read. Names in it are escaped
 *     by systemd: {@code /machine.slice/machine-qemu\x2d1\x2dbigip\x2dvirtio.scope/libvirt/emulator}
 * @param kernel whether it is a kernel thread (vhost before Linux 6.4) and thus not within QEMU's own process
 */
public record QemuThread(int tid, String comm, Optional<CpuSet> allowed, String cgroup, boolean kernel) {

    private static final Pattern VCPU = Pattern.compile("CPU ([0-9]{1,5})/[A-Z]+");

    /** The number of the vCPU that this thread is. */
    public OptionalInt vcpu() {
        Matcher matcher = VCPU.matcher(comm);
        return matcher.matches() ? OptionalInt.of(Integer.parseInt(matcher.group(1))) : OptionalInt.empty();
    }

    /** The alias of the I/O thread that this is: {@code iothread1}; {@code mon_iothread} is QEMU's own. */
    public Optional<String> iothread() {
        return comm.startsWith("IO ") ? Optional.of(comm.substring(3)) : Optional.empty();
    }

    /** The same thread, allowed elsewhere. */
    public QemuThread withAllowed(CpuSet cpus) {
        return allowed.filter(cpus::equals).isPresent()
                ? this
                : new QemuThread(tid, comm, Optional.of(cpus), cgroup, kernel);
    }
}
