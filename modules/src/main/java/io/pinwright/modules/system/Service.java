package io.pinwright.modules.system;

import io.pinwright.engine.host.Answer;
import io.pinwright.engine.host.Bytes;
import io.pinwright.engine.host.HostProblem;
import io.pinwright.engine.host.Inverse;
import io.pinwright.engine.host.Observation;
import io.pinwright.engine.host.Prediction;
import io.pinwright.engine.host.Query;
import io.pinwright.engine.host.Step;
import io.pinwright.engine.host.StepOutcome;
import io.pinwright.engine.module.ArgumentSpec;
import io.pinwright.engine.module.ArgumentTypes;
import io.pinwright.engine.module.Arguments;
import io.pinwright.engine.module.Change;
import io.pinwright.engine.module.Disruption;
import io.pinwright.engine.module.ModuleSpec;
import io.pinwright.engine.module.TaskModule;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Module {@code service}: whether a systemd unit runs, and whether it starts at boot. */
public final class Service implements TaskModule<Service.Args, Service.State> {

    private static final ModuleSpec SPEC = ModuleSpec.of(
                    "service",
                    "Starts, stops, restarts, enables or disables a systemd unit.",
                    ArgumentSpec.required(
                                    "name", ArgumentTypes.string(), "The unit; .service is added when it has no type")
                            .withAliases("unit")
                            .withExample("irqbalance"),
                    ArgumentSpec.optional(
                                    "state",
                                    ArgumentTypes.choice("started", "stopped", "restarted", "reloaded"),
                                    "restarted and reloaded are done each time")
                            .withExample("started"),
                    ArgumentSpec.optional("enabled", ArgumentTypes.bool(), "Whether it starts at boot")
                            .withExample("true"),
                    ArgumentSpec.optional(
                                    "daemon_reload",
                                    ArgumentTypes.bool(),
                                    "Whether systemd reads its units again first, each time")
                            .withDefault("false"))
            .withAliases(
                    "systemd",
                    "systemd_service",
                    "ansible.builtin.service",
                    "ansible.builtin.systemd",
                    "ansible.builtin.systemd_service")
            .withExample("service: {name: irqbalance, state: started, enabled: true}");

    /** States of unit files that enable and disable leave as they are: systemctl(1), is-enabled. */
    private static final Set<String> FIXED = Set.of("static", "alias", "indirect", "generated", "transient");

    /** Units that packets from and to the host pass, or its logins: without them, the controller may not come back. */
    private static final Set<String> NETWORK = Set.of(
            "NetworkManager",
            "bird",
            "dhcpcd",
            "firewalld",
            "frr",
            "ifup",
            "ip6tables",
            "ipsec",
            "iptables",
            "netfilter-persistent",
            "network",
            "network-online",
            "networking",
            "nftables",
            "openvpn",
            "openvpn-client",
            "openvpn-server",
            "openvswitch",
            "openvswitch-switch",
            "ovs-vswitchd",
            "ovsdb-server",
            "shorewall",
            "ssh",
            "sshd",
            "strongswan",
            "systemd-networkd",
            "tailscaled",
            "ufw",
            "wg-quick",
            "wicked",
            "wickedd",
            "wpa_supplicant");

    /** The wish. */
    record Args(String unit, Optional<String> state, Optional<Boolean> enabled, boolean daemonReload) {}

    /** What systemctl show says: LoadState, ActiveState, UnitFileState. */
    record State(String load, String active, String unitFile) {

        boolean isActive() {
            return active.equals("active") || active.equals("reloading") || active.equals("activating");
        }

        boolean isEnabled() {
            return unitFile.equals("enabled") || unitFile.equals("enabled-runtime") || unitFile.equals("generated");
        }

        String text() {
            return "LoadState=" + load + "\nActiveState=" + active + "\nUnitFileState=" + unitFile + "\n";
        }
    }

    @Override
    public ModuleSpec spec() {
        return SPEC;
    }

