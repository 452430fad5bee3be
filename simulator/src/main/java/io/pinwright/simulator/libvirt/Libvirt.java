package io.pinwright.simulator.libvirt;

import io.pinwright.simulator.folder.Mutations;
import io.pinwright.simulator.kernel.Cpus;
import io.pinwright.simulator.kernel.Kernel;
import io.pinwright.simulator.shell.VirtualIoException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.w3c.dom.Element;

/**
 * The domains of a simulated host and the calls that change them. Each call takes the {@link Mutations} of the program that makes
 * it, and tells it before and after. Thread-safe: all holds the lock of the host's tree.
 */
public final class Libvirt {

    private final Kernel kernel;
    private final Qemu qemu;
    private final Random random;
    private final TreeMap<String, Domain> domains = new TreeMap<>();
    private int nextId = 1;

    /** @param random gives MAC addresses and UUIDs where a definition has none */
    public Libvirt(Kernel kernel, Random random) {
        this.kernel = kernel;
        this.qemu = new Qemu(kernel);
        this.random = random;
    }

    /** One change of libvirt's state. */
    @FunctionalInterface
    private interface Act {
        void run() throws LibvirtException, VirtualIoException;
    }

    private void change(Mutations mutations, String what, Act act) throws LibvirtException, VirtualIoException {
        synchronized (lock()) {
            mutations.before(what);
            act.run();
            mutations.after(what);
        }
    }

    Object lock() {
        return kernel.tree();
    }

    Kernel kernel() {
        return kernel;
    }

    List<Domain> domains() {
        return new ArrayList<>(domains.values());
    }

    /** A domain by id, name or UUID. */
    Domain find(String key) throws LibvirtException {
        return domains.values().stream()
                .filter(domain -> domain.name.equals(key)
                        || domain.uuid.equals(key)
                        || (domain.isActive() && String.valueOf(domain.id).equals(key)))
                .findFirst()
                .orElseThrow(() -> new LibvirtException("failed to get domain '" + key + "'"));
    }

    /** What runs in a domain, to say how it shall behave. */
    public Guest guest(String name) throws LibvirtException {
        synchronized (lock()) {
            return find(name).guest;
        }
    }

    /** Looks at a domain: time passes for its guest, which may be shut off by now, or have given a device back. */
    Domain look(String key) throws LibvirtException {
        Domain domain = find(key);
        if (domain.live == null || domain.state != Domain.State.RUNNING) {
            return domain;
        }
        for (String alias : domain.guest.released()) {
            for (Element nic : DomainXml.interfaces(domain.active())) {
                if (Xml.attribute(nic, "alias", "name").equals(Optional.of(alias))) {
                    remove(domain, nic);
                }
            }
        }
        if (domain.guest.hasShutDown()) {
            stopped(domain, "shutdown");
        }
        return domain;
    }

    private void remove(Domain domain, Element nic) {
        qemu.unplug(domain, nic);
        nic.getParentNode().removeChild(nic);
    }

    private void stopped(Domain domain, String reason) {
        qemu.stop(domain);
        domain.reason = reason;
        if (domain.config == null) {
            domains.remove(domain.name);
        }
    }

    /** Presses the power button: what comes of it is the guest's affair. */
    void shutdown(Domain domain, Mutations mutations) throws LibvirtException, VirtualIoException {
        domain.active();
        change(mutations, "virsh shutdown " + domain.name, domain.guest::pressPowerButton);
    }

    /** Resets the machine: the process and its definition stay, but devices that were asked for go. */
    void reset(Domain domain, Mutations mutations) throws LibvirtException, VirtualIoException {
        domain.active();
        change(mutations, "virsh reset " + domain.name, () -> {
            domain.guest.reset();
            for (String alias : domain.guest.released()) {
                for (Element nic : DomainXml.interfaces(domain.active())) {
                    if (Xml.attribute(nic, "alias", "name").equals(Optional.of(alias))) {
                        remove(domain, nic);
                    }
                }
            }
        });
    }

