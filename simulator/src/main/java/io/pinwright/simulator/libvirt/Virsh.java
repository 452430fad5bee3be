package io.pinwright.simulator.libvirt;

import io.pinwright.simulator.folder.Mutations;
import io.pinwright.simulator.shell.ShellCommand;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * {@code virsh} of a simulated host. Reads all its commands before it runs the first, so that a mistyped one runs none of them; the
 * exit status is that of the last command.
 */
public final class Virsh implements ShellCommand {

    private static final String VERSION = "9.0.0";

    private final Libvirt libvirt;
    private final Mutations mutations;

    /** @param mutations of the login that runs it */
    public Virsh(Libvirt libvirt, Mutations mutations) {
        this.libvirt = libvirt;
        this.mutations = mutations;
    }

    private record Options(Optional<String> uri, boolean quiet, boolean readOnly, List<String> words) {}

    @Override
    public int run(Call call) throws IOException {
        List<String> argv = call.argv().stream().map(Virsh::text).toList();
        Optional<String> uri = Optional.ofNullable(call.environment().get("LIBVIRT_DEFAULT_URI"));
        boolean quiet = false;
        boolean readOnly = false;
        int i = 1;
        for (; i < argv.size() && argv.get(i).startsWith("-"); i++) {
            String word = argv.get(i);
            if ((word.equals("-c") || word.equals("--connect")) && i + 1 < argv.size()) {
                uri = Optional.of(argv.get(++i));
            } else if (word.startsWith("--connect=")) {
                uri = Optional.of(word.substring("--connect=".length()));
            } else if (word.equals("-q") || word.equals("--quiet")) {
                quiet = true;
            } else if (word.equals("-r") || word.equals("--readonly")) {
                readOnly = true;
            } else if (word.equals("-v") || word.equals("--version")) {
                call.stdout().write((VERSION + "\n").getBytes(StandardCharsets.UTF_8));
                return 0;
            } else if (!word.equals("--no-pkttyagent")) {
                call.stderr()
                        .write(("error: unsupported option '" + word + "'. See --help.\n")
                                .getBytes(StandardCharsets.UTF_8));
                return 1;
            }
        }
        return run(call, new Options(uri, quiet, readOnly, argv.subList(i, argv.size())));
    }

    private int run(Call call, Options options) throws IOException {
        String uri = options.uri().orElse(call.user().equals("root") ? "qemu:///system" : "qemu:///session");
        VirshSession session = new VirshSession(libvirt, mutations, call, uri, options.quiet(), options.readOnly());
        List<VirshSpec.Parsed> commands = new ArrayList<>();
        try {
            List<String> words = options.words();
            for (List<String> each : words.size() == 1 ? VirshWords.commands(words.get(0)) : List.of(words)) {
                if (!each.isEmpty()) {
                    commands.add(VirshCommands.find(each.get(0)).parse(each.subList(1, each.size())));
                }
            }
        } catch (LibvirtException e) {
            session.error(String.valueOf(e.getMessage()));
            session.flush();
            return 1;
        }
        if (commands.isEmpty()) {
            session.error("this simulated virsh has no interactive mode; name a command");
            session.flush();
            return 1;
        }
        Optional<String> refused = refusal(uri, call, options.readOnly());
        if (refused.isPresent()) {
            session.error("failed to connect to the hypervisor");
            session.error(refused.get());
            session.flush();
            return 1;
        }
        int status = 0;
        for (VirshSpec.Parsed command : commands) {
            status = one(session, command);
        }
        return status;
    }

    private static int one(VirshSession session, VirshSpec.Parsed command) throws IOException {
        int status = 0;
        session.readInput(command);
        try {
            synchronized (session.libvirt.lock()) {
                command.spec().action().run(session, command);
            }
        } catch (LibvirtException e) {
            for (String line : String.valueOf(e.getMessage()).split("\u0000")) {
                session.error(line);
            }
            status = 1;
        }
        session.printExtra("\n");
        session.flush();
        return status;
    }

    private Optional<String> refusal(String uri, Call call, boolean readOnly) {
        if (uri.equals("qemu:///session") || uri.equals("qemu+unix:///session")) {
            return Optional.of("this simulated host runs only qemu:///system");
        }
        if (!uri.equals("qemu:///system") && !uri.equals("qemu+unix:///system")) {
            return Optional.of(
                    "Failed to connect socket to '/var/run/libvirt/libvirt-sock': No such file or directory");
        }
        boolean allowed = call.user().equals("root")
                || readOnly
                || libvirt.kernel()
                        .tree()
                        .text("/etc/group")
                        .orElse("")
                        .lines()
                        .anyMatch(line -> line.startsWith("libvirt:")
                                && List.of(line.substring(line.lastIndexOf(':') + 1)
                                                .split(","))
                                        .contains(call.user()));
        return allowed
                ? Optional.empty()
                : Optional.of("authentication unavailable: no polkit agent available to authenticate action"
                        + " 'org.libvirt.unix.manage'");
    }

    private static String text(String bytes) {
        return new String(bytes.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }
}