    @Override
    public Args bind(Arguments arguments) {
        String name = arguments.require("name");
        if (!name.matches("[A-Za-z0-9:_.\\\\@][A-Za-z0-9:_.\\\\@-]*")) {
            throw arguments.problem(
                    "name", "`" + name + "` is not the name of a unit", "write it as systemctl lists it");
        }
        if (name.endsWith("@") || name.matches(".*@\\.[a-z]+")) {
            throw arguments.problem(
                    "name",
                    "`" + name + "` is a template of units, not a unit",
                    "name an instance of it, for example `" + name.substring(0, name.indexOf('@')) + "@NAME"
                            + name.substring(name.indexOf('@') + 1) + "`");
        }
        Optional<String> state = arguments.get("state");
        Optional<Boolean> enabled = arguments.get("enabled");
        if (state.isEmpty() && enabled.isEmpty() && !arguments.getOr("daemon_reload", false)) {
            throw arguments.problem(
                    "name", "service needs state or enabled", "say what shall be, for example `state: started`");
        }
        boolean typed = name.matches(".*\\.(service|socket|timer|target|mount|path|slice|device|swap|scope|automount)");
        return new Args(typed ? name : name + ".service", state, enabled, arguments.getOr("daemon_reload", false));
    }

    private static Query.Run show(Args args) {
        return new Query.Run("systemctl", "show", "-p", "LoadState,ActiveState,UnitFileState", "--", args.unit());
    }

    @Override
    public Observation<State> observe(Args args) {
        return Observation.query(show(args)).map(answer -> {
            Answer.Output output = answer.orElseThrow(() -> new HostProblem(
                    "this host has no systemctl",
                    "the module service manages systemd units; use the module command elsewhere"));
            if (output.exit() != 0) {
                throw new HostProblem(
                        "systemctl show failed: " + output.stderr().text().strip());
            }
            Map<String, String> properties = new LinkedHashMap<>();
            output.stdout().text().lines().forEach(line -> {
                int equals = line.indexOf('=');
                if (equals > 0) {
                    properties.put(line.substring(0, equals), line.substring(equals + 1));
                }
            });
            return new State(
                    properties.getOrDefault("LoadState", ""),
                    properties.getOrDefault("ActiveState", ""),
                    properties.getOrDefault("UnitFileState", ""));
        });
    }

    @Override
    public List<Change> diff(Args args, State state) {
        List<Change> changes = new ArrayList<>();
        if (args.daemonReload()) {
            changes.add(Change.action(
                    "systemd",
                    "daemon-reload",
                    // systemd has to learn of units that are as they were, too.
                    List.of(new Step.Run(List.of("systemctl", "daemon-reload"), List.of()).with(Inverse.AGAIN))));
        }
        if (args.state().isEmpty() && args.enabled().isEmpty()) {
            return changes;
        }
        if (state.load().equals("not-found") && !args.daemonReload()) {
            throw new HostProblem(
                    "there is no unit " + args.unit() + " on this host",
                    "check the name with `systemctl list-unit-files`, or install the package that has it");
        }
        boolean wantsMore = args.enabled().orElse(false)
                || args.state().filter(word -> !word.equals("stopped")).isPresent();
        if (state.load().equals("masked") && wantsMore) {
            throw new HostProblem(
                    "unit " + args.unit() + " is masked",
                    "run `systemctl unmask " + args.unit() + "` if that is meant");
        }
        State seen = state;
        if (args.enabled().isPresent() && args.enabled().get() != seen.isEnabled()) {
            if (FIXED.contains(seen.unitFile())) {
                throw new HostProblem(
                        "unit " + args.unit() + " is " + seen.unitFile() + ": it cannot be "
                                + (args.enabled().get() ? "enabled" : "disabled"),
                        "leave `enabled` out: something else decides when it starts, see `systemctl status "
                                + args.unit() + "`");
            }
            State after = new State(seen.load(), seen.active(), args.enabled().get() ? "enabled" : "disabled");
            changes.add(change(
                    args,
                    "enabled",
                    seen.unitFile(),
                    after.unitFile(),
                    args.enabled().get() ? "enable" : "disable",
                    after,
                    enabledAs(args, seen.unitFile())));
            seen = after;
        }
        String wanted = args.state().orElse("");
        if (wanted.equals("started") && !seen.isActive()) {
            changes.add(start(args, seen));
        } else if (wanted.equals("stopped") && seen.isActive()) {
            Inverse start = by(args, "start");
            changes.add(costly(
                    args,
                    "stop",
                    change(args, "state", seen.active(), "inactive", "stop", active(seen, "inactive"), start)));
        } else if (wanted.equals("restarted") || wanted.equals("reloaded") && seen.isActive()) {
            changes.add(action(args, wanted.equals("restarted") ? "restart" : "reload", seen));
        } else if (wanted.equals("reloaded")) {
            changes.add(start(args, seen));
        }
        return changes;
    }

