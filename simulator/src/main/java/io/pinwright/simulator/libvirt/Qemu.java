package io.pinwright.simulator.libvirt;

import io.pinwright.simulator.kernel.Cpus;
import io.pinwright.simulator.kernel.HostShape.VhostStyle;
import io.pinwright.simulator.kernel.Kernel;
import io.pinwright.simulator.kernel.Threads;
import io.pinwright.simulator.shell.VirtualIoException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.Element;

/**
 * The QEMU process of a running domain: its threads in the order in which a real one makes them, the vhost workers of its
 * interfaces, its cgroups and its tap devices.
 */
final class Qemu {

    private final Kernel kernel;
    private int nextTap;
    private int nextMacvtap;

    Qemu(Kernel kernel) {
        this.kernel = kernel;
    }

    /** Starts a process for a domain whose live definition is set, and fills in what only a live definition has. */
    void start(Domain domain, boolean paused) throws LibvirtException {
        Element live = domain.active();
        Cpus online = kernel.shape().online();
        Cpus all = kernel.shape().possible();
        String scope = scope(domain);
        Cpus placement = DomainXml.placement(live, online);
        Cpus emulator = DomainXml.pin(live, "emulatorpin", "", 0).orElse(placement);
        boolean pinned = DomainXml.pin(live, "emulatorpin", "", 0).isPresent();
        requireExisting(emulator, all, scope + "/emulator");
        for (int vcpu = 0; vcpu < DomainXml.vcpus(live); vcpu++) {
            requireExisting(
                    DomainXml.pin(live, "vcpupin", "vcpu", vcpu).orElse(placement), all, scope + "/vcpu" + vcpu);
        }
        List<Element> nics = DomainXml.interfaces(live);
        for (Element nic : nics) {
            InterfaceXml.requireStartable(nic, nextMacvtap + nextTap);
        }
        int workers = nics.stream().mapToInt(nic -> workersOf(nic, live)).sum();
        Threads threads = kernel.threads();
        List<Integer> ioIds = DomainXml.iothreads(live);
        int vcpus = DomainXml.currentVcpus(live);
        int pid = threads.reserve(8 + workers + 1 + ioIds.size() + vcpus + 8);
        domain.pid = pid;
        domain.state = paused ? Domain.State.PAUSED : Domain.State.RUNNING;
        domain.reason = domain.state.reason;
        threads.cgroup(scope + "/emulator", emulator);
        threads.process(
                pid, 1, "qemu-system-x86", scope + "/emulator", commandLine(domain, live), emulator.and(online));
        if (pinned) {
            setQuietly(pid, emulator);
        }
        Cpus helper = emulator.and(online);
        @Nullable Cpus asked = pinned ? emulator : null;
        threads.thread(pid + 5, pid, "qemu-system-x86", scope + "/emulator", helper, asked);
        helperThread(domain, pid + 6, "kvm-nx-lpage-recovery-" + pid);
        int tid = pid + 8;
        for (Element nic : nics) {
            tid = plug(domain, nic, tid);
        }
        threads.thread(tid++, pid, "IO mon_iothread", scope + "/emulator", helper, asked);
        for (int io : ioIds) {
            Cpus pin = DomainXml.pin(live, "iothreadpin", "iothread", io).orElse(placement);
            threads.cgroup(scope + "/iothread" + io, pin);
            threads.thread(tid, pid, "IO iothread" + io, scope + "/iothread" + io, pin.and(online), null);
            domain.ioThreads.put(io, tid++);
        }
        for (int vcpu = 0; vcpu < vcpus; vcpu++) {
            Cpus pin = DomainXml.pin(live, "vcpupin", "vcpu", vcpu).orElse(placement);
            threads.cgroup(scope + "/vcpu" + vcpu, pin);
            threads.thread(tid, pid, "CPU " + vcpu + "/KVM", scope + "/vcpu" + vcpu, pin.and(online), null);
            domain.vcpuThreads.put(vcpu, tid++);
        }
        helperThread(domain, tid++, "kvm-pit/" + pid);
        threads.thread(tid, pid, "vnc_worker", scope + "/emulator", helper, asked);
        kernel.tree().put("/run/libvirt/qemu/" + domain.name + ".pid", String.valueOf(pid), 0600);
    }

