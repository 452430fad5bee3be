package io.pinwright.runner.performance;

import io.pinwright.modules.cpu.CpuSet;
import io.pinwright.modules.libvirt.DriverWish;
import io.pinwright.modules.libvirt.XmlRewrite;
import java.nio.charset.StandardCharsets;
import java.util.TreeMap;

/** Texts of the sizes that figures are told for. */
public final class LargeInputs {

    private static final int DOMAIN_BYTES = 20 * 1024;
    private static final int VCPUS = 16;
    private static final int RACK = 40;

    private LargeInputs() {}

    /** A domain document of 20 KiB: 16 vCPUs, two macvtaps, and as many disks as that takes. */
    public static byte[] domainXml() {
        String head = """
                <domain type='kvm'>
                  <name>bigip-virtio</name>
                  <uuid>d2bd2a2d-4e4b-4b6f-9d09-2f9f3f3a7d10</uuid>
                  <vcpu placement='static'>%d</vcpu>
                  <cputune>
                    <emulatorpin cpuset='0-15'/>
                  </cputune>
                  <devices>
                """.formatted(VCPUS);
        StringBuilder xml = new StringBuilder(head);
        for (int port = 0; port < 2; port++) {
            xml.append("""
                    <interface type='direct'>
                      <mac address='52:54:00:f9:98:e%1$d'/>
                      <source dev='enp4s0f%1$d' mode='vepa'/>
                      <model type='virtio'/>
                    </interface>
                """.formatted(port));
        }
        String tail = "  </devices>\n</domain>\n";
        for (int disk = 0; xml.length() + tail.length() < DOMAIN_BYTES; disk++) {
            xml.append("""
                    <disk type='file' device='disk'>
                      <driver name='qemu' type='qcow2' cache='none' io='native'/>
                      <source file='/var/lib/libvirt/images/disk-%1$d.qcow2'/>
                      <target dev='sd%1$d' bus='scsi'/>
                      <address type='drive' controller='0' bus='0' target='0' unit='%1$d'/>
                    </disk>
                """.formatted(disk));
        }
        return xml.append(tail).toString().getBytes(StandardCharsets.UTF_8);
    }

    /** Four queues for each macvtap, all vCPUs and the emulator pinned. */
    public static XmlRewrite.Wish domainWish() {
        TreeMap<Integer, CpuSet> pins = new TreeMap<>();
        for (int vcpu = 0; vcpu < VCPUS; vcpu++) {
            pins.put(vcpu, CpuSet.of(vcpu));
        }
        return new XmlRewrite.Wish(null, DriverWish.ofQueues(4), pins, CpuSet.parse("1,3,5,7"));
    }

    /** An INI inventory: racks of 40 hosts, each host with two variables, each rack with one. */
    public static String iniInventory(int hosts) {
        StringBuilder text = new StringBuilder();
        StringBuilder racks = new StringBuilder("\n[kvm_hosts:children]\n");
        for (int host = 0; host < hosts; host++) {
            if (host % RACK == 0) {
                int rack = host / RACK;
                text.append("\n[rack%1$d:vars]\nrack=%1$d\n\n[rack%1$d]\n".formatted(rack));
                racks.append("rack").append(rack).append('\n');
            }
            text.append("kvm%05d ansible_host=%s domain=guest-%d\n".formatted(host, address(host), host));
        }
        return text.append(racks).toString();
    }

    /** The same as YAML. */
    public static String yamlInventory(int hosts) {
        StringBuilder text = new StringBuilder("kvm_hosts:\n  children:\n");
        for (int host = 0; host < hosts; host++) {
            if (host % RACK == 0) {
                text.append("    rack%1$d:\n      vars: {rack: %1$d}\n      hosts:\n".formatted(host / RACK));
            }
            text.append("        kvm%05d: {ansible_host: %s, domain: guest-%d}\n".formatted(host, address(host), host));
        }
        return text.toString();
    }

    private static String address(int host) {
        return "10." + host / 65536 + "." + host / 256 % 256 + "." + host % 256;
    }
}
