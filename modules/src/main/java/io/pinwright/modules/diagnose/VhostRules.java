package io.pinwright.modules.diagnose;

import io.pinwright.modules.cpu.CpuSet;
import io.pinwright.modules.libvirt.DomainXml;
import io.pinwright.modules.libvirt.InterfaceXml;
import io.pinwright.modules.vhost.QemuThread;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedSet;

/** Rules about where the vhost workers of a running domain may run, and how many there are. */
final class VhostRules {

    private static final int SHOWN = 16;

    private VhostRules() {}

    static void judge(HostView host, DomainView domain, Judgement out) {
        if (!domain.running()) {
            return;
        }
        if (domain.process().isEmpty() || domain.process().get().threads().isEmpty()) {
            out.notJudged("rules of vhost workers", domain.subject(), "its threads could not be read");
            return;
        }
        number(domain, out);
        cgroup(domain, out);
        if (domain.workers().isEmpty()) {
            return;
        }
        Optional<CpuSet> cpus = domain.workerCpus();
        if (cpus.isEmpty()) {
            out.notJudged("vhost-shares-irq", domain.subject(), "where its vhost workers may run could not be read");
            return;
        }
        boolean shares = interrupts(host, domain, cpus.get(), out);
        shares |= vcpus(host, domain, cpus.get(), out);
        pin(host, domain, out);
        tooFew(host, domain, cpus.get(), out);
        if (!shares) {
            remote(host, domain, cpus.get(), out);
        }
    }

    private static void number(DomainView domain, Judgement out) {
        OptionalInt expected = domain.workersExpected();
        int found = domain.workers().size();
        if (domain.live().isEmpty() || expected.isEmpty()) {
            out.notJudged("vhost-few", domain.subject(), "its live interfaces or their queues are not known");
            return;
        }
        if (found >= expected.getAsInt()) {
            return;
        }
        List<String> evidence = new ArrayList<>();
        for (InterfaceXml each : domain.vhostInterfaces()) {
            evidence.add("expected " + each.driver().queues().orElse(1) + " of " + each.description() + ", driver "
                    + each.driver().name().orElse("not named (libvirt takes vhost only where /dev/vhost-net opens)"));
        }
        evidence.add("found " + found + " threads named vhost-"
                + domain.process().orElseThrow().pid());
        Finding finding = Finding.warning(
                "vhost-few",
                domain.subject(),
                found + " vhost workers where its live queues need " + expected.getAsInt()
                        + (found == 0 ? ": QEMU itself moves the packets" : ""),
                evidence);
        out.found(finding.withMend(Mend.task("Let vhost serve the macvtaps of " + domain.name(), "virt_interface")
                        .text("domain", domain.name())
                        .yaml("select", "{type: direct}")
                        .text("driver", "vhost")
                        .yaml())
                .withAdvice("load the kernel module vhost_net on the host, then shut the domain off and start it"));
    }

    private static void cgroup(DomainView domain, Judgement out) {
        QemuThread main = domain.process().flatMap(found -> found.main()).orElse(null);
        if (main == null || main.cgroup().isEmpty()) {
            out.notJudged("cgroup-no-cpuset", domain.subject(), "the cgroup of its first thread could not be read");
            return;
        }
        if (!main.cgroup().endsWith("/emulator")) {
            out.found(Finding.warning(
                            "cgroup-no-cpuset",
                            domain.subject(),
                            "its emulator threads have no cpuset of their own, so an emulatorpin moves QEMU's first"
                                    + " thread only and leaves the vhost workers where they are",
                            List.of("cgroup of thread " + main.tid() + ": " + main.cgroup()))
                    .withMend(domain.live()
                            .flatMap(DomainXml::emulatorPin)
                            .flatMap(pin -> Mend.task(
                                            "Move the vhost workers of " + domain.name() + " one by one",
                                            "vhost_affinity")
                                    .text("domain", domain.name())
                                    .text("cpus", pin.toString())
                                    .yaml()))
                    .withAdvice("enable libvirt's cpuset controller (cgroup_controllers in /etc/libvirt/qemu.conf)"));
        }
    }

    private static boolean interrupts(HostView host, DomainView domain, CpuSet workers, Judgement out) {
        CpuSet shared = CpuSet.EMPTY;
        List<String> evidence = new ArrayList<>();
        evidence.add(domain.workers().size() + " vhost workers may run on " + workers);
        for (String nic : domain.nics()) {
            Optional<CpuSet> cpus = host.interruptCpus(nic);
            if (cpus.isEmpty()) {
                out.notJudged(
                        "vhost-shares-irq",
                        domain.subject(),
                        "where the queue interrupts of " + nic + " run could not be read, or it has none in use");
                continue;
            }
            evidence.add("queue interrupts of " + nic + " run on " + cpus.get());
            shared = shared.plus(cpus.get().and(workers));
        }
        if (domain.nics().isEmpty()) {
            out.notJudged("vhost-shares-irq", domain.subject(), "no NIC with hardware is seen under its interfaces");
        }
        if (shared.isEmpty()) {
            return false;
        }
        evidence.add("both: " + shared);
        out.found(apart(
                host,
                domain,
                Finding.warning(
                        "vhost-shares-irq",
                        domain.subject(),
                        "its vhost workers may run on " + shared.size()
                                + " CPUs that serve the interrupts of its NICs; softirq work comes first there and the"
                                + " workers wait",
                        evidence)));
        return true;
    }

