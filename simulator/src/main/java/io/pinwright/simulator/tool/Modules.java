package io.pinwright.simulator.tool;

import io.pinwright.simulator.folder.Mutations;
import io.pinwright.simulator.kernel.Kernel;
import io.pinwright.simulator.shell.ShellCommand.Call;
import java.io.IOException;
import java.util.List;
import java.util.Locale;

/** {@code lsmod} and {@code modprobe NAME}. */
final class Modules {

    private static final List<String> KNOWN = List.of(
            "kvm",
            "kvm_intel",
            "kvm_amd",
            "vhost",
            "vhost_net",
            "vhost_vsock",
            "macvtap",
            "macvlan",
            "tun",
            "tap",
            "bridge",
            "br_netfilter",
            "8021q",
            "bonding",
            "msr",
            "ixgbe",
            "igb",
            "i40e",
            "ice",
            "mlx5_core",
            "vfio",
            "vfio_pci");

    private final Kernel kernel;
    private final Mutations mutations;

    Modules(Kernel kernel, Mutations mutations) {
        this.kernel = kernel;
        this.mutations = mutations;
    }

    int lsmod(Call call) throws IOException {
        StringBuilder out = new StringBuilder("Module                  Size  Used by\n");
        for (String name : kernel.tree().names("/sys/module")) {
            out.append(String.format(Locale.ROOT, "%-19s %8d  0\n", name, 40960));
        }
        return HostTools.out(call, out.toString());
    }

    int modprobe(Call call) throws IOException {
        List<String> words = call.argv().subList(1, call.argv().size());
        if (words.size() != 1 || words.get(0).startsWith("-")) {
            return HostTools.fail(call, 1, "modprobe: this simulated host knows only modprobe NAME");
        }
        String name = words.get(0).replace('-', '_');
        if (!KNOWN.contains(name)) {
            return HostTools.fail(
                    call,
                    1,
                    "modprobe: FATAL: Module " + words.get(0) + " not found in directory /lib/modules/"
                            + kernel.shape().kernelRelease());
        }
        if (!call.user().equals("root")) {
            return HostTools.fail(call, 1, "modprobe: ERROR: could not insert '" + name + "': Operation not permitted");
        }
        if (!kernel.tree().exists("/sys/module/" + name)) {
            mutations.before("modprobe " + name);
            kernel.tree().directory("/sys/module/" + name);
            mutations.after("modprobe " + name);
        }
        return 0;
    }
}
