package io.pinwright.modules.diagnose;

import io.pinwright.modules.libvirt.DomainXml;
import io.pinwright.modules.libvirt.InterfaceXml;
import io.pinwright.modules.system.InterfaceFacts;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Rules about the queues of a domain's interfaces. */
final class QueueRules {

    private QueueRules() {}

    static void judge(HostView host, DomainView domain, Judgement out) {
        pending(domain, out);
        tooMany(domain, out);
        ignored(domain, out);
        boolean hasQueues = domain.facts().interfaces().stream()
                .anyMatch(each -> each.liveQueues().orElse(1) > 1);
        if (hasQueues) {
            out.notJudged(
                    "queues-unused",
                    domain.subject(),
                    "how many queues the guest uses shows only under load, or from within the guest");
        }
    }

    private static void pending(DomainView domain, Judgement out) {
        if (!domain.running()) {
            return;
        }
        if (domain.facts().config().isEmpty() || domain.live().isEmpty()) {
            if (!domain.facts().isTransient().orElse(false)) {
                out.notJudged("queues-pending", domain.subject(), "one of its documents could not be read");
            }
            return;
        }
        List<String> evidence = new ArrayList<>();
        for (InterfaceFacts each : domain.facts().interfaces()) {
            OptionalInt config = each.configQueues();
            OptionalInt live = each.liveQueues();
            if (config.isPresent() && live.isPresent() && config.getAsInt() != live.getAsInt()) {
                evidence.add(each.any().label() + ": " + live.getAsInt() + " queues now, " + config.getAsInt()
                        + " configured");
            }
        }
        if (evidence.isEmpty()) {
            return;
        }
        Optional<Boolean> saved = domain.facts().managedSave();
        evidence.add(
                "managed save image: " + saved.map(each -> each ? "yes" : "no").orElse("unknown"));
        out.found(Finding.warning(
                        "queues-pending",
                        domain.subject(),
                        "its configured queues differ from those it runs with; only a shutdown and start applies them, a"
                                + " reboot does not",
                        evidence)
                .withAdvice("shut the domain off and start it when its users can spare it"
                        + (saved.orElse(false)
                                ? "; its managed save image would bring the old queues back, so start it with"
                                        + " --force-boot"
                                : "")));
    }

    private static void tooMany(DomainView domain, Judgement out) {
        Optional<DomainXml> document = domain.facts().config().or(domain::live);
        if (document.isEmpty()) {
            return;
        }
        int vcpus = document.get().vcpus();
        List<String> evidence = new ArrayList<>();
        for (InterfaceFacts each : domain.facts().interfaces()) {
            int queues =
                    Math.max(each.configQueues().orElse(1), each.liveQueues().orElse(1));
            if (queues > vcpus && each.any().isVirtio()) {
                evidence.add(each.any().label() + ": " + queues + " queues");
            }
        }
        if (!evidence.isEmpty()) {
            evidence.add(vcpus + " vCPUs");
            out.found(Finding.info(
                            "queues-gt-vcpus",
                            domain.subject(),
                            "it has interfaces with more queues than vCPUs; the guest uses one for each vCPU at most, and"
                                    + " each costs a vhost worker",
                            evidence)
                    .withMend(Mend.task("As many queues as vCPUs for " + domain.name(), "virt_interface")
                            .text("domain", domain.name())
                            .yaml("select", "{type: direct}")
                            .yaml("queues", Integer.toString(vcpus))
                            .yaml()
                            .filter(task -> domain.facts().interfaces().stream()
                                    .filter(each -> each.configQueues().orElse(1) > vcpus)
                                    .allMatch(each -> each.any().isMacvtap()))));
        }
    }

    private static void ignored(DomainView domain, Judgement out) {
        List<String> evidence = new ArrayList<>();
        for (InterfaceFacts each : domain.facts().interfaces()) {
            InterfaceXml any = each.config().orElseGet(each::any);
            boolean wishes = any.driver().attributes().containsKey("queues");
            if (wishes && !any.isVirtio() && !any.type().equals("hostdev")) {
                evidence.add(any.description());
            }
        }
        if (!evidence.isEmpty()) {
            out.found(Finding.warning(
                            "driver-ignored",
                            domain.subject(),
                            "it asks for queues on an interface whose model is not virtio; libvirt drops that silently",
                            evidence)
                    .withAdvice("set <model type='virtio'/> on that interface; the guest needs the virtio driver"));
        }
    }
}
