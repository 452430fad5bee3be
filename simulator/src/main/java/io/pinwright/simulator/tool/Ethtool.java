package io.pinwright.simulator.tool;

import io.pinwright.simulator.folder.Mutations;
import io.pinwright.simulator.kernel.Kernel;
import io.pinwright.simulator.kernel.Network;
import io.pinwright.simulator.kernel.Nic;
import io.pinwright.simulator.shell.ShellCommand;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** {@code ethtool}: {@code -l}, {@code -L DEV combined N}, {@code -i}, {@code -k}, {@code -g}, and a device alone. */
final class Ethtool implements ShellCommand {

    private final Kernel kernel;
    private final Mutations mutations;

    Ethtool(Kernel kernel, Mutations mutations) {
        this.kernel = kernel;
        this.mutations = mutations;
    }

    @Override
    public int run(Call call) throws IOException {
        List<String> argv = call.argv();
        if (argv.size() < 2) {
            return HostTools.fail(
                    call, 1, "ethtool: bad command line argument(s)\nFor more information run ethtool -h");
        }
        String option = argv.get(1);
        if (option.equals("--version")) {
            return HostTools.out(call, "ethtool version 6.1\n");
        }
        String device = option.startsWith("-") ? (argv.size() > 2 ? argv.get(2) : "") : option;
        if (device.isEmpty()) {
            return HostTools.fail(
                    call, 1, "ethtool: bad command line argument(s)\nFor more information run ethtool -h");
        }
        Optional<Network.Link> link = kernel.network().links().stream()
                .filter(each -> each.name().equals(device))
                .findFirst();
        if (link.isEmpty()) {
            return HostTools.fail(
                    call, 1, "netlink error: no device matches name (offset 24)\nnetlink error: No such device");
        }
        Optional<Nic> nic = kernel.network().nic(device);
        return switch (option) {
            case "-l", "--show-channels" -> channels(call, nic);
            case "-L", "--set-channels" -> setChannels(call, nic, argv.subList(3, argv.size()));
            case "-i", "--driver" -> driver(call, link.get(), nic);
            case "-k", "--show-features", "--show-offload" -> features(call, device);
            case "-g", "--show-ring" -> rings(call, nic, device);
            default ->
                option.startsWith("-")
                        ? HostTools.fail(call, 1, "ethtool: this simulated host does not know " + option)
                        : HostTools.out(
                                call,
                                "Settings for " + device
                                        + ":\n\tSpeed: 10000Mb/s\n\tDuplex: Full\n\tLink detected: yes\n");
        };
    }

    private static int unsupported(Call call) throws IOException {
        return HostTools.fail(call, 1, "netlink error: Operation not supported");
    }

    private static int channels(Call call, Optional<Nic> nic) throws IOException {
        if (nic.isEmpty()) {
            return unsupported(call);
        }
        String format = "RX:\t\tn/a\nTX:\t\tn/a\nOther:\t\t1\nCombined:\t%d\n";
        return HostTools.out(
                call,
                "Channel parameters for " + nic.get().name() + ":\nPre-set maximums:\n"
                        + String.format(format, nic.get().channelsMax())
                        + "Current hardware settings:\n"
                        + String.format(format, nic.get().channels()));
    }

    private int setChannels(Call call, Optional<Nic> nic, List<String> words) throws IOException {
        if (words.size() != 2 || !words.get(0).equals("combined")) {
            return HostTools.fail(
                    call, 1, "ethtool: this simulated host sets only combined channels, one count at a time");
        }
        if (!words.get(1).matches("\\d{1,5}")) {
            return HostTools.fail(
                    call, 1, "ethtool (-L): invalid value '" + words.get(1) + "' for parameter 'combined'");
        }
        if (nic.isEmpty()) {
            return unsupported(call);
        }
        if (!call.user().equals("root")) {
            return HostTools.fail(call, 1, "netlink error: Operation not permitted");
        }
        int count = Integer.parseInt(words.get(1));
        if (count > nic.get().channelsMax()) {
            return HostTools.fail(
                    call,
                    1,
                    "netlink error: requested channel count exceeds maximum (offset 36)\nnetlink error: Invalid argument");
        }
        if (count == 0) {
            return HostTools.fail(call, 1, "netlink error: Invalid argument");
        }
        if (count != nic.get().channels()) {
            String what = "ethtool -L " + nic.get().name() + " combined " + count;
            mutations.before(what);
            kernel.network().channels(nic.get().name(), count);
            mutations.after(what);
        }
        return 0;
    }

    private int driver(Call call, Network.Link link, Optional<Nic> nic) throws IOException {
        if (link.name().equals("lo")) {
            return HostTools.fail(call, 71, "Cannot get driver information: Operation not supported");
        }
        return HostTools.out(
                call,
                "driver: " + nic.map(Nic::driver).orElse(link.kind()) + "\nversion: "
                        + kernel.shape().kernelRelease() + "\nfirmware-version: \nexpansion-rom-version: \nbus-info: "
                        + nic.map(Nic::pciAddress).orElse("") + "\nsupports-statistics: yes\nsupports-test: no\n"
                        + "supports-eeprom-access: no\nsupports-register-dump: no\nsupports-priv-flags: no\n");
    }

    private static int features(Call call, String device) throws IOException {
        return HostTools.out(
                call,
                "Features for " + device + ":\nrx-checksumming: on\ntx-checksumming: on\nscatter-gather: on\n"
                        + "tcp-segmentation-offload: on\ngeneric-segmentation-offload: on\n"
                        + "generic-receive-offload: on\nlarge-receive-offload: off\nntuple-filters: off\n"
                        + "receive-hashing: on\n");
    }

    private static int rings(Call call, Optional<Nic> nic, String device) throws IOException {
        if (nic.isEmpty()) {
            return unsupported(call);
        }
        return HostTools.out(
                call,
                "Ring parameters for " + device + ":\nPre-set maximums:\nRX:\t\t4096\nRX Mini:\tn/a\nRX Jumbo:\tn/a\n"
                        + "TX:\t\t4096\nCurrent hardware settings:\nRX:\t\t512\nRX Mini:\tn/a\nRX Jumbo:\tn/a\nTX:\t\t512\n");
    }
}
