package io.pinwright.simulator.tool;

import io.pinwright.simulator.kernel.Kernel;
import io.pinwright.simulator.kernel.Network;
import io.pinwright.simulator.kernel.Network.Link;
import io.pinwright.simulator.shell.ShellCommand;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** {@code ip [-j] [-d] [-br] link [show [[dev] DEV]]}: links alone, nothing is changed. */
final class Ip implements ShellCommand {

    private final Kernel kernel;

    Ip(Kernel kernel) {
        this.kernel = kernel;
    }

    @Override
    public int run(Call call) throws IOException {
        List<String> words = new ArrayList<>(call.argv().subList(1, call.argv().size()));
        boolean json = words.removeIf(word -> word.equals("-j") || word.equals("-json"));
        boolean brief = words.removeIf(word -> word.equals("-br") || word.equals("-brief"));
        boolean details = words.removeIf(word -> word.equals("-d") || word.equals("-details"));
        words.removeIf(word -> word.equals("-o") || word.equals("-oneline"));
        if (words.isEmpty() || !List.of("link", "l", "li").contains(words.remove(0))) {
            return HostTools.fail(call, 1, "ip: this simulated host knows only ip link show");
        }
        if (!words.isEmpty() && List.of("show", "list", "ls").contains(words.get(0))) {
            words.remove(0);
        }
        if (!words.isEmpty() && words.get(0).equals("dev")) {
            words.remove(0);
        }
        if (words.size() > 1) {
            return HostTools.fail(call, 1, "ip: this simulated host knows only ip link show");
        }
        List<Link> shown = new ArrayList<>(kernel.network().links());
        if (!words.isEmpty()) {
            String device = words.get(0);
            shown.removeIf(link -> !link.name().equals(device));
            if (shown.isEmpty()) {
                return HostTools.fail(call, 1, "Device \"" + device + "\" does not exist.");
            }
        }
        StringBuilder out = new StringBuilder(json ? "[" : "");
        for (Link link : shown) {
            if (json) {
                out.append(out.length() > 1 ? "," : "").append(json(link, details));
            } else if (brief) {
                out.append(String.format(
                        Locale.ROOT, "%-16s %-14s %s <%s> \n", shownName(link), link.state(), link.mac(), flags(link)));
            } else {
                out.append(String.format(
                        Locale.ROOT,
                        "%d: %s: <%s> mtu 1500 qdisc mq state %s mode DEFAULT group default qlen 1000\n"
                                + "    link/%s %s brd ff:ff:ff:ff:ff:ff\n",
                        link.index(),
                        shownName(link),
                        flags(link),
                        link.state(),
                        type(link),
                        link.mac()));
            }
        }
        return HostTools.out(call, out + (json ? "]\n" : ""));
    }

    private static String shownName(Link link) {
        return link.lower().isEmpty() ? link.name() : link.name() + "@" + link.lower();
    }

    private static String flags(Link link) {
        return link.name().equals("lo") ? "LOOPBACK,UP,LOWER_UP" : "BROADCAST,MULTICAST,UP,LOWER_UP";
    }

    private static String type(Link link) {
        return link.name().equals("lo") ? "loopback" : "ether";
    }

    private String json(Link link, boolean details) {
        StringBuilder out = new StringBuilder("{\"ifindex\":" + link.index());
        if (!link.lower().isEmpty()) {
            out.append(",\"link\":\"").append(link.lower()).append('"');
        }
        out.append(",\"ifname\":\"").append(link.name()).append("\",\"flags\":[\"");
        out.append(flags(link).replace(",", "\",\"")).append("\"],\"mtu\":1500,\"qdisc\":\"mq\"");
        Optional<String> master = master(link);
        master.ifPresent(name -> out.append(",\"master\":\"").append(name).append('"'));
        out.append(",\"operstate\":\"")
                .append(link.state())
                .append("\",\"linkmode\":\"DEFAULT\",\"group\":\"default\"");
        out.append(",\"txqlen\":1000,\"link_type\":\"")
                .append(type(link))
                .append("\",\"address\":\"")
                .append(link.mac());
        out.append("\",\"broadcast\":\"ff:ff:ff:ff:ff:ff\"");
        if (details && Map.of("tun", 1, "macvtap", 1, "bridge", 1).containsKey(link.kind())) {
            out.append(",\"linkinfo\":{\"info_kind\":\"").append(link.kind()).append('"');
            if (link.kind().equals("tun")) {
                int queues = kernel.tree()
                                .names("/sys/class/net/" + link.name() + "/queues")
                                .size()
                        / 2;
                out.append(",\"info_data\":{\"type\":\"tap\",\"pi\":false,\"vnet_hdr\":true,\"multi_queue\":")
                        .append(queues > 1);
                out.append(",\"numqueues\":").append(queues).append(",\"numdisabled\":0}");
            }
            out.append('}');
        }
        return out.append('}').toString();
    }

    private Optional<String> master(Link link) {
        return kernel.network().links().stream()
                .filter(each -> each.kind().equals("bridge"))
                .map(Network.Link::name)
                .filter(bridge -> kernel.tree()
                        .names("/sys/class/net/" + bridge + "/brif")
                        .contains(link.name()))
                .findFirst();
    }
}