    private static Change start(Args args, State seen) {
        // One that had failed is inactive then: nothing makes it fail again.
        return costly(
                args,
                "start",
                change(args, "state", seen.active(), "active", "start", active(seen, "active"), by(args, "stop")));
    }

    private static Inverse by(Args args, String... words) {
        List<String> argv = new ArrayList<>(List.of("systemctl"));
        argv.addAll(List.of(words));
        argv.addAll(List.of("--", args.unit()));
        return new Inverse.By(List.of(new Step.Run(argv, List.of())));
    }

    private static Inverse enabledAs(Args args, String unitFile) {
        return switch (unitFile) {
            case "enabled" -> by(args, "enable");
            case "enabled-runtime" -> by(args, "enable", "--runtime");
            case "disabled" -> by(args, "disable");
            default -> new Inverse.Impossible("systemctl has no way back to the unit file state \"" + unitFile + "\"");
        };
    }

    /** What starting, stopping and restarting a unit may do to those who use the host, and to the controller. */
    private static Change costly(Args args, String verb, Change change) {
        String name = args.unit().replaceFirst("\\.[a-z]+$", "").replaceFirst("@.*", "");
        if (NETWORK.contains(name)) {
            return change.withDisruption(Disruption.PACKET_LOSS).thatMayCutOff();
        }
        // It shuts the guests down, or suspends them, when it stops.
        boolean guests = name.equals("libvirt-guests") && !verb.equals("start");
        return guests ? change.withDisruption(Disruption.GUEST_RESTART) : change;
    }

    private static State active(State state, String active) {
        return new State(state.load(), active, state.unitFile());
    }

    private static Change change(
            Args args, String attribute, String before, String after, String verb, State predicted, Inverse inverse) {
        return Change.of(
                "unit " + args.unit(),
                attribute,
                before,
                after,
                List.of(step(args, verb, predicted).with(inverse)));
    }

    private static Change action(Args args, String verb, State seen) {
        // A restart makes a file's new text known, and the old one once that is back. One that started the unit stops
        // it.
        Inverse inverse = seen.isActive() ? Inverse.AGAIN : by(args, "stop");
        Step step = step(args, verb, active(seen, "active")).with(inverse);
        return costly(args, verb, Change.action("unit " + args.unit(), verb, List.of(step)));
    }

    private static Step.Run step(Args args, String verb, State predicted) {
        Answer answer = new Answer.Output(0, Bytes.utf8(predicted.text()), Bytes.EMPTY);
        return new Step.Run(List.of("systemctl", verb, "--", args.unit()), List.of(new Prediction(show(args), answer)));
    }

    @Override
    public Map<String, @Nullable Object> result(Args args, State state, List<StepOutcome> outcomes) {
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        values.put("name", args.unit());
        values.put("state", state.isActive() ? "started" : "stopped");
        values.put("enabled", state.isEnabled());
        return values;
    }
}