    /** Leaves a running domain as a guest does that crashed, or that went to sleep. */
    public void fall(String name, boolean crash) throws LibvirtException {
        synchronized (lock()) {
            Domain domain = find(name);
            domain.active();
            domain.state = crash ? Domain.State.CRASHED : Domain.State.PMSUSPENDED;
            domain.reason = domain.state.reason;
        }
    }

    /** Defines a domain, or defines it anew; a running one keeps running as it is. Answers its name. */
    public String define(String xml, boolean validate, Mutations mutations)
            throws LibvirtException, VirtualIoException {
        synchronized (lock()) {
            Element definition = DomainXml.define(xml, validate, random);
            String name = DomainXml.name(definition);
            String uuid = DomainXml.uuid(definition);
            for (Domain other : domains.values()) {
                if (other.name.equals(name) && !other.uuid.equals(uuid)) {
                    throw new LibvirtException(
                            "operation failed: domain '" + name + "' already exists with uuid " + other.uuid);
                }
                if (other.uuid.equals(uuid) && !other.name.equals(name)) {
                    throw new LibvirtException(
                            "operation failed: domain '" + other.name + "' is already defined with uuid " + uuid);
                }
            }
            change(mutations, "virsh define " + name, () -> {
                Domain domain = domains.computeIfAbsent(name, key -> new Domain(name, uuid, new Guest(lock())));
                setConfig(domain, definition);
            });
            return name;
        }
    }

    private void setConfig(Domain domain, Element definition) {
        domain.config = definition;
        kernel.tree()
                .put(
                        "/etc/libvirt/qemu/" + domain.name + ".xml",
                        "<!--\nWARNING: THIS IS AN AUTO-GENERATED FILE. CHANGES TO IT ARE LIKELY TO BE\nOVERWRITTEN AND LOST."
                                + " Changes to this xml configuration should be made using:\n  virsh edit "
                                + domain.name
                                + "\nor other application using the libvirt API.\n-->\n\n"
                                + DomainXml.print(definition),
                        0600);
    }

    /** Starts a domain: from its saved image when it has one, which brings the old definition back. */
    public void start(String key, boolean paused, boolean forceBoot, Mutations mutations)
            throws LibvirtException, VirtualIoException {
        Domain domain = find(key);
        if (domain.isActive()) {
            throw new LibvirtException("Domain is already active");
        }
        change(mutations, "virsh start " + domain.name, () -> {
            Element from = domain.savedImage().filter(image -> !forceBoot).orElse(domain.persistent());
            Element live = LiveXml.of(from);
            domain.live = live;
            domain.id = nextId++;
            live.setAttribute("id", String.valueOf(domain.id));
            try {
                qemu.start(domain, paused);
            } catch (LibvirtException e) {
                qemu.stop(domain);
                domain.reason = "failed";
                throw e;
            }
            forgetImage(domain);
        });
    }

    private void forgetImage(Domain domain) {
        domain.saved = null;
        kernel.tree().delete("/var/lib/libvirt/qemu/save/" + domain.name + ".save");
    }

    void stop(Domain domain, String how, String reason, Mutations mutations)
            throws LibvirtException, VirtualIoException {
        domain.active();
        change(mutations, "virsh " + how + " " + domain.name, () -> stopped(domain, reason));
    }

    void save(Domain domain, Mutations mutations) throws LibvirtException, VirtualIoException {
        Element live = domain.active();
        domain.persistent();
        change(mutations, "virsh managedsave " + domain.name, () -> {
            domain.saved = LiveXml.saved(live);
            kernel.tree().put("/var/lib/libvirt/qemu/save/" + domain.name + ".save", "LibvirtQemudSave", 0600);
            qemu.stop(domain);
            domain.reason = "saved";
        });
    }

    void removeSaved(Domain domain, Mutations mutations) throws LibvirtException, VirtualIoException {
        change(mutations, "virsh managedsave-remove " + domain.name, () -> forgetImage(domain));
    }

