package io.pinwright.modules;

import io.pinwright.engine.host.Query;
import io.pinwright.engine.module.AnyModule;
import io.pinwright.engine.module.ModuleRegistry;
import io.pinwright.modules.commands.Command;
import io.pinwright.modules.commands.Shell;
import io.pinwright.modules.control.Assert;
import io.pinwright.modules.control.Debug;
import io.pinwright.modules.control.Fail;
import io.pinwright.modules.control.Meta;
import io.pinwright.modules.control.SetFact;
import io.pinwright.modules.files.Copy;
import io.pinwright.modules.files.FileModule;
import io.pinwright.modules.files.LineInFile;
import io.pinwright.modules.files.Stat;
import io.pinwright.modules.files.Template;
import io.pinwright.modules.irq.IrqAffinity;
import io.pinwright.modules.irq.Irqbalance;
import io.pinwright.modules.libvirt.VirtDomain;
import io.pinwright.modules.libvirt.VirtInterface;
import io.pinwright.modules.libvirt.VirtPin;
import io.pinwright.modules.system.Domains;
import io.pinwright.modules.system.Service;
import io.pinwright.modules.system.Setup;
import io.pinwright.modules.system.Sysctl;
import io.pinwright.modules.vhost.QemuThreads;
import io.pinwright.modules.vhost.VhostAffinity;
import io.pinwright.modules.vhost.VhostTuning;
import java.util.List;

/** The one list of modules. */
public final class BuiltinModules {

    private BuiltinModules() {}

    /** All of them, for {@code Engine.builder().modules(...)}. */
    public static ModuleRegistry all() {
        return ModuleRegistry.of(list());
    }

    /** All of them, for callers that add their own. */
    public static List<AnyModule<?>> list() {
        // What shows the threads and devices of running domains.
        List<Query> ofGuests = List.of(QemuThreads.QUERY, Domains.QUERY);
        return List.of(
                new VhostTuning(),
                new VirtDomain(ofGuests),
                new VirtInterface(ofGuests),
                new VirtPin(QemuThreads.observe()),
                new VhostAffinity(),
                new IrqAffinity(),
                new Irqbalance(),
                new Setup(),
                new Command(),
                new Shell(),
                new Copy(),
                new Template(),
                new FileModule(),
                new LineInFile(),
                new Stat(),
                new Sysctl(),
                new Service(),
                new Debug(),
                new Assert(),
                new Fail(),
                new SetFact(),
                new Meta());
    }
}
