package io.pinwright.modules.vhost;

import io.pinwright.engine.host.Observation;
import io.pinwright.engine.module.ArgumentSpec;
import io.pinwright.engine.module.Arguments;
import io.pinwright.engine.module.CompositeModule;
import io.pinwright.engine.module.ModuleSpec;
import io.pinwright.modules.cpu.CpuSet;
import io.pinwright.modules.cpu.CpuWish;
import io.pinwright.modules.cpu.NumaTopology;
import io.pinwright.modules.irq.IrqAffinity;
import io.pinwright.modules.irq.Irqbalance;
import io.pinwright.modules.libvirt.DomainState;
import io.pinwright.modules.libvirt.DomainXml;
import io.pinwright.modules.libvirt.DriverWish;
import io.pinwright.modules.libvirt.HostProblems;
import io.pinwright.modules.libvirt.InterfaceSelector;
import io.pinwright.modules.libvirt.InterfaceXml;
import io.pinwright.modules.libvirt.VcpuWishes;
import io.pinwright.modules.libvirt.Virsh;
import io.pinwright.modules.libvirt.VirtInterface;
import io.pinwright.modules.libvirt.VirtPin;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Module {@code vhost_tuning}: the whole dataplane of a domain in one task. It stands for {@code irqbalance}, {@code irq_affinity},
 * {@code virt_interface}, {@code virt_pin} and {@code vhost_affinity}, in this order: what else moves interrupts is stilled before
 * they are placed, and the workers are looked at last.
 *
 * <p>What it decides by itself:
 *
 * <ul>
 *   <li>A vCPU whose pins (live and persistent) lie within {@code vcpu_node} keeps them: the article's host pins each vCPU to one
 *       CPU of node 0, and no rule says that another one of them would be better. A vCPU without a pin, or with one elsewhere,
 *       gets all CPUs of the node, so that none has to share one CPU while another idles.
 *   <li>The driver is set to vhost only where the document names another one; no name means vhost where the host offers it.
 *   <li>{@code irq_node} is for the NICs under the interfaces meant, and each queue may use the whole node; irqbalance is told to
 *       leave these NICs alone.
 * </ul>
 */
public final class VhostTuning implements CompositeModule<TuningWish> {

    private static final ModuleSpec SPEC = specified();

    @Override
    public ModuleSpec spec() {
        return SPEC;
    }

    private static ModuleSpec specified() {
        return ModuleSpec.of(
                        "vhost_tuning",
                        "Queues, vCPUs, vhost workers and NIC interrupts of a domain, each on their NUMA node.",
                        TuningWish.arguments().toArray(ArgumentSpec[]::new))
                .withExample("""
                        - name: Dataplane of bigip-virtio
                          vhost_tuning:
                            domain: bigip-virtio
                            interfaces:
                              - {source: enp4s0f0, queues: 4}
                              - {source: enp4s0f1, queues: 4}
                            vcpu_node: 0
                            vhost_node: 1
                            irq_node: 0
                            restart: pending
                        """);
    }

    @Override
    public TuningWish bind(Arguments arguments) {
        return TuningWish.of(arguments);
    }

    @Override
    public Observation<List<Part<?, ?>>> expand(TuningWish wish) {
        return Observation.both(
                Virsh.domain(wish.domain()),
                NumaTopology.observe(),
                (domain, topology) -> HostProblems.translated(() -> parts(wish, domain, topology)));
    }

    @Override
    public Observation<?> prefetch(TuningWish wish) {
        List<Observation<?>> reads = new ArrayList<>();
        if (wish.irqCpus().isPresent()) {
            reads.add(Irqbalance.observe());
            reads.add(IrqAffinity.observe());
        }
        if (wish.vhostCpus().isPresent() || wish.vcpuCpus().isPresent()) {
            reads.add(QemuThreads.observe());
        }
        Observation<Boolean> all = Observation.value(true);
        for (Observation<?> read : reads) {
            all = Observation.both(all, read, (before, value) -> true);
        }
        return all;
    }

