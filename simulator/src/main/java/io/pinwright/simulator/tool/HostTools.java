package io.pinwright.simulator.tool;

import io.pinwright.simulator.folder.Mutations;
import io.pinwright.simulator.kernel.Kernel;
import io.pinwright.simulator.shell.ShellCommand;
import io.pinwright.simulator.shell.ShellCommand.Call;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/** The programs of a host that know its kernel or its units. */
public final class HostTools {

    private HostTools() {}

    /** All of them by name, for one login. */
    public static Map<String, ShellCommand> all(Kernel kernel, Units units, Mutations mutations) {
        Map<String, ShellCommand> all = new TreeMap<>();
        all.put("taskset", new Taskset(kernel, mutations));
        all.put("ethtool", new Ethtool(kernel, mutations));
        all.put("lscpu", new Lscpu(kernel));
        all.put("numactl", new Numactl(kernel));
        all.put("ip", new Ip(kernel));
        Ps ps = new Ps(kernel);
        all.put("ps", ps);
        all.put("pgrep", ps::pgrep);
        all.put("sysctl", new Sysctl());
        Systemctl systemctl = new Systemctl(units, mutations);
        all.put("systemctl", systemctl);
        all.put("service", systemctl::service);
        all.put("uname", new Uname(kernel));
        all.put("hostname", call -> out(call, kernel.shape().hostname() + "\n"));
        Modules modules = new Modules(kernel, mutations);
        all.put("lsmod", modules::lsmod);
        all.put("modprobe", modules::modprobe);
        return all;
    }

    static int out(Call call, String text) throws IOException {
        write(call.stdout(), text);
        return 0;
    }

    static int fail(Call call, int status, String text) throws IOException {
        call.stdout().flush();
        write(call.stderr(), text + "\n");
        return status;
    }

    private static void write(OutputStream to, String text) throws IOException {
        to.write(text.getBytes(StandardCharsets.UTF_8));
    }
}