    void pauseOrResume(Domain domain, boolean pause, Mutations mutations) throws LibvirtException, VirtualIoException {
        domain.active();
        change(mutations, "virsh " + (pause ? "suspend " : "resume ") + domain.name, () -> {
            domain.state = pause ? Domain.State.PAUSED : Domain.State.RUNNING;
            domain.reason = pause ? "user" : "unpaused";
        });
    }

    void undefine(Domain domain, Mutations mutations) throws LibvirtException, VirtualIoException {
        domain.persistent();
        if (domain.savedImage().isPresent()) {
            throw new LibvirtException(
                    "Requested operation is not valid: Refusing to undefine while domain managed save image exists");
        }
        change(mutations, "virsh undefine " + domain.name, () -> {
            domain.config = null;
            kernel.tree().delete("/etc/libvirt/qemu/" + domain.name + ".xml");
            kernel.tree().delete("/etc/libvirt/qemu/autostart/" + domain.name + ".xml");
            if (!domain.isActive()) {
                domains.remove(domain.name);
            }
        });
    }

    void autostart(Domain domain, boolean on, Mutations mutations) throws LibvirtException, VirtualIoException {
        if (domain.config == null) {
            throw new LibvirtException("Requested operation is not valid: cannot set autostart for transient domain");
        }
        if (domain.autostart == on) {
            return;
        }
        change(mutations, "virsh autostart " + domain.name, () -> {
            domain.autostart = on;
            String link = "/etc/libvirt/qemu/autostart/" + domain.name + ".xml";
            if (on) {
                kernel.tree().link(link, "/etc/libvirt/qemu/" + domain.name + ".xml");
            } else {
                kernel.tree().delete(link);
            }
        });
    }

    void pinVcpu(Domain domain, int vcpu, Cpus cpus, Where where, Mutations mutations)
            throws LibvirtException, VirtualIoException {
        Where resolved = where.of(domain);
        if (resolved.live() && vcpu >= DomainXml.currentVcpus(domain.active())) {
            throw new LibvirtException("invalid argument: vcpu " + vcpu + " is out of range of live cpu count "
                    + DomainXml.currentVcpus(domain.active()));
        }
        if (resolved.config() && vcpu >= DomainXml.vcpus(domain.persistent())) {
            throw new LibvirtException("invalid argument: vcpu " + vcpu + " is out of range of persistent cpu count "
                    + DomainXml.vcpus(domain.persistent()));
        }
        pin(domain, "vcpupin", "vcpu", vcpu, cpus, resolved, mutations, () -> qemu.pinVcpu(domain, vcpu, cpus));
    }

    void pinEmulator(Domain domain, Cpus cpus, Where where, Mutations mutations)
            throws LibvirtException, VirtualIoException {
        Where resolved = where.of(domain);
        pin(domain, "emulatorpin", "", 0, cpus, resolved, mutations, () -> qemu.pinEmulator(domain, cpus));
    }

    void pinIoThread(Domain domain, int id, Cpus cpus, Where where, Mutations mutations)
            throws LibvirtException, VirtualIoException {
        Where resolved = where.of(domain);
        if (resolved.live() && !DomainXml.iothreads(domain.active()).contains(id)) {
            throw new LibvirtException("invalid argument: iothread " + id + " not found");
        }
        if (resolved.config() && !DomainXml.iothreads(domain.persistent()).contains(id)) {
            throw new LibvirtException("invalid argument: iothreadid " + id + " not found");
        }
        pin(domain, "iothreadpin", "iothread", id, cpus, resolved, mutations, () -> qemu.pinIoThread(domain, id, cpus));
    }

