package io.pinwright.simulator.tool;

import io.pinwright.simulator.folder.HostTree;
import io.pinwright.simulator.folder.Mutations;
import io.pinwright.simulator.shell.ShellCommand;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code systemctl} of systemd 252, and {@code service NAME VERB}. */
final class Systemctl implements ShellCommand {

    private final Units units;
    private final HostTree tree;
    private final Mutations mutations;

    Systemctl(Units units, Mutations mutations) {
        this.units = units;
        this.tree = units.tree();
        this.mutations = mutations;
    }

    int service(Call call) throws IOException {
        List<String> argv = call.argv();
        if (argv.size() < 3) {
            return HostTools.fail(
                    call,
                    1,
                    "Usage: service < option > | --status-all | [ service_name [ command | --full-restart ] ]");
        }
        String unit = Units.full(argv.get(1));
        if (units.file(unit).isEmpty()) {
            return HostTools.fail(call, 1, argv.get(1) + ": unrecognized service");
        }
        return run(call.withArgv(List.of("systemctl", argv.get(2), unit)));
    }

    @Override
    public int run(Call call) throws IOException {
        List<String> words = new ArrayList<>();
        List<String> properties = new ArrayList<>();
        boolean quiet = false;
        boolean now = false;
        boolean value = false;
        List<String> argv = call.argv();
        for (int i = 1; i < argv.size(); i++) {
            String word = argv.get(i);
            switch (word) {
                case "-q", "--quiet" -> quiet = true;
                case "--" -> {
                    words.addAll(argv.subList(i + 1, argv.size()));
                    i = argv.size();
                }
                case "--now" -> now = true;
                case "--value" -> value = true;
                case "--no-pager", "--no-ask-password", "-f", "--force", "--full", "-l", "--system" -> {
                    continue;
                }
                case "--version" -> {
                    return HostTools.out(call, "systemd 252 (252.38-1~deb12u1)\n");
                }
                case "-p", "--property" -> {
                    if (i + 1 < argv.size()) {
                        properties.addAll(List.of(argv.get(++i).split(",")));
                    }
                }
                default -> {
                    if (word.startsWith("--property=") || word.startsWith("-p")) {
                        properties.addAll(List.of(
                                word.substring(word.startsWith("-p") ? 2 : 11).split(",")));
                    } else if (word.startsWith("-")) {
                        return HostTools.fail(call, 1, "systemctl: this simulated host does not know " + word);
                    } else {
                        words.add(word);
                    }
                }
            }
        }
        if (words.isEmpty()) {
            return HostTools.fail(call, 1, "systemctl: this simulated host lists no units; name a verb");
        }
        String verb = words.remove(0);
        // Nothing is printed under the lock: who reads it may need the lock.
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int status;
        synchronized (tree) {
            status = verb(
                    call.withOutputs(out, err),
                    verb,
                    words.stream().map(Units::full).toList(),
                    new Flags(quiet, now, value, properties));
        }
        out.writeTo(call.stdout());
        call.stdout().flush();
        err.writeTo(call.stderr());
        return status;
    }

    private record Flags(boolean quiet, boolean now, boolean value, List<String> properties) {}

    private int verb(Call call, String verb, List<String> names, Flags flags) throws IOException {
        switch (verb) {
            case "daemon-reload", "daemon-reexec" -> {
                return call.user().equals("root") ? 0 : denied(call);
            }
            case "is-system-running" -> {
                return HostTools.out(call, "running\n");
            }
            default -> {
                if (names.isEmpty()) {
                    return HostTools.fail(call, 1, "Too few arguments.");
                }
            }
        }
        int status = 0;
        boolean anyActive = false;
        for (String unit : names) {
            switch (verb) {
                case "is-active" -> {
                    String state = state(unit);
                    anyActive |= state.equals("active");
                    status = units.file(unit).isEmpty() ? 4 : 3;
                    if (!flags.quiet()) {
                        HostTools.out(call, state + "\n");
                    }
                }
                case "is-failed" -> {
                    status = 1; // no unit of a simulated host fails
                    HostTools.out(call, flags.quiet() ? "" : state(unit) + "\n");
                }
                case "is-enabled" -> status = Math.max(status, isEnabled(call, unit, flags.quiet()));
                case "status" -> status = Math.max(status, status(call, unit));
                case "show" -> show(call, unit, flags);
                case "cat" -> status = Math.max(status, cat(call, unit));
                default -> status = Math.max(status, change(call, verb, unit, flags.now()));
            }
        }
        return verb.equals("is-active") && anyActive ? 0 : status;
    }

    private String state(String unit) {
        return units.isActive(unit) ? "active" : "inactive";
    }

    private int isEnabled(Call call, String unit, boolean quiet) throws IOException {
        if (units.file(unit).isEmpty()) {
            return HostTools.fail(call, 1, "Failed to get unit file state for " + unit + ": No such file or directory");
        }
        String state = enabled(unit);
        HostTools.out(call, quiet ? "" : state + "\n");
        return state.equals("enabled") || state.equals("static") ? 0 : 1;
    }

    private String enabled(String unit) {
        if (units.isMasked(unit)) {
            return "masked";
        }
        if (units.isEnabled(unit)) {
            return "enabled";
        }
        return units.setting(unit, "WantedBy").isPresent() ? "disabled" : "static";
    }

