package io.pinwright.modules.vhost;

import io.pinwright.engine.module.ArgumentSpec;
import io.pinwright.engine.module.ArgumentType;
import io.pinwright.engine.module.ArgumentTypes;
import io.pinwright.engine.module.ArgumentValue;
import io.pinwright.engine.module.Arguments;
import io.pinwright.modules.cpu.CpuWish;
import io.pinwright.modules.libvirt.DomainArgument;
import io.pinwright.modules.libvirt.DriverWish;
import io.pinwright.modules.libvirt.InterfaceSelector;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The whole dataplane wish for one domain; what is left out stays as it is.
 *
 * @param domain its name or UUID
 * @param interfaces those meant; none named means every macvtap of a virtio model
 * @param queues of each interface that has no number of its own
 * @param vcpuCpus where its vCPUs belong
 * @param vhostCpus where its vhost workers belong
 * @param irqCpus where the interrupts of the NICs under its interfaces belong
 */
public record TuningWish(
        String domain,
        List<Interface> interfaces,
        OptionalInt queues,
        Optional<CpuWish> vcpuCpus,
        Optional<CpuWish> vhostCpus,
        Optional<CpuWish> irqCpus) {

    /**
     * An interface and its queues.
     *
     * @param queues queue pairs, 1 to 256; empty when only the NIC under it matters
     */
    public record Interface(InterfaceSelector selector, OptionalInt queues) {}

    public TuningWish {
        interfaces = List.copyOf(interfaces);
    }

    private static final ArgumentType<Long> QUEUES = ArgumentTypes.integer(1, DriverWish.QUEUES_MAX);

    static List<ArgumentSpec> arguments() {
        return List.of(
                DomainArgument.spec(),
                ArgumentSpec.optional(
                                "interfaces",
                                ArgumentTypes.list(
                                        ArgumentTypes.object(
                                                selector("source", "Its NIC, bridge or network."),
                                                selector("mac", "Its MAC address."),
                                                selector("target", "Its device on the host, such as macvtap0."),
                                                selector("alias", "Its alias, such as ua-outside."),
                                                selector("type", "Its type, such as direct."),
                                                selector("model", "Its model, such as virtio."),
                                                ArgumentSpec.optional("queues", QUEUES, "Its queue pairs.")
                                                        .withExample("4")),
                                        false),
                                "The interfaces meant; by default every macvtap of a virtio model.")
                        .withExample("[{source: enp4s0f0, queues: 4}]"),
                ArgumentSpec.optional("queues", QUEUES, "Queue pairs of each interface without a number of its own.")
                        .withExample("4"),
                cpus("vcpu_node", "Where the vCPUs belong; a vCPU whose pins lie within keeps them.", "0"),
                cpus("vhost_node", "Where the vhost workers (and QEMU's own threads) belong.", "1"),
                cpus("irq_node", "Where the interrupts of the NICs under the interfaces belong.", "0"),
                ArgumentSpec.optional(
                                "restart",
                                RESTART,
                                "Always `pending`: what only a restart of the guest brings into effect waits for it. `virt_domain` restarts.")
                        .withDefault("pending")
                        .withExample("pending"));
    }

    private static ArgumentSpec selector(String name, String help) {
        return ArgumentSpec.optional(name, ArgumentTypes.string(), help);
    }

    private static ArgumentSpec cpus(String name, String help, String example) {
        return ArgumentSpec.optional(
                        name, CpuWish.nodeOrCpus(), help + " A bare number is a NUMA node, a text a CPU list.")
                .withExample(example);
    }

    private static final ArgumentType<String> RESTART =
            ArgumentTypes.type("pending", Map.of("enum", List.of("pending")), TuningWish::restart);

    private static String restart(String name, ArgumentValue value) {
        String word = ArgumentTypes.string().read(name, value);
        if (word.equals("when-idle") || word.equals("allow")) {
            throw value.problem(
                    name + ": " + word + " is not for this module",
                    "it says `restart pending`, and another task restarts the guest: what stands behind that one is planned"
                            + " with the guest's new threads",
                    "write `restart: pending`, and behind this task `virt_domain: {domain: ..., restart: " + word
                            + "}`");
        }
        return ArgumentTypes.choice("pending").read(name, value);
    }

    static TuningWish of(Arguments arguments) {
        List<Arguments> listed = arguments.getOr("interfaces", List.of());
        if (arguments.has("interfaces") && listed.isEmpty()) {
            throw arguments.problem(
                    "interfaces",
                    "interfaces is an empty list, so no interface is meant",
                    "name interfaces, or leave the argument out to mean every macvtap");
        }
        List<Interface> interfaces = new ArrayList<>();
        for (Arguments each : listed) {
            InterfaceSelector selector = new InterfaceSelector(
                    each.<String>get("mac").orElse(null),
                    each.<String>get("source").orElse(null),
                    each.<String>get("target").orElse(null),
                    each.<String>get("alias").orElse(null),
                    each.<String>get("type").orElse(null),
                    each.<String>get("model").orElse(null));
            interfaces.add(new Interface(selector, number(each)));
        }
        TuningWish wish = new TuningWish(
                DomainArgument.of(arguments),
                interfaces,
                number(arguments),
                arguments.get("vcpu_node"),
                arguments.get("vhost_node"),
                arguments.get("irq_node"));
        boolean hasQueues = wish.queues().isPresent()
                || interfaces.stream().anyMatch(each -> each.queues().isPresent());
        if (!hasQueues
                && wish.vcpuCpus().isEmpty()
                && wish.vhostCpus().isEmpty()
                && wish.irqCpus().isEmpty()) {
            throw arguments.problem(
                    "domain",
                    "nothing is wished for the domain",
                    "add at least one of queues, vcpu_node, vhost_node, irq_node");
        }
        return wish;
    }

    private static OptionalInt number(Arguments arguments) {
        return arguments
                .<Long>get("queues")
                .map(queues -> OptionalInt.of(queues.intValue()))
                .orElse(OptionalInt.empty());
    }

    /** Every interface meant, with its queues where there is a number for it. */
    List<Interface> allInterfaces() {
        if (interfaces.isEmpty()) {
            return List.of(new Interface(InterfaceSelector.allMacvtaps(), queues));
        }
        return interfaces.stream()
                .map(each -> each.queues().isPresent() ? each : new Interface(each.selector(), queues))
                .toList();
    }
}
