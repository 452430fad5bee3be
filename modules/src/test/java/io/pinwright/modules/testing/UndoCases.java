package io.pinwright.modules.testing;

import io.pinwright.engine.module.TaskModule;
import io.pinwright.modules.files.Copy;
import io.pinwright.modules.files.FileModule;
import io.pinwright.modules.files.LineInFile;
import io.pinwright.modules.irq.IrqAffinity;
import io.pinwright.modules.irq.Irqbalance;
import io.pinwright.modules.libvirt.VirtInterface;
import io.pinwright.modules.libvirt.VirtPin;
import io.pinwright.modules.system.Service;
import io.pinwright.modules.system.Sysctl;
import io.pinwright.modules.vhost.QemuThreads;
import io.pinwright.modules.vhost.VhostAffinity;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** A task of every kind of change that the modules make, and the host it finds. */
final class UndoCases {

    /**
     * One task, or several in a row.
     *
     * @param host lays the host into its folder
     */
    record Case(String name, TaskModule<?, ?> module, List<String> tasks, Consumer<FolderHost> host) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static final String EVEN = "0,2,4,6,8,10,12,14";

    private UndoCases() {}

    static List<Case> all() {
        List<Case> all = new ArrayList<>();
        all.addAll(domains());
        all.addAll(hosts());
        all.addAll(files());
        return all;
    }

    private static FolderHost running(FolderHost host) {
        return ArticleFolder.on(
                host, ArticleFolder.document(false, EVEN, "2"), ArticleFolder.document(true, EVEN, "2"));
    }

    private static FolderHost shutOff(FolderHost host) {
        return ArticleFolder.on(host, ArticleFolder.document(false, "", ""), "");
    }

    private static List<Case> domains() {
        VirtPin pin = new VirtPin(QemuThreads.observe());
        String domain = "{domain: bigip-virtio, ";
        return List.of(
                one("queues of a running domain", new VirtInterface(), domain + "queues: 4}", UndoCases::running),
                one("queues of one shut off", new VirtInterface(), domain + "queues: 4}", UndoCases::shutOff),
                one(
                        "pins of a running domain",
                        pin,
                        domain + "vcpus: {1: \"5\"}, emulator: {node: 1}}",
                        UndoCases::running),
                one(
                        "pins of one shut off",
                        pin,
                        domain + "vcpus: {1: \"5\"}, emulator: {node: 1}}",
                        UndoCases::shutOff),
                one("emulator after workers were placed one by one", pin, domain + "emulator: {node: 1}}", host -> {
                    running(host);
                    ArticleFolder.place(host, "/proc/616", "4");
                }),
                one("vhost workers", new VhostAffinity(), domain + "node: 1}", UndoCases::running),
                one(
                        "vhost workers, one by one",
                        new VhostAffinity(),
                        domain + "node: 1, spread: per-worker}",
                        UndoCases::running),
                one("vhost workers that are threads of QEMU", new VhostAffinity(), domain + "node: 1}", host -> {
                    running(host);
                    ArticleFolder.workersAreTasks(host);
                }),
                one("one vhost worker that strayed", new VhostAffinity(), domain + "node: 0}", host -> {
                    running(host);
                    ArticleFolder.place(host, "/proc/616", "4");
                }));
    }

