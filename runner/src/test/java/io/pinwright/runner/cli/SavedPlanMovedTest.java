package io.pinwright.runner.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.pinwright.runner.cli.Cli.Outcome;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** One fact of the host moves between plan and apply: nothing is written, and what moved is said. */
class SavedPlanMovedTest {

    @TempDir
    Path folder;

    private SavedPlanHost kvm;

    @BeforeEach
    void start() {
        kvm = new SavedPlanHost(folder, 1);
    }

    @AfterEach
    void stop() {
        kvm.close();
    }

    /**
     * A kind of change.
     *
     * @param before makes the host ready for it
     * @param tasks that are planned
     * @param move what somebody else does after that
     * @param said of it, parts in order
     */
    record Kind(String name, String before, String tasks, String move, String... said) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Kind> kinds() {
        String queues = "- virt_interface: {domain: bigip-virtio, select: {source: enp4s0f0}, queues: 4}\n";
        String copy = "- copy: {dest: /etc/x.conf, content: \"new\\n\"}\n";
        String old = "echo old > /etc/x.conf; chmod 644 /etc/x.conf";
        return Stream.of(
                new Kind(
                        "the value itself in a domain's configuration",
                        "true",
                        queues,
                        "virsh dumpxml --inactive --security-info bigip-virtio | sed"
                                + " \"s,<model type='virtio'/>,&<driver name='vhost' queues='2'/>,\" > /root/d.xml"
                                + " && virsh define /root/d.xml",
                        "queues",
                        "found 2 now"),
                new Kind(
                        "another part of the same document",
                        "true",
                        queues,
                        "virsh emulatorpin bigip-virtio 1 --config",
                        "planned on `<emulatorpin cpuset='0,2,4,6,8,10,12,14'/>`, found `<emulatorpin cpuset='1'/>`"),
                new Kind(
                        "a domain that is restarted for what is pending",
                        "virsh dumpxml --inactive --security-info bigip-virtio | sed"
                                + " \"s,<model type='virtio'/>,&<driver name='vhost' queues='2'/>,\" > /root/d.xml"
                                + " && virsh define /root/d.xml",
                        "- virt_domain: {domain: bigip-virtio, restart: allow}\n",
                        "virsh destroy bigip-virtio",
                        "bigip-virtio"),
                new Kind(
                        "an interface that is plugged anew",
                        "true",
                        "- virt_interface: {domain: bigip-virtio, select: {source: enp4s0f0}, queues: 4, replug: true}\n",
                        "echo \"<interface type='direct'><mac address='52:54:00:f9:98:e9'/><source dev='enp4s0f0' mode='vepa'/></interface>\" > /root/i.xml;"
                                + " virsh detach-device bigip-virtio /root/i.xml --live",
                        "bigip-virtio"),
                new Kind(
                        "the pin of an iothread",
                        "virsh destroy bigip-virtio; virsh dumpxml --inactive --security-info bigip-virtio | sed"
                                + " \"s,<vcpu ,<iothreads>2</iothreads>&,\" > /root/d.xml && virsh define /root/d.xml",
                        "- virt_pin: {domain: bigip-virtio, iothreads: {1: \"3\"}}\n",
                        "virsh iothreadpin bigip-virtio 1 5 --config",
                        "iothreadpin 1",
                        "found 5 now"),
                new Kind(
                        "a live pin",
                        "true",
                        "- virt_pin: {domain: bigip-virtio, emulator: \"1,3\"}\n",
                        "virsh emulatorpin bigip-virtio 5 --live",
                        "emulatorpin (live): planned from 0,2,4,6,8,10,12,14 to 1,3, found 5 now"),
                new Kind(
                        "an interrupt",
                        "systemctl stop irqbalance; for i in /proc/irq/*/smp_affinity_list; do echo 0 > $i; done",
                        "- irq_affinity: {device: enp4s0f0, node: 1}\n",
                        "for i in /proc/irq/*/smp_affinity_list; do echo 2 > $i; done",
                        "planned from 0 to ",
                        "found 2 now"),
                new Kind(
                        "the value of a sysctl",
                        "true",
                        "- sysctl: {name: net.core.somaxconn, value: \"5000\"}\n",
                        "sysctl -w net.core.somaxconn=777",
                        "net.core.somaxconn",
                        "found 777 now"),
                new Kind(
                        "the content of a file that is written",
                        old,
                        copy,
                        "echo other > /etc/x.conf",
                        "/etc/x.conf",
                        "found 6 bytes now"),
                new Kind(
                        "the mode of a file that is written",
                        old,
                        copy,
                        "chmod 600 /etc/x.conf",
                        "/etc/x.conf",
                        "mode 0644",
                        "mode 0600"),
                new Kind(
                        "the owner of a file that is written",
                        old,
                        copy,
                        "chown 2 /etc/x.conf",
                        "/etc/x.conf",
                        "owner 0,",
                        "owner"),
                new Kind("a file that is written and was there", old, copy, "rm /etc/x.conf", "/etc/x.conf"),
                new Kind("a file that is written and was not there", "true", copy, old, "/etc/x.conf", "(none)"),
                new Kind(
                        "what is removed",
                        old,
                        "- file: {path: /etc/x.conf, state: absent}\n",
                        "rm /etc/x.conf; mkdir /etc/x.conf",
                        "/etc/x.conf",
                        "directory"),
                new Kind(
                        "a mode",
                        old,
                        "- file: {path: /etc/x.conf, mode: \"0600\"}\n",
                        "chmod 640 /etc/x.conf",
                        "mode: planned from 0644 to 0600, found 0640 now"),
                new Kind(
                        "an owner",
                        old,
                        "- file: {path: /etc/x.conf, owner: \"2\"}\n",
                        "chown 3 /etc/x.conf",
                        "owner: planned from root:root to 2:root, found "),
                new Kind(
                        "the mode where an owner is set",
                        old,
                        "- file: {path: /etc/x.conf, owner: \"2\"}\n",
                        "chmod 640 /etc/x.conf",
                        "mode 0644",
                        "mode 0640"),
                new Kind(
                        "a directory",
                        "true",
                        "- file: {path: /srv/d, state: directory, mode: \"0750\"}\n",
                        "mkdir /srv/d; chmod 700 /srv/d",
                        "/srv/d"),
                new Kind(
                        "a service with nothing to do",
                        "systemctl start cron",
                        "- service: {name: cron, state: started}\n" + copy,
                        "systemctl stop cron",
                        "cron",
                        "nothing was planned here"));
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void whatMovedIsSaidAndNothingIsWritten(Kind kind) {
        kvm.run(kind.before());
        kvm.saved("- copy: {dest: /etc/first, content: \"first\\n\"}\n" + kind.tasks());
        kvm.run(kind.move());
        Outcome apply = kvm.apply();
        assertThat(apply.status()).as(apply.all()).isEqualTo(3);
        assertThat(apply.out()).contains("REFUSED!", "nothing was written").containsSubsequence(kind.said());
        assertThat(kvm.writes()).isEmpty();
        assertThat(kvm.host(1).counters().journalWrites()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void whatDidNotMoveIsAppliedAndOnlyOnce(Kind kind) {
        kvm.run(kind.before());
        kvm.saved("- copy: {dest: /etc/first, content: \"first\\n\"}\n" + kind.tasks());
        Outcome apply = kvm.apply();
        assertThat(apply.status()).as(apply.all()).isZero();
        assertThat(kvm.writes()).isNotEmpty();
        kvm.run("true");
        Outcome again = kvm.apply();
        assertThat(again.status()).as(again.all()).isZero();
        assertThat(again.out()).contains("changed=0", "already as the plan wants it");
        assertThat(kvm.writes()).isEmpty();
    }

    @Test
    void aThreadThatIsAnotherOneByThenIsNotTouched() {
        kvm.saved("- vhost_affinity: {domain: bigip-virtio, cpus: \"1,3,5,7,9,11,13,15\"}\n");
        kvm.run("virsh destroy bigip-virtio && virsh start bigip-virtio");
        Outcome apply = kvm.apply();
        assertThat(apply.status()).as(apply.all()).isEqualTo(3);
        assertThat(kvm.writes()).isEmpty();
    }
}
