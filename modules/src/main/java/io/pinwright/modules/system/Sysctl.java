package io.pinwright.modules.system;

import io.pinwright.engine.host.Answer;
import io.pinwright.engine.host.Bytes;
import io.pinwright.engine.host.HostProblem;
import io.pinwright.engine.host.Observation;
import io.pinwright.engine.host.Payload;
import io.pinwright.engine.host.Prediction;
import io.pinwright.engine.host.Query;
import io.pinwright.engine.host.Step;
import io.pinwright.engine.module.ArgumentSpec;
import io.pinwright.engine.module.ArgumentTypes;
import io.pinwright.engine.module.Arguments;
import io.pinwright.engine.module.Change;
import io.pinwright.engine.module.ModuleSpec;
import io.pinwright.engine.module.TaskModule;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Module {@code sysctl}: a kernel setting, now and after the next boot.
 *
 * <p>Values are compared token by token, as the kernel prints them with tabs between.
 */
public final class Sysctl implements TaskModule<Sysctl.Args, Sysctl.State> {

    private static final String FILE = "/etc/sysctl.d/99-pinwright.conf";

    private static final ModuleSpec SPEC = ModuleSpec.of(
                    "sysctl",
                    "Sets a kernel setting now, and in a file for the next boot.",
                    ArgumentSpec.required("name", ArgumentTypes.string(), "The setting, with dots or slashes")
                            .withAliases("key")
                            .withExample("net.core.rps_sock_flow_entries"),
                    ArgumentSpec.optional("value", ArgumentTypes.string(), "The value; words separated by white space")
                            .withAliases("val")
                            .withExample("\"32768\""),
                    ArgumentSpec.optional(
                                    "state",
                                    ArgumentTypes.choice("present", "absent"),
                                    "absent takes it out of the file and leaves the running kernel as it is")
                            .withDefault("present"),
                    ArgumentSpec.optional("sysctl_file", ArgumentTypes.path(), "The file that keeps it")
                            .withDefault(FILE),
                    ArgumentSpec.optional("reload", ArgumentTypes.bool(), "Whether the running kernel is set too")
                            .withDefault("true"),
                    ArgumentSpec.optional(
                                    "sysctl_set",
                                    ArgumentTypes.bool(),
                                    "Whether the running kernel is set even with reload: false")
                            .withDefault("false"))
            .withAliases("ansible.posix.sysctl")
            .withExample("sysctl: {name: net.core.rps_sock_flow_entries, value: \"32768\"}");

    /**
     * The wish.
     *
     * @param name with dots between its parts, slashes inside them as sysctl writes it
     * @param value empty when it shall not be in the file
     */
    record Args(String name, Optional<String> value, String file, boolean live) {}

    /**
     * The kernel's file of a setting. As sysctl(8) has it, the first separator decides: {@code net.ipv4.conf.eth0/100.rp_filter}
     * and {@code net/ipv4/conf/eth0.100/rp_filter} are one.
     */
    static String path(String name) {
        int dot = name.indexOf('.');
        int slash = name.indexOf('/');
        boolean slashes = slash >= 0 && (dot < 0 || slash < dot);
        StringBuilder path = new StringBuilder("/proc/sys/");
        for (char c : name.toCharArray()) {
            path.append(slashes ? c : c == '.' ? '/' : c == '/' ? '.' : c);
        }
        return path.toString();
    }

    /** The running value and the file's text, each empty when it is not there, and whether the kernel lets it be written. */
    record State(Optional<String> live, boolean writable, Optional<String> file) {}

    @Override
    public ModuleSpec spec() {
        return SPEC;
    }

