package io.pinwright.modules.libvirt;

import io.pinwright.engine.host.Answer;
import io.pinwright.engine.host.Answers;
import io.pinwright.engine.host.Bytes;
import io.pinwright.engine.host.Observation;
import io.pinwright.engine.host.Prediction;
import io.pinwright.engine.host.Query;
import io.pinwright.engine.module.Change;
import io.pinwright.modules.cpu.NumaTopology;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a host with one domain answers, for tests of modules without a host. */
final class DomainAnswers {

    static final String UUID = "7b22fee6-9bfa-4b3f-96d1-4e5d3ff8b2c1";

    private DomainAnswers() {}

    /** The article's guest: two macvtaps of one queue, a bridge, 10 vCPUs, no pins but two. */
    static String config() {
        return """
            <domain type='kvm'>
              <name>bigip-virtio</name>
              <uuid>%s</uuid>
              <vcpu placement='static'>10</vcpu>
              <iothreads>1</iothreads>
              <cputune>
                <vcpupin vcpu='0' cpuset='0'/>
                <vcpupin vcpu='1' cpuset='1'/>
              </cputune>
              <devices>
                <interface type='direct'>
                  <mac address='52:54:00:f9:98:e9'/>
                  <source dev='enp4s0f0' mode='vepa'/>
                  <model type='virtio'/>
                  <address type='pci' domain='0x0000' bus='0x00' slot='0x03' function='0x0'/>
                </interface>
                <interface type='direct'>
                  <mac address='52:54:00:f9:98:ea'/>
                  <source dev='enp4s0f1' mode='vepa'/>
                  <model type='virtio'/>
                  <driver name='qemu' queues='2' txmode='iothread'/>
                </interface>
                <interface type='bridge'>
                  <mac address='52:54:00:f9:98:eb'/>
                  <source bridge='br0'/>
                  <model type='virtio'/>
                </interface>
                <graphics type='vnc' port='-1' passwd='hunter2'/>
              </devices>
            </domain>

            """.formatted(UUID);
    }

    /** The same, running. */
    static String live() {
        return config().replace("<domain type='kvm'>", "<domain type='kvm' id='3'>")
                .replace("mode='vepa'/>", "mode='vepa'/>\n      <target dev='macvtap0'/>");
    }

    static Answers running() {
        return answers("bigip-virtio", config(), live(), "yes", "no");
    }

    static Answers shutOff() {
        return answers("bigip-virtio", config(), config(), "yes", "no");
    }

    static Answers answers(String name, String config, String live, String persistent, String managedSave) {
        return Answers.of(Map.of(
                        Virsh.inactiveXml(name), output(config),
                        Virsh.liveXml(name), output(live),
                        Virsh.info(name),
                                output("Id:             3\nName:           " + name + "\nPersistent:     " + persistent
                                        + "\nManaged save:   " + managedSave + "\n\n")))
                .with(topology());
    }

    static Answer.Output output(String stdout) {
        return new Answer.Output(0, Bytes.utf8(stdout), Bytes.EMPTY);
    }

    static Answer.Output failure(String stderr) {
        return new Answer.Output(1, Bytes.utf8("\n"), Bytes.utf8(stderr));
    }

    /** 16 CPUs, even ones on node 0. */
    private static Answers topology() {
        return Answers.of(Map.of(
                NumaTopology.QUERY,
                new Answer.Entries(Map.of(
                        "/sys/devices/system/cpu/online", Bytes.utf8("0-15\n"),
                        "/sys/devices/system/node/node0/cpulist", Bytes.utf8("0,2,4,6,8,10,12,14\n"),
                        "/sys/devices/system/node/node1/cpulist", Bytes.utf8("1,3,5,7,9,11,13,15\n")))));
    }

    /** The value of an observation that must be complete. */
    static <T> T value(Observation<T> observation, Answers answers) {
        return observation
                .given(answers)
                .value()
                .orElseThrow(() -> new AssertionError(
                        "needs more: " + observation.given(answers).needs()));
    }

    /** The answers once all steps of some changes ran, as predicted. */
    static Answers after(Answers before, List<Change> changes) {
        Map<Query, Answer> predicted = new LinkedHashMap<>();
        changes.stream()
                .flatMap(change -> change.steps().stream())
                .flatMap(step -> step.predicts().stream())
                .forEach((Prediction prediction) -> predicted.put(prediction.query(), prediction.answer()));
        return before.with(Answers.of(predicted));
    }
}