    private void helperThread(Domain domain, int tid, String comm) {
        kernel.threads().kernelThread(tid, comm, "/", kernel.shape().online());
        domain.kernelThreads.add(tid);
    }

    private static void requireExisting(Cpus cpus, Cpus all, String cgroup) throws LibvirtException {
        if (!cpus.minus(all).isEmpty()) {
            throw new LibvirtException(
                    "Unable to write to '/sys/fs/cgroup" + cgroup + "/cpuset.cpus': Numerical result out of range");
        }
    }

    private int workersOf(Element nic, Element domain) {
        return InterfaceXml.vhostWorkers(
                nic, domain.getAttribute("type"), kernel.shape().vhostStyle());
    }

    /**
     * Gives an interface of a live domain its alias, its tap device and its vhost workers.
     *
     * @param firstTid the thread id of its first worker
     * @return the id after its last one
     */
    int plug(Domain domain, Element nic, int firstTid) throws LibvirtException {
        Element live = domain.active();
        String alias = Xml.attribute(nic, "alias", "name").orElse("net" + domain.workers.size());
        while (domain.workers.containsKey(alias)) {
            alias = alias + "x";
        }
        Xml.childOrNew(nic, "alias").setAttribute("name", alias);
        String mac = InterfaceXml.mac(nic);
        String target = Xml.attribute(nic, "target", "dev").orElse("");
        String source = Xml.attribute(nic, "source", "dev").orElse("");
        if (nic.getAttribute("type").equals("direct")) {
            target = target.isEmpty() ? "macvtap" + nextMacvtap++ : target;
            kernel.network().macvtap(target, mac, source);
        } else if (!nic.getAttribute("type").equals("user")
                && !nic.getAttribute("type").equals("hostdev")) {
            target = target.isEmpty() ? "vnet" + nextTap++ : target;
            String bridge = Xml.attribute(nic, "source", "bridge")
                    .orElse(nic.getAttribute("type").equals("network") ? "virbr0" : "");
            kernel.network().tap(target, "fe" + mac.substring(2), bridge, InterfaceXml.queues(nic));
        }
        if (!target.isEmpty()) {
            Xml.childOrNew(nic, "target").setAttribute("dev", target);
        }
        InterfaceXml.sort(nic);
        List<Integer> tids = new ArrayList<>();
        String cgroup = scope(domain) + "/emulator";
        Cpus allowed = kernel.threads().cpuset(cgroup);
        boolean pinned = DomainXml.pin(live, "emulatorpin", "", 0).isPresent();
        int tid = firstTid;
        for (int worker = 0; worker < workersOf(nic, live); worker++, tid++) {
            String comm = "vhost-" + domain.pid;
            if (kernel.shape().vhostStyle() == VhostStyle.KTHREAD) {
                kernel.threads().kernelThread(tid, comm, cgroup, allowed);
            } else {
                kernel.threads().thread(tid, domain.pid, comm, cgroup, allowed, pinned ? allowed : null);
            }
            tids.add(tid);
        }
        domain.workers.put(alias, tids);
        return tid;
    }

    /** Takes an interface of a live domain away: its workers and its tap device. */
    void unplug(Domain domain, Element nic) {
        String alias = Xml.attribute(nic, "alias", "name").orElse("");
        List<Integer> tids = domain.workers.remove(alias);
        if (tids != null) {
            tids.forEach(kernel.threads()::end);
        }
        Xml.attribute(nic, "target", "dev").ifPresent(kernel.network()::remove);
    }

