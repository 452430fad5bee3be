package io.pinwright.modules.diagnose;

import io.pinwright.modules.cpu.CpuSet;
import io.pinwright.modules.cpu.NumaNode;
import io.pinwright.modules.irq.IrqbalanceFacts;
import io.pinwright.modules.net.Nic;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/** Rules about the interrupts of the NICs that carry a domain's packets. */
final class InterruptRules {

    private InterruptRules() {}

    static void judge(HostView host, Judgement out) {
        SortedSet<String> nics = new TreeSet<>();
        host.running().forEach(domain -> nics.addAll(domain.nics()));
        for (String name : nics) {
            node(host, host.base().nics().byName().get(name), out);
        }
        owner(host, out);
    }

    private static void node(HostView host, Nic nic, Judgement out) {
        String subject = "NIC " + nic.name();
        Optional<CpuSet> cpus = host.interruptCpus(nic.name());
        if (nic.numaNode().isEmpty()) {
            out.notJudged("irq-off-node", subject, "the host does not say at which node it sits");
            return;
        }
        NumaNode node = host.numa().nodes().get(nic.numaNode().getAsInt());
        if (cpus.isEmpty() || node == null || node.cpus().isEmpty()) {
            out.notJudged("irq-off-node", subject, "where its interrupts run, or the CPUs of its node, are not known");
            return;
        }
        CpuSet usable = node.cpus().get().and(host.numa().online());
        if (usable.isEmpty() || usable.containsAll(cpus.get())) {
            return;
        }
        out.found(Finding.warning(
                        "irq-off-node",
                        subject,
                        "some of its queue interrupts run on another node than it sits at",
                        List.of(
                                "queue interrupts run on " + cpus.get(),
                                "it sits at node " + node.id() + " with CPUs " + usable,
                                "elsewhere: " + cpus.get().minus(usable)))
                .withMend(Mend.task("Interrupts of " + nic.name() + " on its own node", "irq_affinity")
                        .text("device", nic.name())
                        .yaml("node", Integer.toString(node.id()))
                        .yaml()));
    }

    /** Without a playbook the only sign that somebody wants interrupts to stay is a policy script written for it. */
    private static void owner(HostView host, Judgement out) {
        Optional<IrqbalanceFacts> found = host.irqbalance();
        if (found.isEmpty()) {
            out.notJudged("irq-unowned", "host", "the state of irqbalance could not be read");
            return;
        }
        IrqbalanceFacts irqbalance = found.get();
        if (!irqbalance.running()) {
            return;
        }
        if (irqbalance.leftAlone().isEmpty()) {
            out.notJudged(
                    "irq-unowned",
                    "host",
                    "irqbalance runs and may move every interrupt; whether any should stay, only a playbook says");
        } else if (!irqbalance.inForce()) {
            List<String> names = new ArrayList<>();
            irqbalance.leftAlone().forEach(name -> names.add(Mend.quoted(name)));
            out.found(Finding.warning(
                            "irq-unowned",
                            "host",
                            "irqbalance runs without the policy that tells it to leave interrupts alone, and will move"
                                    + " them",
                            List.of("to leave alone: " + String.join(", ", irqbalance.leftAlone())))
                    .withMend(Mend.task("irqbalance leaves the NICs alone", "irqbalance")
                            .yaml("leave_alone", "[" + String.join(", ", names) + "]")
                            .yaml()));
        }
    }
}
