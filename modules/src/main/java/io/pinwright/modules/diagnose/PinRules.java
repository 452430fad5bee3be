package io.pinwright.modules.diagnose;

import io.pinwright.modules.cpu.CpuSet;
import io.pinwright.modules.libvirt.DomainXml;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** The rule that pins of the running domain should be those of its next start. */
final class PinRules {

    private PinRules() {}

    static void judge(HostView host, DomainView domain, Judgement out) {
        if (!domain.running() || domain.facts().isTransient().orElse(false)) {
            return;
        }
        if (domain.facts().config().isEmpty() || domain.live().isEmpty()) {
            out.notJudged("live-not-config", domain.subject(), "one of its documents could not be read");
            return;
        }
        DomainXml live = domain.live().get();
        DomainXml config = domain.facts().config().get();
        if (live.isPlacementAuto() || config.isPlacementAuto()) {
            out.notJudged("live-not-config", domain.subject(), "libvirt places it automatically at each start");
            return;
        }
        Map<String, CpuSet> now = pins(live, host);
        Map<String, CpuSet> later = pins(config, host);
        List<String> evidence = new ArrayList<>();
        SortedMap<Integer, CpuSet> vcpus = new TreeMap<>();
        boolean emulator = false;
        for (Map.Entry<String, CpuSet> pin : now.entrySet()) {
            CpuSet other = later.get(pin.getKey());
            if (other == null || other.equals(pin.getValue())) {
                continue; // a thread that the next start does not have has no pin to lose
            }
            evidence.add(pin.getKey() + ": " + pin.getValue() + " now, " + other + " at next start");
            emulator |= pin.getKey().equals("emulator");
            if (pin.getKey().startsWith("vCPU ")) {
                vcpus.put(Integer.valueOf(pin.getKey().substring(5)), pin.getValue());
            }
        }
        if (evidence.isEmpty()) {
            return;
        }
        Mend mend = Mend.task("Keep the pins of " + domain.name() + " over a restart", "virt_pin")
                .text("domain", domain.name());
        if (!vcpus.isEmpty()) {
            List<String> list = new ArrayList<>();
            vcpus.forEach((vcpu, cpus) -> list.add(vcpu + ": \"" + cpus + "\""));
            mend.yaml("vcpus", "{" + String.join(", ", list) + "}");
        }
        if (emulator) {
            mend.text("emulator", now.getOrDefault("emulator", CpuSet.EMPTY).toString());
        }
        Map<Integer, CpuSet> iothreads = new TreeMap<>(live.iothreadPins());
        iothreads.keySet().removeIf(id -> evidence.stream().noneMatch(line -> line.startsWith("iothread " + id + ":")));
        if (!iothreads.isEmpty()) {
            List<String> list = new ArrayList<>();
            iothreads.forEach((id, cpus) -> list.add(id + ": \"" + cpus + "\""));
            mend.yaml("iothreads", "{" + String.join(", ", list) + "}");
        }
        boolean mends = !vcpus.isEmpty() || emulator || !iothreads.isEmpty();
        out.found(Finding.warning(
                        "live-not-config",
                        domain.subject(),
                        "pins of the running domain are not in its configuration and are lost at its next start",
                        evidence)
                .withMend(mends ? mend.yaml() : java.util.Optional.empty())
                .withAdvice("or, if the configuration is right, apply the playbook that declares it"));
    }

    /** Every thread's CPUs by its name: what is not pinned is allowed all CPUs of the domain, or all online ones. */
    private static Map<String, CpuSet> pins(DomainXml document, HostView host) {
        CpuSet otherwise = document.defaultCpus().orElse(host.numa().online());
        Map<String, CpuSet> pins = new java.util.LinkedHashMap<>();
        pins.put("emulator", document.emulatorPin().orElse(otherwise));
        for (int vcpu = 0; vcpu < Math.min(document.vcpus(), 4096); vcpu++) {
            pins.put("vCPU " + vcpu, document.vcpuPins().getOrDefault(vcpu, otherwise));
        }
        for (int iothread : document.iothreads()) {
            pins.put("iothread " + iothread, document.iothreadPins().getOrDefault(iothread, otherwise));
        }
        return pins;
    }
}