    private int status(Call call, String unit) throws IOException {
        Optional<String> file = units.file(unit);
        if (file.isEmpty()) {
            return HostTools.fail(call, 4, "Unit " + unit + " could not be found.");
        }
        boolean active = units.isActive(unit);
        HostTools.out(
                call,
                (active ? "● " : "○ ") + unit + " - "
                        + units.setting(unit, "Description").orElse(unit) + "\n     Loaded: loaded ("
                        + file.get() + "; " + enabled(unit) + "; preset: enabled)\n     Active: "
                        + (active ? "active (running)" : "inactive (dead)") + "\n"
                        + (units.mainPid(unit) > 0 ? "   Main PID: " + units.mainPid(unit) + "\n" : ""));
        return active ? 0 : 3;
    }

    private void show(Call call, String unit, Flags flags) throws IOException {
        boolean loaded = units.file(unit).isPresent();
        boolean masked = units.isMasked(unit);
        Map<String, String> values = new LinkedHashMap<>();
        values.put("Id", unit);
        values.put("LoadState", masked ? "masked" : loaded ? "loaded" : "not-found");
        values.put("ActiveState", state(unit));
        values.put("SubState", !units.isActive(unit) ? "dead" : units.mainPid(unit) > 0 ? "running" : "exited");
        values.put("UnitFileState", loaded ? enabled(unit) : "");
        values.put("MainPID", String.valueOf(units.mainPid(unit)));
        values.put("FragmentPath", units.file(unit).orElse(""));
        values.put("Description", units.setting(unit, "Description").orElse(unit));
        values.put("Type", units.setting(unit, "Type").orElse("simple"));
        values.put("NeedDaemonReload", "no");
        for (Map.Entry<String, String> entry : values.entrySet()) {
            if (flags.properties().isEmpty() || flags.properties().contains(entry.getKey())) {
                HostTools.out(call, (flags.value() ? "" : entry.getKey() + "=") + entry.getValue() + "\n");
            }
        }
    }

    private int cat(Call call, String unit) throws IOException {
        Optional<String> file = units.file(unit);
        if (file.isEmpty()) {
            return HostTools.fail(call, 1, "No files found for " + unit + ".");
        }
        return HostTools.out(
                call, "# " + file.get() + "\n" + tree.text(file.get()).orElse(""));
    }

    private int denied(Call call) throws IOException {
        return HostTools.fail(call, 1, "Access denied");
    }

    private int change(Call call, String verb, String unit, boolean now) throws IOException {
        if (!List.of(
                        "start",
                        "stop",
                        "restart",
                        "try-restart",
                        "condrestart",
                        "reload",
                        "reload-or-restart",
                        "enable",
                        "disable",
                        "mask",
                        "unmask",
                        "reset-failed")
                .contains(verb)) {
            return HostTools.fail(call, 1, "Unknown command verb " + verb + ".");
        }
        boolean file = List.of("enable", "disable", "mask", "unmask").contains(verb);
        if (!call.user().equals("root")) {
            return HostTools.fail(
                    call, file ? 1 : 4, "Failed to " + verb + (file ? " unit" : " " + unit) + ": Access denied");
        }
        if (units.file(unit).isEmpty() && !verb.equals("mask") && !verb.equals("unmask")) {
            return file
                    ? HostTools.fail(call, 1, "Failed to " + verb + " unit: Unit file " + unit + " does not exist.")
                    : HostTools.fail(call, 5, "Failed to " + verb + " " + unit + ": Unit " + unit + " not found.");
        }
        if (units.isMasked(unit)
                && List.of("start", "restart", "reload-or-restart").contains(verb)) {
            return HostTools.fail(call, 1, "Failed to " + verb + " " + unit + ": Unit " + unit + " is masked.");
        }
        if (verb.equals("reload") && !units.isActive(unit)) {
            return HostTools.fail(call, 1, unit + " is not active, cannot reload.");
        }
        if (verb.equals("reset-failed")
                || (List.of("try-restart", "condrestart").contains(verb) && !units.isActive(unit))) {
            return 0;
        }
        String what = "systemctl " + verb + " " + unit;
        if (verb.equals("start") ? units.isActive(unit) : verb.equals("stop") && !units.isActive(unit)) {
            return 0;
        }
        mutations.before(what);
        act(call, verb, unit);
        if (now && verb.equals("enable")) {
            units.start(unit);
        } else if (now && (verb.equals("disable") || verb.equals("mask"))) {
            units.stop(unit);
        }
        mutations.after(what);
        return 0;
    }

    private void act(Call call, String verb, String unit) throws IOException {
        String link = Units.WANTS + unit;
        switch (verb) {
            case "start" -> units.start(unit);
            case "stop" -> units.stop(unit);
            case "reload" -> {
                return;
            }
            case "enable" -> {
                if (!units.isEnabled(unit)) {
                    String target = units.file(unit).orElseThrow();
                    tree.link(link, target);
                    HostTools.fail(call, 0, "Created symlink " + link + " → " + target + ".");
                }
            }
            case "disable" -> {
                if (units.isEnabled(unit)) {
                    tree.delete(link);
                    HostTools.fail(call, 0, "Removed \"" + link + "\".");
                }
            }
            case "mask" -> {
                if (!units.isMasked(unit)) {
                    tree.device("/dev/null");
                    tree.link(Units.ETC + unit, "/dev/null");
                    HostTools.fail(call, 0, "Created symlink " + Units.ETC + unit + " → /dev/null.");
                }
            }
            case "unmask" -> {
                if (units.isMasked(unit)) {
                    tree.delete(Units.ETC + unit);
                    HostTools.fail(call, 0, "Removed \"" + Units.ETC + unit + "\".");
                }
            }
            default -> {
                units.stop(unit);
                units.start(unit);
            }
        }
    }
}