    private static boolean vcpus(HostView host, DomainView domain, CpuSet workers, Judgement out) {
        CpuSet shared = CpuSet.EMPTY;
        List<String> evidence = new ArrayList<>();
        evidence.add(domain.workers().size() + " vhost workers may run on " + workers);
        int left = 0;
        for (DomainView other : host.running()) {
            for (VcpuRun run : VcpuRun.of(other.vcpus())) {
                CpuSet both = run.cpus().and(workers);
                if (both.isEmpty()) {
                    continue;
                }
                shared = shared.plus(both);
                if (evidence.size() <= SHOWN) {
                    evidence.add(run.label() + " of " + other.name() + " may run on " + run.cpus());
                } else {
                    left += run.count();
                }
            }
        }
        if (shared.isEmpty()) {
            return false;
        }
        if (left > 0) {
            evidence.add("and " + left + " more vCPUs");
        }
        evidence.add("both: " + shared);
        out.found(apart(
                host,
                domain,
                Finding.warning(
                        "vhost-shares-vcpu",
                        domain.subject(),
                        "its vhost workers may run on " + shared.size() + " CPUs that vCPUs may use as well",
                        evidence)));
        return true;
    }

    /** A finding mended by a place of their own for the workers, if there is one. */
    private static Finding apart(HostView host, DomainView domain, Finding finding) {
        Optional<String> place = host.placeForWorkers(domain);
        if (place.isEmpty()) {
            return finding.withAdvice("no CPU is free of pinned vCPUs and NIC interrupts: narrow those first");
        }
        return finding.withMend(
                Mend.task("Give the vhost threads of " + domain.name() + " CPUs of their own", "vhost_tuning")
                        .text("domain", domain.name())
                        .yaml("vhost_node", place.get())
                        .yaml());
    }

    private static void pin(HostView host, DomainView domain, Judgement out) {
        Optional<CpuSet> pin = domain.live()
                .flatMap(DomainXml::emulatorPin)
                .map(cpus -> cpus.and(host.numa().online()));
        if (pin.isEmpty() || pin.get().isEmpty()) {
            return;
        }
        List<String> outside = new ArrayList<>();
        boolean narrower = true;
        CpuSet first = domain.workers().get(0).allowed().orElse(CpuSet.EMPTY);
        for (QemuThread worker : domain.workers()) {
            CpuSet allowed = worker.allowed().orElse(CpuSet.EMPTY);
            if (!pin.get().containsAll(allowed)) {
                outside.add("thread " + worker.tid() + " may run on " + allowed + ", cgroup " + worker.cgroup());
            }
            narrower &= allowed.equals(first) && !allowed.equals(pin.get()) && allowed.size() > 1;
        }
        Optional<String> mend = Mend.task(
                        "Move the vhost workers of " + domain.name() + " to their pin", "vhost_affinity")
                .text("domain", domain.name())
                .text("cpus", pin.get().toString())
                .yaml();
        if (!outside.isEmpty()) {
            List<String> evidence = new ArrayList<>();
            evidence.add("emulatorpin of the running domain: " + pin.get());
            evidence.addAll(outside.subList(0, Math.min(SHOWN, outside.size())));
            out.found(Finding.warning(
                            "vhost-pin-not-reached",
                            domain.subject(),
                            outside.size() + " of " + domain.workers().size()
                                    + " vhost workers may run outside its emulatorpin",
                            evidence)
                    .withMend(mend));
        } else if (narrower) {
            out.found(Finding.info(
                            "vhost-pin-not-reached",
                            domain.subject(),
                            "all its vhost workers are kept to fewer CPUs than its emulatorpin allows: by hand, or"
                                    + " because the kernel remembers an earlier pin",
                            List.of("emulatorpin of the running domain: " + pin.get(), "workers: " + first))
                    .withMend(mend));
        }
    }

    private static void tooFew(HostView host, DomainView domain, CpuSet workers, Judgement out) {
        int count = domain.workers().size();
        CpuSet isolated = workers.and(host.numa().isolated());
        long spread = domain.workers().stream()
                .map(worker -> worker.allowed().orElse(CpuSet.EMPTY))
                .filter(cpus -> cpus.size() == 1)
                .count();
        if (count > 1 && workers.size() == 1) {
            out.found(apart(
                    host,
                    domain,
                    Finding.warning(
                            "vhost-too-few-cpus",
                            domain.subject(),
                            "all its " + count + " vhost workers share one CPU",
                            List.of("workers may run on " + workers))));
        } else if (count > 1 && isolated.equals(workers) && spread < count) {
            out.found(Finding.warning(
                            "vhost-too-few-cpus",
                            domain.subject(),
                            "its vhost workers are on isolated CPUs, where the kernel does not balance threads: they may"
                                    + " all stay on one",
                            List.of(
                                    "workers may run on " + workers,
                                    "isolated CPUs: " + host.numa().isolated()))
                    .withAdvice("give each worker one CPU of its own, or use CPUs that are not isolated"));
        } else if (workers.size() < count) {
            out.notJudged(
                    "vhost-too-few-cpus",
                    domain.subject(),
                    count + " workers on " + workers.size() + " CPUs; how many are busy needs two samples under load");
        }
    }

    private static void remote(HostView host, DomainView domain, CpuSet workers, Judgement out) {
        SortedSet<Integer> own = host.numa().nodesOf(workers);
        SortedSet<Integer> others =
                host.numa().nodesOf(host.interruptCpus(domain.nics()).plus(domain.vcpuCpus()));
        boolean pinned = domain.vcpus().values().stream().allMatch(host::isPinned);
        if (own.isEmpty() || others.isEmpty() || !pinned || own.stream().anyMatch(others::contains)) {
            return;
        }
        out.found(Finding.info(
                "vhost-remote",
                domain.subject(),
                "its vhost workers are on another node than its vCPUs and NIC interrupts: by design here, it costs"
                        + " remote memory access and spares them waiting",
                List.of("workers on nodes " + own, "vCPUs and interrupts on nodes " + others)));
    }
}
