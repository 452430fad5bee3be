package io.pinwright.simulator.tool;

import io.pinwright.simulator.folder.HostTree;
import io.pinwright.simulator.kernel.Kernel;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The systemd units of a host. A unit is there when its file is in one of systemd's folders, enabled when {@code
 * multi-user.target.wants} links to it, masked when it is a link to /dev/null. Starting a oneshot unit runs its {@code ExecStart}.
 * Guarded by the tree's lock.
 */
public final class Units {

    static final String ETC = "/etc/systemd/system/";
    static final String WANTS = ETC + "multi-user.target.wants/";
    private static final List<String> FOLDERS = List.of(ETC, "/run/systemd/system/", "/usr/lib/systemd/system/");

    private final Kernel kernel;
    private final HostTree tree;
    private final Shell shell;
    private final Irqbalance irqbalance;
    private final Map<String, Integer> active = new LinkedHashMap<>();

    /** Runs a shell command on the host and gives its output. */
    @FunctionalInterface
    public interface Shell {
        String run(String script);
    }

    /** @param shell how scripts of units are run, as root */
    public Units(Kernel kernel, Shell shell) {
        this.kernel = kernel;
        this.tree = kernel.tree();
        this.shell = shell;
        this.irqbalance = new Irqbalance(kernel, shell);
    }

    /** Puts the units of a KVM host in place and starts them. */
    public void boot() {
        tree.put("/etc/default/irqbalance", "# Configuration for the irqbalance daemon\n#IRQBALANCE_ARGS=\n");
        unit("irqbalance", "irqbalance daemon", "notify", "/usr/sbin/irqbalance --foreground $IRQBALANCE_ARGS");
        unit("libvirtd", "Virtualization daemon", "notify", "/usr/sbin/libvirtd");
        unit("ssh", "OpenBSD Secure Shell server", "notify", "/usr/sbin/sshd -D");
        unit("systemd-sysctl", "Apply Kernel Variables", "oneshot", "/lib/systemd/systemd-sysctl");
        unit("cron", "Regular background program processing daemon", "simple", "/usr/sbin/cron -f");
        for (String name : List.of("irqbalance", "libvirtd", "ssh", "cron")) {
            tree.link(WANTS + name + ".service", "/lib/systemd/system/" + name + ".service");
            start(name + ".service");
        }
        active.put("systemd-sysctl.service", 0);
    }

    private void unit(String name, String description, String type, String command) {
        tree.put(
                "/usr/lib/systemd/system/" + name + ".service",
                "[Unit]\nDescription=" + description + "\n\n[Service]\nType=" + type
                        + (name.equals("irqbalance") ? "\nEnvironmentFile=-/etc/default/irqbalance" : "")
                        + (type.equals("oneshot") ? "\nRemainAfterExit=yes" : "")
                        + "\nExecStart=" + command + "\n\n[Install]\nWantedBy=multi-user.target\n");
    }

    /** The name with its suffix. */
    static String full(String name) {
        return name.contains(".") ? name : name + ".service";
    }

    /** Where a unit's file is. */
    Optional<String> file(String unit) {
        return FOLDERS.stream()
                .map(folder -> folder + unit)
                .filter(tree::exists)
                .findFirst();
    }

    boolean isMasked(String unit) {
        return tree.exists(ETC + unit) && tree.text(ETC + unit).orElse("").isEmpty();
    }

    boolean isEnabled(String unit) {
        return tree.names(WANTS).contains(unit);
    }

    boolean isActive(String unit) {
        return active.containsKey(unit);
    }

    int mainPid(String unit) {
        return active.getOrDefault(unit, 0);
    }

    /** A value of a unit's file. */
    Optional<String> setting(String unit, String key) {
        return file(unit)
                .flatMap(tree::text)
                .flatMap(text -> text.lines()
                        .filter(line -> line.startsWith(key + "="))
                        .map(line -> line.substring(key.length() + 1))
                        .reduce((first, last) -> last));
    }

    void start(String unit) {
        if (isActive(unit)) {
            return;
        }
        String type = setting(unit, "Type").orElse("simple");
        String command = setting(unit, "ExecStart").orElse("");
        if (type.equals("oneshot")) {
            shell.run(command.replaceFirst("^[-@:+!]+", ""));
            if (setting(unit, "RemainAfterExit")
                    .filter(value -> value.matches("yes|true|1|on"))
                    .isPresent()) {
                active.put(unit, 0);
            }
            return;
        }
        int pid = kernel.threads().reserve(1);
        active.put(unit, pid);
        if (unit.equals("irqbalance.service")) {
            irqbalance.start(pid);
            return;
        }
        String program = command.split("\\s+")[0];
        String comm = program.substring(program.lastIndexOf('/') + 1);
        kernel.threads()
                .process(
                        pid,
                        1,
                        comm.substring(0, Math.min(15, comm.length())),
                        "/system.slice/" + unit,
                        List.of(command.split("\\s+")),
                        kernel.shape().online());
    }

    void stop(String unit) {
        Integer pid = active.remove(unit);
        if (pid != null && pid > 0) {
            kernel.threads().end(pid);
        }
    }

    /** Lets irqbalance make one pass, if it runs. */
    public void irqbalancePass() {
        synchronized (tree) {
            if (isActive("irqbalance.service")) {
                irqbalance.pass();
            }
        }
    }

    HostTree tree() {
        return tree;
    }
}
