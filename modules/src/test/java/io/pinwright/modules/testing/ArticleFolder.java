package io.pinwright.modules.testing;

import io.pinwright.modules.irq.ArticleNics;
import io.pinwright.modules.libvirt.DomainXml;
import io.pinwright.modules.vhost.ArticleHost;
import java.nio.file.Files;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The article's host in a folder: one domain with nine vhost workers, two NICs, irqbalance, units. Its programs change its files
 * the way the real ones change a host.
 */
final class ArticleFolder {

    static final String CONFIG = "/lab/config.xml";
    static final String LIVE = "/lab/live.xml";

    private static final int PID = 607;
    private static final String GROUP = "0::" + ArticleHost.GROUP + "emulator\n";

    private ArticleFolder() {}

    /** With both documents of the domain; an empty live one is a domain that is shut off. */
    static FolderHost on(FolderHost host, String config, String live) {
        host.file(CONFIG, config);
        if (!live.isEmpty()) {
            host.file(LIVE, live);
            threads(host);
        }
        host.folder("/run/libvirt/qemu");
        programs(host);
        nics(host);
        irqbalance(host);
        return host;
    }

    /** The documents as libvirt has them, with a password. */
    static String document(boolean live, String emulator, String queues) {
        return ArticleHost.domainXml(live, emulator, queues)
                .replace("  </devices>", "    <graphics type='vnc' port='-1' passwd='hunter2'/>\n  </devices>");
    }

    private static void threads(FolderHost host) {
        host.file("/run/libvirt/qemu/" + ArticleHost.NAME + ".pid", PID + "\n");
        thread(host, "/proc/607/task/607", PID, 1, "qemu-system-x86", "0,2,4,6,8,10,12,14");
        host.link("/proc/607/status", "task/607/status");
        host.link("/proc/607/comm", "task/607/comm");
        for (int tid = 615; tid < 624; tid++) {
            thread(host, "/proc/" + tid, tid, 2, "vhost-" + PID, "0,2,4,6,8,10,12,14");
        }
    }

    /** As since Linux 6.4: the workers are threads of QEMU. */
    static void workersAreTasks(FolderHost host) {
        for (int tid = 615; tid < 624; tid++) {
            host.remove("/proc/" + tid);
            thread(host, "/proc/607/task/" + tid, PID, 1, "vhost-" + PID, "0,2,4,6,8,10,12,14");
        }
    }

    private static String worker(FolderHost host, int tid) {
        boolean task = Files.exists(host.path("/proc/607/task/" + tid));
        return task ? "/proc/607/task/" + tid : "/proc/" + tid;
    }

    private static void thread(FolderHost host, String path, int process, int parent, String comm, String cpus) {
        host.file(path + "/comm", comm + "\n");
        host.file(
                path + "/status",
                "Name:\t" + comm + "\nUmask:\t0022\nTgid:\t" + process + "\nPPid:\t" + parent + "\nCpus_allowed_list:\t"
                        + cpus + "\nnonvoluntary_ctxt_switches:\t1\n");
        host.file(path + "/cgroup", GROUP);
    }

    private static void programs(FolderHost host) {
        String place = "sed -i \"s/^Cpus_allowed_list:.*/Cpus_allowed_list:\\t$cpus/\" ";
        host.program(
                "taskset",
                "cpus=$2\n" + place + "@ROOT@/proc/$3/status || " + place + "@ROOT@/proc/607/task/$3/status\n");
        host.program("virsh", """
                cd @ROOT@/lab
                shift 3
                case $* in
                dumpxml*--inactive*) cat config.xml ;;
                dumpxml*) if [ -e live.xml ]; then cat live.xml; else cat config.xml; fi ;;
                dominfo*)
                [ -e transient ] && p=no || p=yes
                printf 'CPU time:       %s.1s\\nPersistent:     %s\\nManaged save:   no\\n\\n' "$(date +%s%N)" $p ;;
                define*) cat "$2" >config.xml ;;
                *) echo "error: not simulated: $*" >&2; exit 1 ;;
                esac
                """);
        host.program("systemctl", """
                for unit; do :; done
                cd @ROOT@/lab
                case $1 in
                is-active) cat "$unit.active" ;;
                show) printf 'LoadState=loaded\\nActiveState=%s\\nUnitFileState=%s\\n' "$(cat "$unit.active")" "$(cat "$unit.enabled")" ;;
                enable|disable) echo "$1d" >"$unit.enabled" ;;
                stop) echo inactive >"$unit.active" ;;
                start) echo active >"$unit.active" ;;
                restart|reload) echo active >"$unit.active"
                [ ! -e "$unit.conf" ] || cp "$unit.conf" "$unit.running" ;;
                esac
                case $* in
                *restart*irqbalance*)
                IRQBALANCE_ARGS=
                . @ROOT@/etc/default/irqbalance
                printf '%s\\0' /usr/sbin/irqbalance --foreground $IRQBALANCE_ARGS >@ROOT@/proc/999/cmdline ;;
                esac
                """);
    }