    private static List<Case> hosts() {
        return List.of(
                one(
                        "interrupts",
                        new IrqAffinity(),
                        "{device: enp4s0f0, node: 0, spread: per-queue}",
                        UndoCases::running),
                one("irqbalance", new Irqbalance(), "{leave_alone: [enp4s0f0]}", UndoCases::running),
                new Case(
                        "irqbalance, a second device",
                        new Irqbalance(),
                        List.of("{leave_alone: [enp4s0f0]}", "{leave_alone: [enp4s0f1]}"),
                        UndoCases::running),
                one("irqbalance without its folder", new Irqbalance(), "{leave_alone: [enp4s0f0]}", host -> {
                    running(host);
                    host.path("/usr/local/sbin").toFile().delete();
                }),
                one(
                        "sysctl",
                        new Sysctl(),
                        "{name: net.ipv4.tcp_rmem, value: \"4096 8192 16384\", sysctl_file: /etc/s.conf}",
                        host -> host.file("/proc/sys/net/ipv4/tcp_rmem", "4096\t131072\t6291456\n")
                                .file("/etc/s.conf", "# ours\nvm.swappiness=1")),
                one(
                        "sysctl without a file",
                        new Sysctl(),
                        "{name: vm.swappiness, value: 1, sysctl_file: /etc/s.conf}",
                        host -> host.file("/proc/sys/vm/swappiness", "60\n").folder("/etc")),
                one(
                        "unit started",
                        new Service(),
                        "{name: u, state: started}",
                        host -> unit(host, "inactive", "enabled")),
                one(
                        "unit stopped",
                        new Service(),
                        "{name: u, state: stopped}",
                        host -> unit(host, "active", "enabled")),
                one(
                        "unit enabled",
                        new Service(),
                        "{name: u, enabled: true}",
                        host -> unit(host, "active", "disabled")),
                one(
                        "unit disabled",
                        new Service(),
                        "{name: u, enabled: false, state: stopped}",
                        host -> unit(host, "active", "enabled")),
                one(
                        "unit restarted that was stopped",
                        new Service(),
                        "{name: u, state: restarted}",
                        host -> unit(host, "inactive", "enabled")),
                one(
                        "unit restarted",
                        new Service(),
                        "{name: u, state: restarted, daemon_reload: true}",
                        host -> unit(host, "active", "enabled")));
    }

    private static void unit(FolderHost host, String active, String enabled) {
        running(host).file("/lab/u.service.active", active + "\n").file("/lab/u.service.enabled", enabled + "\n");
    }

    private static List<Case> files() {
        return List.of(
                one(
                        "file written anew",
                        new Copy(),
                        "{dest: /lab/a, content: x, mode: \"0600\"}",
                        host -> host.folder("/lab")),
                one(
                        "file overwritten",
                        new Copy(),
                        "{dest: /lab/a, content: x, mode: \"0600\"}",
                        host -> host.file("/lab/a", "old")),
                one(
                        "link replaced by a file",
                        new Copy(),
                        "{dest: /lab/l, content: x}",
                        host -> host.file("/lab/a", "old").link("/lab/l", "a")),
                one(
                        "file behind a link",
                        new Copy(),
                        "{dest: /lab/l, content: x, follow: true}",
                        host -> host.file("/lab/a", "old").link("/lab/l", "a")),
                one("line", new LineInFile(), "{path: /lab/a, line: b=1}", host -> host.file("/lab/a", "a=1")),
                one(
                        "folders",
                        new FileModule(),
                        "{path: /lab/a/b, state: directory, mode: \"0700\"}",
                        host -> host.folder("/lab")),
                one("mode", new FileModule(), "{path: /lab/a, mode: \"0600\"}", host -> host.file("/lab/a", "old")),
                one("empty file", new FileModule(), "{path: /lab/a, state: touch}", host -> host.folder("/lab")),
                one(
                        "file removed",
                        new FileModule(),
                        "{path: /lab/a, state: absent}",
                        host -> mode(host.file("/lab/a", "old"), "/lab/a")),
                one(
                        "empty folder removed",
                        new FileModule(),
                        "{path: /lab/a, state: absent}",
                        host -> mode(host.folder("/lab/a"), "/lab/a")),
                one(
                        "link removed",
                        new FileModule(),
                        "{path: /lab/l, state: absent}",
                        host -> host.link("/lab/l", "nowhere")),
                one(
                        "link made",
                        new FileModule(),
                        "{path: /lab/l, state: link, src: a}",
                        host -> host.file("/lab/a", "")),
                one(
                        "link changed",
                        new FileModule(),
                        "{path: /lab/l, state: link, src: a}",
                        host -> host.file("/lab/a", "").link("/lab/l", "b")),
                one(
                        "file replaced by a link",
                        new FileModule(),
                        "{path: /lab/l, state: link, src: a, force: true}",
                        host -> host.file("/lab/a", "").file("/lab/l", "old")));
    }

    private static void mode(FolderHost host, String path) {
        Path file = host.path(path);
        if (!file.toFile().setReadable(false, false) || !file.toFile().setReadable(true, true)) {
            throw new AssertionError(file);
        }
    }

    private static Case one(String name, TaskModule<?, ?> module, String task, Consumer<FolderHost> host) {
        return new Case(name, module, List.of(task), host);
    }
}
