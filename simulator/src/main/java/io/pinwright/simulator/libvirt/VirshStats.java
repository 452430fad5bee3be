package io.pinwright.simulator.libvirt;

import io.pinwright.simulator.libvirt.VirshSpec.Parsed;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.w3c.dom.Element;

/**
 * {@code virsh domstats}: counters of domains. Groups that are not asked for are left out; the real one prints them all when none
 * is asked for, this one those that it has.
 */
final class VirshStats {

    private VirshStats() {}

    static void domstats(VirshSession session, Parsed options) throws LibvirtException, IOException {
        List<Domain> domains = options.has("domain") ? List.of(session.domain(options)) : session.libvirt.domains();
        boolean all = !options.has("state") && !options.has("cpu-total") && !options.has("interface");
        List<String> blocks = new ArrayList<>();
        for (Domain domain : domains) {
            StringBuilder out = new StringBuilder("Domain: '" + domain.name + "'\n");
            if (all || options.has("state")) {
                line(out, "state.state", state(domain));
                line(out, "state.reason", reason(domain));
            }
            if (domain.live != null && (all || options.has("cpu-total"))) {
                line(out, "cpu.time", domain.guest.cpuNanos());
            }
            if (domain.live != null && (all || options.has("interface"))) {
                interfaces(out, domain);
            }
            blocks.add(out.toString());
        }
        session.print(String.join("\n", blocks));
    }

    private static void interfaces(StringBuilder out, Domain domain) throws LibvirtException {
        List<Element> nics = DomainXml.interfaces(domain.active());
        line(out, "net.count", nics.size());
        for (int i = 0; i < nics.size(); i++) {
            String net = "net." + i + ".";
            long packets = i == 0 ? domain.guest.packets() : 0;
            out.append("  ")
                    .append(net)
                    .append("name=")
                    .append(Xml.attribute(nics.get(i), "target", "dev").orElse(""))
                    .append('\n');
            for (String way : List.of("rx", "tx")) {
                line(out, net + way + ".bytes", packets / 2 * 1000);
                line(out, net + way + ".pkts", packets / 2);
                line(out, net + way + ".errs", 0);
                line(out, net + way + ".drop", 0);
            }
        }
    }

    private static void line(StringBuilder out, String name, long value) {
        out.append("  ").append(name).append('=').append(value).append('\n');
    }

    /** The numbers of libvirt's virDomainState. */
    private static int state(Domain domain) {
        return switch (domain.state) {
            case RUNNING -> 1;
            case PAUSED -> 3;
            case SHUT_OFF -> 5;
            case CRASHED -> 6;
            case PMSUSPENDED -> 7;
        };
    }

    /** Of the reasons only those that libvirt numbers otherwise than "unknown" and that happen here. */
    private static int reason(Domain domain) {
        return switch (domain.reason) {
            case "booted", "user", "shutdown", "panicked" -> 1;
            case "destroyed" -> 2;
            case "unpaused" -> 5;
            case "saved" -> 5;
            case "failed" -> 6;
            default -> 0;
        };
    }
}
