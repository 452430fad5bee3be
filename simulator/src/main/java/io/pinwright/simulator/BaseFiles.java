package io.pinwright.simulator;

import io.pinwright.simulator.folder.HostTree;
import io.pinwright.simulator.kernel.HostShape;
import java.util.List;

/** The files of a Debian 12 host that has just been installed. */
final class BaseFiles {

    private BaseFiles() {}

    static void write(HostTree tree, HostBlueprint blueprint) {
        HostShape shape = blueprint.shape();
        for (String directory : List.of(
                "/root",
                "/home",
                "/usr/bin",
                "/usr/sbin",
                "/var/log",
                "/var/lib/libvirt/qemu",
                "/var/lib/libvirt/images",
                "/run/libvirt/qemu",
                "/run/systemd/system",
                "/etc/sysctl.d",
                "/etc/modprobe.d",
                "/etc/modules-load.d",
                "/etc/systemd/system/multi-user.target.wants",
                "/etc/udev/rules.d",
                "/etc/libvirt/hooks",
                "/etc/libvirt/qemu/autostart",
                "/etc/cron.d",
                "/opt",
                "/srv",
                "/mnt",
                "/dev",
                "/usr/local/bin",
                "/usr/local/sbin",
                "/usr/lib/sysctl.d",
                "/dev/shm")) {
            tree.directory(directory);
        }
        tree.directory("/tmp");
        tree.directory("/var/tmp");
        tree.directory("/run/lock");
        tree.mode("/tmp", 01777, "root", "root");
        tree.mode("/var/tmp", 01777, "root", "root");
        tree.mode("/run/lock", 01777, "root", "root");
        tree.mode("/dev/shm", 01777, "root", "root");
        tree.mode("/root", 0700, "root", "root");
        tree.link("/bin", "usr/bin");
        tree.link("/sbin", "usr/sbin");
        tree.link("/lib", "usr/lib");
        tree.link("/var/run", "/run");
        tree.link("/var/lock", "/run/lock");
        StringBuilder passwd = new StringBuilder("root:x:0:0:root:/root:/bin/sh\n");
        StringBuilder group = new StringBuilder("root:x:0:\nlibvirt:x:120:\n");
        int number = 1000;
        for (String user : blueprint.users().stream().sorted().toList()) {
            passwd.append(user)
                    .append(":x:")
                    .append(number)
                    .append(':')
                    .append(number)
                    .append("::/home/");
            passwd.append(user).append(":/bin/sh\n");
            group.append(user).append(":x:").append(number).append(":\n");
            tree.directory("/home/" + user);
            tree.mode("/home/" + user, 0755, user, user);
            number++;
        }
        tree.put("/etc/passwd", passwd.toString());
        tree.put("/etc/group", group.toString());
        tree.put("/etc/hostname", shape.hostname() + "\n");
        tree.put("/etc/hosts", "127.0.0.1 localhost\n127.0.1.1 " + shape.hostname() + "\n");
        tree.put("/etc/debian_version", "12.15\n");
        tree.put(
                "/usr/lib/os-release",
                "PRETTY_NAME=\"Debian GNU/Linux 12 (bookworm)\"\nNAME=\"Debian GNU/Linux\"\nVERSION_ID=\"12\"\n"
                        + "VERSION=\"12 (bookworm)\"\nVERSION_CODENAME=bookworm\nID=debian\n");
        tree.link("/etc/os-release", "../usr/lib/os-release");
        tree.put("/etc/sysctl.conf", "#\n# /etc/sysctl.conf - Configuration file for setting system variables\n#\n");
        tree.put("/etc/machine-id", "0d1f2b7c0c394c229a473f1f6f6f8a10\n", 0444);
    }
}