    /** Ends the process with all its threads, cgroups and devices. */
    void stop(Domain domain) {
        Element live = domain.live;
        if (live == null) {
            return;
        }
        DomainXml.interfaces(live).forEach(nic -> unplug(domain, nic));
        domain.kernelThreads.forEach(kernel.threads()::end);
        domain.kernelThreads.clear();
        kernel.threads().end(domain.pid);
        kernel.threads().removeCgroup(scope(domain).replaceFirst("/libvirt$", ""));
        kernel.tree().delete("/run/libvirt/qemu/" + domain.name + ".pid");
        domain.vcpuThreads.clear();
        domain.ioThreads.clear();
        domain.workers.clear();
        domain.live = null;
        domain.pid = 0;
        domain.id = 0;
        domain.state = Domain.State.SHUT_OFF;
        domain.guest.stopped();
    }

    /** What libvirt does to pin the emulator: its cpuset, and the mask of the main thread. The kernel moves the rest. */
    void pinEmulator(Domain domain, Cpus cpus) {
        kernel.threads().setCpuset(scope(domain) + "/emulator", cpus);
        setQuietly(domain.pid, cpus);
    }

    void pinVcpu(Domain domain, int vcpu, Cpus cpus) {
        kernel.threads().setCpuset(scope(domain) + "/vcpu" + vcpu, cpus);
        setQuietly(domain.vcpuThreads.getOrDefault(vcpu, -1), cpus);
    }

    void pinIoThread(Domain domain, int id, Cpus cpus) {
        kernel.threads().setCpuset(scope(domain) + "/iothread" + id, cpus);
        setQuietly(domain.ioThreads.getOrDefault(id, -1), cpus);
    }

    private void setQuietly(int tid, Cpus cpus) {
        try {
            kernel.threads().setAffinity(tid, cpus);
        } catch (VirtualIoException e) {
            return; // a vCPU that is offline has no thread
        }
    }

    private static String scope(Domain domain) {
        StringBuilder escaped = new StringBuilder();
        for (char c : domain.name.toCharArray()) {
            boolean plain = Character.isLetterOrDigit(c) || c == '_' || c == ':' || c == '.';
            escaped.append(plain ? String.valueOf(c) : String.format(Locale.ROOT, "\\x%02x", (int) c));
        }
        return "/machine.slice/machine-qemu\\x2d" + domain.id + "\\x2d" + escaped + ".scope/libvirt";
    }

    private static List<String> commandLine(Domain domain, Element live) {
        List<String> argv = new ArrayList<>(List.of(
                "/usr/bin/qemu-system-x86_64",
                "-name",
                "guest=" + domain.name + ",debug-threads=on",
                "-S",
                "-machine",
                Xml.child(live, "os")
                                .flatMap(os -> Xml.attribute(os, "type", "machine"))
                                .orElse("pc") + ",usb=off,dump-guest-core=off",
                "-accel",
                live.getAttribute("type").equals("kvm") ? "kvm" : "tcg",
                "-smp",
                DomainXml.vcpus(live) + ",sockets=" + DomainXml.vcpus(live) + ",cores=1,threads=1",
                "-uuid",
                domain.uuid));
        int index = 0;
        for (Element nic : DomainXml.interfaces(live)) {
            int queues = InterfaceXml.queues(nic);
            boolean vhost = InterfaceXml.vhostWorkers(nic, live.getAttribute("type"), VhostStyle.KTHREAD) > 0;
            argv.add("-netdev");
            argv.add("{\"type\":\"tap\",\"" + (queues > 1 ? "fds" : "fd") + "\":\"31\""
                    + (vhost ? ",\"vhost\":true" : "") + ",\"id\":\"hostnet" + index + "\"}");
            argv.add("-device");
            argv.add("{\"driver\":\"virtio-net-pci\""
                    + (queues > 1 ? ",\"mq\":true,\"vectors\":" + (2 * queues + 2) : "")
                    + ",\"netdev\":\"hostnet" + index + "\",\"id\":\"net" + index + "\",\"mac\":\""
                    + InterfaceXml.mac(nic)
                    + "\"}");
            index++;
        }
        return argv;
    }
}