    /** One call of the daemon, which ends it whatever happens to the virsh that asked for it. */
    private void pin(
            Domain domain,
            String kind,
            String attribute,
            int id,
            Cpus cpus,
            Where where,
            Mutations mutations,
            Runnable moveThreads)
            throws LibvirtException, VirtualIoException {
        change(mutations, "virsh " + kind + " " + domain.name, () -> {
            if (where.live()) {
                DomainXml.setPin(domain.active(), kind, attribute, id, cpus);
                moveThreads.run();
            }
            if (where.config()) {
                DomainXml.setPin(domain.persistent(), kind, attribute, id, cpus);
                setConfig(domain, domain.persistent());
            }
        });
    }

    void updateDevice(Domain domain, String xml, Where where, Mutations mutations)
            throws LibvirtException, VirtualIoException {
        Where resolved = where.of(domain);
        Element wanted = deviceOf(xml);
        Optional<Element> config = Optional.empty();
        if (resolved.config()) {
            config = Optional.of(Devices.updated(domain.persistent(), wanted));
        }
        if (resolved.live()) {
            Devices.requireUpdatable(domain.active(), wanted);
        }
        Optional<Element> definition = config;
        change(mutations, "virsh update-device " + domain.name, () -> definition.ifPresent(d -> setConfig(domain, d)));
    }

    void attachDevice(Domain domain, String xml, Where where, Mutations mutations)
            throws LibvirtException, VirtualIoException {
        Where resolved = where.of(domain);
        Element wanted = deviceOf(xml);
        Optional<Element> config =
                resolved.config() ? Optional.of(Devices.attached(domain.persistent(), wanted)) : Optional.empty();
        // A document for the running domain is not read as a persistent one: a generated name of its tap device stays.
        Optional<String> target = Xml.attribute(Xml.parse(xml, "device_definition"), "target", "dev");
        if (resolved.live()) {
            target.ifPresent(dev -> Xml.childOrNew(wanted, "target").setAttribute("dev", dev));
            InterfaceXml.requireStartable(wanted, 10);
            Devices.attached(domain.active(), wanted);
            if (domain.guest.refusesDevice()) {
                throw new LibvirtException("cannot open macvtap tap device /dev/tap10: Device or resource busy");
            }
        }
        change(mutations, "virsh attach-device " + domain.name, () -> {
            config.ifPresent(definition -> setConfig(domain, definition));
            if (resolved.live()) {
                Element nic = Devices.attach(domain.active(), wanted);
                qemu.plug(domain, nic, kernel.threads().reserve(InterfaceXml.queues(nic) + 2));
            }
        });
    }

    void detachDevice(Domain domain, String xml, Where where, Mutations mutations)
            throws LibvirtException, VirtualIoException {
        Where resolved = where.of(domain);
        Element wanted = deviceOf(xml);
        Optional<Element> config =
                resolved.config() ? Optional.of(Devices.detached(domain.persistent(), wanted)) : Optional.empty();
        Optional<Element> gone =
                resolved.live() ? Optional.of(Devices.find(domain.active(), wanted)) : Optional.empty();
        String alias = gone.flatMap(nic -> Xml.attribute(nic, "alias", "name")).orElse("");
        if (domain.guest.isReleasing(alias)) {
            throw new LibvirtException("internal error: unable to execute QEMU command 'device_del': Device " + alias
                    + " is already in the process of unplug");
        }
        change(mutations, "virsh detach-device " + domain.name, () -> {
            config.ifPresent(definition -> setConfig(domain, definition));
            gone.ifPresent(nic -> {
                if (domain.guest.releasesAtOnce() && domain.state == Domain.State.RUNNING) {
                    remove(domain, nic);
                } else {
                    // virsh says that it is done all the same, once it has waited for five seconds.
                    domain.guest.askFor(alias);
                }
            });
        });
    }

    private Element deviceOf(String xml) throws LibvirtException {
        Element device = Xml.parse(xml, "device_definition");
        if (!device.getTagName().equals("interface")) {
            throw new LibvirtException(
                    "this simulated host changes only <interface> devices, not <" + device.getTagName() + ">");
        }
        InterfaceXml.normalise(device, random);
        return device;
    }
}