    @Override
    public Args bind(Arguments arguments) {
        String name = arguments.<String>require("name").strip();
        if (!name.matches("[A-Za-z0-9_@:-]+([./][A-Za-z0-9_@:-]+)+")) {
            throw arguments.problem(
                    "name",
                    "`" + name + "` is not a kernel setting"
                            + (name.contains("*") ? ": patterns are not supported" : ""),
                    "write it as `sysctl -a` does: net.core.somaxconn");
        }
        boolean present = arguments.getOr("state", "present").equals("present");
        Optional<String> value =
                arguments.<String>get("value").map(Sysctl::asNumber).map(Sysctl::normal);
        if (present && value.filter(text -> !text.isEmpty()).isEmpty()) {
            throw arguments.problem("name", "sysctl needs a value", "add `value: ...`, or `state: absent`");
        }
        value.filter(text -> !text.matches("[\\x20-\\x7e]*")).ifPresent(text -> {
            throw arguments.problem("value", "value must be printable ASCII on one line", "check the value");
        });
        return new Args(
                name,
                present ? value : Optional.empty(),
                arguments.getOr("sysctl_file", FILE),
                present && (arguments.getOr("reload", true) || arguments.getOr("sysctl_set", false)));
    }

    @Override
    public Observation<State> observe(Args args) {
        Observation<Optional<String>> file = Observation.file(args.file());
        if (!args.live()) {
            return file.map(text -> new State(Optional.empty(), true, text));
        }
        String path = path(args.name());
        return Observation.both(
                Observation.both(
                        Observation.file(path),
                        Observation.stat(path, true, false),
                        (live, status) -> new State(
                                live,
                                status.map(found -> (found.mode() & 0222) != 0).orElse(true),
                                Optional.empty())),
                file,
                (seen, text) -> new State(seen.live(), seen.writable(), text));
    }

    @Override
    public List<Change> diff(Args args, State state) {
        List<Change> changes = new ArrayList<>();
        if (args.live()) {
            String wanted = args.value().orElseThrow();
            String found = state.live()
                    .map(Sysctl::normal)
                    .orElseThrow(() -> new HostProblem(
                            "this kernel has no setting " + args.name() + " (" + path(args.name()) + ")",
                            "check the name with `sysctl -a`, or load the kernel module that has it"));
            if (!found.equals(wanted)) {
                if (!state.writable()) {
                    throw new HostProblem(
                            "the kernel setting " + args.name() + " is " + found
                                    + " and cannot be changed while it runs",
                            "its file is read-only; set `reload: false` to keep the value for the next boot only");
                }
                Change change = Change.of(
                        "sysctl " + args.name(),
                        "value (live)",
                        found,
                        wanted,
                        List.of(new Step.WriteKernelFile(
                                path(args.name()),
                                wanted,
                                List.of(new Prediction(
                                        new Query.ReadFile(path(args.name())),
                                        new Answer.Content(Bytes.utf8(wanted.replace(' ', '\t') + "\n")))))));
                // Forwarding, filters and buffers of the very connection the controller uses.
                changes.add(path(args.name()).startsWith("/proc/sys/net/") ? change.thatMayCutOff() : change);
            }
        }
        String before = state.file().orElse("");
        SysctlFile file = SysctlFile.parse(before);
        String after = file.with(args.name(), args.value()).text();
        if (!after.equals(before)) {
            changes.add(Change.of(
                            args.file(),
                            args.name(),
                            file.value(args.name()).orElse(null),
                            args.value().orElse(null),
                            List.of(new Step.WriteFile(
                                    args.file(),
                                    Payload.of(after),
                                    null,
                                    null,
                                    null,
                                    List.of(new Prediction(
                                            new Query.ReadFile(args.file()), new Answer.Content(Bytes.utf8(after)))))))
                    .withDiff(new Change.TextDiff(args.file(), before, after)));
        }
        return changes;
    }

    /** As in Ansible, a boolean word is 1 or 0. */
    private static String asNumber(String value) {
        return switch (value.strip().toLowerCase(Locale.ROOT)) {
            case "true", "yes", "on", "y", "t" -> "1";
            case "false", "no", "off", "n", "f" -> "0";
            default -> value;
        };
    }

    /** Tokens with one space between, as a wish and as the kernel's tabs. */
    static String normal(String value) {
        return String.join(" ", value.strip().split("\\s+"));
    }
}