    private static void nics(FolderHost host) {
        host.file("/sys/devices/system/cpu/online", "0-15\n");
        host.file("/sys/devices/system/node/online", "0-1\n");
        host.file("/sys/devices/system/node/node0/cpulist", ArticleNics.EVEN + "\n");
        host.file("/sys/devices/system/node/node1/cpulist", "1,3,5,7,9,11,13,15\n");
        StringBuilder lines = new StringBuilder(IntStream.range(0, 16)
                .mapToObj(cpu -> "CPU" + cpu)
                .collect(Collectors.joining("       ", "           ", "\n")));
        for (int port = 0; port < 2; port++) {
            String nic = "enp4s0f" + port;
            String device = "/sys/devices/pci0000:03/0000:03:00.0/0000:04:00." + port;
            host.link(device + "/net/" + nic + "/device", "../../../0000:04:00." + port);
            host.link("/sys/class/net/" + nic, "../../" + device.substring(5) + "/net/" + nic);
            for (int vector = 0; vector < 9; vector++) {
                int number = 42 + port * 9 + vector;
                String name = vector < 8 ? nic + "-TxRx-" + vector : nic;
                host.file(device + "/msi_irqs/" + number, "msix\n");
                host.file("/proc/irq/" + number + "/smp_affinity_list", "1,3\n");
                lines.append(
                        " " + number + ":" + " 0".repeat(16) + "  PCI-MSI " + number + "-edge      " + name + "\n");
            }
        }
        host.file("/proc/interrupts", lines.toString());
    }

    private static void irqbalance(FolderHost host) {
        host.file("/etc/default/irqbalance", "# ours\nIRQBALANCE_ARGS=\"--debug\"\n");
        host.file("/lab/irqbalance.service.active", "active\n");
        host.file("/lab/irqbalance.service.enabled", "enabled\n");
        host.file("/proc/999/comm", "irqbalance\n");
        host.file("/proc/999/cmdline", "/usr/sbin/irqbalance\0--foreground\0--debug\0");
        host.folder("/usr/local/sbin");
    }

    /** What libvirt does with a document, which takes an XML editor. */
    static boolean virsh(FolderHost host, List<String> argv, String stdin) {
        if (!argv.get(0).equals("virsh")
                || !argv.get(4).matches(".*pin|update-device") && !argv.get(4).equals("define")) {
            return false;
        }
        String command = argv.get(4);
        if (command.equals("define")) {
            host.file(CONFIG, stdin);
            return true;
        }
        String file = argv.contains("--live") ? LIVE : CONFIG;
        DomainXml document = DomainXml.parse(host.text(file), file);
        if (command.equals("update-device")) {
            String mac = stdin.replaceAll("(?s).*<mac address='([^']*)'.*", "$1");
            String old = document.interfaces().stream()
                    .filter(one -> one.mac().orElse("").equals(mac))
                    .findFirst()
                    .orElseThrow()
                    .text();
            host.file(file, document.text().replace(old, stdin.strip()));
            return true;
        }
        io.pinwright.modules.cpu.CpuSet cpus = io.pinwright.modules.cpu.CpuSet.parse(argv.get(argv.size() - 2));
        host.file(
                file,
                (command.equals("emulatorpin")
                                ? document.withEmulatorPin(cpus)
                                : document.withVcpuPin(Integer.parseInt(argv.get(6)), cpus))
                        .text());
        if (command.equals("emulatorpin") && file.equals(LIVE)) {
            place(host, "/proc/607/task/607", cpus.toString());
            IntStream.range(615, 624).forEach(tid -> place(host, worker(host, tid), cpus.toString()));
        }
        return true;
    }

    static void place(FolderHost host, String thread, String cpus) {
        String status = host.text(thread + "/status");
        host.file(thread + "/status", status.replaceAll("(?m)^Cpus_allowed_list:.*$", "Cpus_allowed_list:\t" + cpus));
    }
}