    private static List<Part<?, ?>> parts(TuningWish wish, DomainState domain, NumaTopology topology) {
        List<Part<?, ?>> parts = new ArrayList<>();
        wish.irqCpus().ifPresent(cpus -> {
            List<String> nics = List.copyOf(nics(wish, domain));
            if (!nics.isEmpty()) {
                parts.add(CompositeModule.part(new Irqbalance(), new Irqbalance.Args(nics)));
            }
            nics.forEach(nic -> parts.add(CompositeModule.part(
                    new IrqAffinity(), new IrqAffinity.Args(nic, cpus, IrqAffinity.Spread.NONE, false))));
        });
        for (TuningWish.Interface each : wish.allInterfaces()) {
            for (InterfaceXml found : each.selector().select(domain.config(), domain.liveXml())) {
                driver(wish, each, found)
                        .ifPresent(driver -> parts.add(CompositeModule.part(
                                new VirtInterface(),
                                new VirtInterface.Args(wish.domain(), selector(each, found), driver))));
            }
        }
        wish.vcpuCpus()
                .map(cpus -> vcpus(cpus, domain, topology))
                .filter(wishes -> !wishes.isEmpty())
                .ifPresent(wishes -> parts.add(CompositeModule.part(
                        new VirtPin(QemuThreads.observe()),
                        new VirtPin.Args(wish.domain(), wishes, null, VcpuWishes.NONE))));
        wish.vhostCpus()
                .ifPresent(cpus -> parts.add(CompositeModule.part(
                        new VhostAffinity(), new VhostAffinity.Args(wish.domain(), cpus, VhostAffinity.Spread.NONE))));
        return List.copyOf(parts);
    }

    /** By its MAC address, which libvirt gives to every interface; without one, as the user said. */
    private static InterfaceSelector selector(TuningWish.Interface wish, InterfaceXml found) {
        return wish.selector().isAllMacvtaps()
                ? found.mac().map(InterfaceSelector::ofMac).orElse(wish.selector())
                : wish.selector();
    }

    private static Optional<DriverWish> driver(TuningWish wish, TuningWish.Interface each, InterfaceXml found) {
        boolean isForVhost = each.queues().isPresent() || wish.vhostCpus().isPresent();
        boolean isOther =
                found.driver().name().filter(name -> !name.equals("vhost")).isPresent();
        @Nullable Integer queues = each.queues().isPresent() ? each.queues().getAsInt() : null;
        DriverWish driver = new DriverWish(isForVhost && isOther ? "vhost" : null, queues, null, null);
        return driver.isEmpty() ? Optional.empty() : Optional.of(driver);
    }

    /** What the interfaces meant stand on: of a macvtap its NIC, of others their bridge. */
    private static Set<String> nics(TuningWish wish, DomainState domain) {
        Set<String> nics = new LinkedHashSet<>();
        for (TuningWish.Interface each : wish.allInterfaces()) {
            for (InterfaceXml found : each.selector().select(domain.config(), domain.liveXml())) {
                Optional<InterfaceXml> live =
                        domain.live().flatMap(xml -> found.mac().flatMap(xml::interfaceByMac));
                found.sourceDevice()
                        .or(() -> live.flatMap(InterfaceXml::sourceDevice))
                        .or(found::sourceBridge)
                        .or(() -> live.flatMap(InterfaceXml::sourceBridge))
                        .ifPresent(nics::add);
            }
        }
        return nics;
    }

    /** A wish for each vCPU that is not where it belongs, as far as pins tell. */
    private static VcpuWishes vcpus(CpuWish cpus, DomainState domain, NumaTopology topology) {
        CpuSet home = cpus.resolve(topology);
        SortedMap<Integer, CpuWish> wishes = new TreeMap<>();
        IntFunction<Optional<CpuSet>> configPins = pins(domain.config());
        IntFunction<Optional<CpuSet>> livePins =
                domain.live().map(VhostTuning::pins).orElse(vcpu -> Optional.empty());
        int vcpus = domain.config().vcpus();
        for (int vcpu = 0; vcpu < vcpus; vcpu++) {
            Optional<CpuSet> config = configPins.apply(vcpu).filter(home::containsAll);
            Optional<CpuSet> live = livePins.apply(vcpu).filter(home::containsAll);
            boolean configIsHome = config.isPresent() || !domain.persistent();
            boolean liveIsHome = live.isPresent() || !domain.isRunning();
            if (!configIsHome || !liveIsHome) {
                wishes.put(vcpu, config.or(() -> live).map(CpuWish::of).orElse(cpus));
            }
        }
        return new VcpuWishes(wishes, null);
    }

    /** Where a document lets each vCPU run, as far as it says. */
    private static IntFunction<Optional<CpuSet>> pins(DomainXml document) {
        SortedMap<Integer, CpuSet> pins = document.vcpuPins();
        Optional<CpuSet> others = document.isPlacementAuto() ? Optional.empty() : document.defaultCpus();
        return vcpu -> Optional.ofNullable(pins.get(vcpu)).or(() -> others);
    }
}
