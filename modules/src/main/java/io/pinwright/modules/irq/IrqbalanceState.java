package io.pinwright.modules.irq;

import io.pinwright.engine.host.Answer;
import io.pinwright.engine.host.Bytes;
import io.pinwright.engine.host.HostProblem;
import io.pinwright.engine.host.Observation;
import io.pinwright.engine.host.Prediction;
import io.pinwright.engine.host.Query;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Everything about irqbalance on a host that decides which interrupts it leaves alone.
 *
 * @param installed whether the program is there
 * @param unit what systemctl shows of its unit
 * @param environment where IRQBALANCE_ARGS is set; empty text when there is no such file yet
 * @param environmentExists whether that file is there
 * @param packaged IRQBALANCE_ARGS of the distribution's own defaults, which the environment file overrides
 * @param daemons command lines of the running daemons, program name included
 * @param scripts texts of our policy scripts, by path
 * @param executable paths of our policy scripts that may be executed
 * @param folderExists whether the folder of the policy scripts is there
 * @param tunedProfile the active profile of tuned, or an empty text
 */
public record IrqbalanceState(
        boolean installed,
        String unit,
        EnvironmentText environment,
        boolean environmentExists,
        String packaged,
        List<List<String>> daemons,
        Map<String, String> scripts,
        SortedSet<String> executable,
        boolean folderExists,
        String tunedProfile) {

    /** A file's path and text. */
    public record EnvironmentText(String path, String text) {}

    static final String DEBIAN = "/etc/default/irqbalance";
    static final String RED_HAT = "/etc/sysconfig/irqbalance";
    static final Query.Run DAEMONS = new Query.Run(
            "sh",
            "-c",
            IrqbalancePolicy.resource("irqbalance-state.sh"),
            "irqbalance-state",
            "/proc",
            IrqbalancePolicy.PATH_START);

    /** As the module {@code service} asks it, so that what that will have done is seen here. */
    static final Query.Run UNIT =
            new Query.Run("systemctl", "show", "-p", "LoadState,ActiveState,UnitFileState", "--", "irqbalance.service");

    static final Query.Glob SCRIPTS = new Query.Glob(Query.GlobKind.CONTENT, IrqbalancePolicy.PATH_START + "*");

    private static final Query.Glob PRESENCE = new Query.Glob(
            Query.GlobKind.NAME,
            "/usr/sbin/irqbalance",
            "/usr/bin/irqbalance",
            "/etc/sysconfig",
            IrqbalancePolicy.FOLDER);

    public IrqbalanceState {
        List<List<String>> copy = new ArrayList<>();
        daemons.forEach(words -> copy.add(List.copyOf(words)));
        daemons = List.copyOf(copy);
        scripts = Map.copyOf(scripts);
        executable = java.util.Collections.unmodifiableSortedSet(new TreeSet<>(executable));
    }

    private record Files(Optional<Bytes> debian, Optional<Bytes> redHat, String packaged, String tunedProfile) {}

    private record Process(List<List<String>> daemons, SortedSet<String> executable) {}

    private static final Observation<IrqbalanceState> OBSERVED = observed();

    /** Reads it in one round. */
    static Observation<IrqbalanceState> observe() {
        return OBSERVED;
    }

    private static Observation<IrqbalanceState> observed() {
        Observation<Files> files = Observation.both(
                Observation.both(Observation.bytes(DEBIAN), Observation.bytes(RED_HAT), List::of),
                Observation.both(
                        Observation.file("/usr/lib/irqbalance/defaults.env"),
                        Observation.file("/etc/tuned/active_profile"),
                        List::of),
                (own, others) -> new Files(
                        own.get(0),
                        own.get(1),
                        others.get(0).orElse(""),
                        others.get(1).orElse("").strip()));
        Observation<Process> process = Observation.query(DAEMONS)
                .map(output -> parse(
                        output.map(Answer.Output::stdout).orElse(Bytes.EMPTY).text()));
        Observation<String> unit = Observation.query(UNIT)
                .map(output ->
                        output.map(Answer.Output::stdout).orElse(Bytes.EMPTY).text());
        Observation<Map<String, String>> scripts = Observation.glob(SCRIPTS);
        Observation<Map<String, String>> presence = Observation.glob(PRESENCE);
        return Observation.both(
                        Observation.both(files, process, Map::entry),
                        Observation.both(unit, Observation.both(scripts, presence, Map::entry), Map::entry),
                        (a, b) -> of(
                                a.getKey(),
                                a.getValue(),
                                b.getKey(),
                                b.getValue().getKey(),
                                b.getValue().getValue()))
                .keptAs(IrqbalanceState.class);
    }

    private static IrqbalanceState of(
            Files files, Process process, String unit, Map<String, String> scripts, Map<String, String> presence) {
        boolean redHat =
                files.debian().isEmpty() && (files.redHat().isPresent() || presence.containsKey("/etc/sysconfig"));
        String path = redHat ? RED_HAT : DEBIAN;
        Optional<Bytes> bytes = redHat ? files.redHat() : files.debian();
        String text = bytes.map(content -> content.exactText()
                        .orElseThrow(() -> new HostProblem(
                                path + " is not UTF-8 text; it is left as it is", "mend the file by hand")))
                .orElse("");
        boolean installed = bytes.isPresent()
                || !process.daemons().isEmpty()
                || presence.keySet().stream().anyMatch(found -> found.endsWith("/irqbalance"));
        return new IrqbalanceState(
                installed,
                unit,
                new EnvironmentText(path, text),
                bytes.isPresent(),
                new EnvironmentFile("/usr/lib/irqbalance/defaults.env", files.packaged())
                        .value(Irqbalance.VARIABLE)
                        .orElse(""),
                process.daemons(),
                scripts,
                process.executable(),
                presence.containsKey(IrqbalancePolicy.FOLDER),
                files.tunedProfile());
    }

    private static Process parse(String text) {
        List<String> lines = text.lines().toList();
        if (lines.isEmpty()
                || !lines.get(0).equals("irqbalance 1")
                || !lines.get(lines.size() - 1).equals("end")) {
            throw new HostProblem("the state of irqbalance cannot be read: its list is cut off");
        }
        List<List<String>> daemons = new ArrayList<>();
        SortedSet<String> executable = new TreeSet<>();
        List<String> words = new ArrayList<>();
        for (String line : lines) {
            String rest = line.length() > 2 ? line.substring(2) : "";
            if (line.equals("p")) {
                words = new ArrayList<>();
                daemons.add(words);
            } else if (line.startsWith("w ")) {
                words.add(rest);
            } else if (line.startsWith("x ")) {
                executable.add(rest);
            }
        }
        return new Process(daemons, executable);
    }

    /** The policy script of ours that IRQBALANCE_ARGS names, if it is one written by this module. */
    Optional<IrqbalancePolicy> policy() {
        return arguments().policyScripts().stream()
                .filter(path -> path.startsWith(IrqbalancePolicy.PATH_START))
                .findFirst()
                .flatMap(path -> Optional.ofNullable(scripts.get(path)))
                .flatMap(IrqbalancePolicy::parse);
    }

    /** What the daemon would be started with. */
    IrqbalanceArguments arguments() {
        return IrqbalanceArguments.parse(new EnvironmentFile(environment.path(), environment.text())
                .value(Irqbalance.VARIABLE)
                .orElse(packaged));
    }

    /** Whether its systemd unit is active. */
    boolean active() {
        return unit.lines().anyMatch("ActiveState=active"::equals);
    }

    IrqbalanceState withScript(IrqbalancePolicy policy) {
        Map<String, String> more = new LinkedHashMap<>(scripts);
        more.put(policy.path(), policy.text());
        SortedSet<String> runnable = new TreeSet<>(executable);
        runnable.add(policy.path());
        return with(daemons, more, runnable);
    }

    IrqbalanceState withoutScript(String path) {
        Map<String, String> fewer = new LinkedHashMap<>(scripts);
        fewer.remove(path);
        SortedSet<String> runnable = new TreeSet<>(executable);
        runnable.remove(path);
        return with(daemons, fewer, runnable);
    }

    /** As it will be once the daemon was started again. */
    IrqbalanceState withDaemonsOf(IrqbalancePolicy policy) {
        List<List<String>> restarted = new ArrayList<>();
        for (List<String> words : daemons) {
            List<String> next = new ArrayList<>(words.subList(0, Math.min(1, words.size())));
            next.addAll(new IrqbalanceArguments(words.subList(next.size(), words.size()))
                    .withPolicyScript(policy.path())
                    .words());
            restarted.add(next);
        }
        return with(restarted, scripts, executable);
    }

    private IrqbalanceState with(
            List<List<String>> newDaemons, Map<String, String> newScripts, SortedSet<String> newExecutable) {
        return new IrqbalanceState(
                installed,
                unit,
                environment,
                environmentExists,
                packaged,
                newDaemons,
                newScripts,
                newExecutable,
                folderExists,
                tunedProfile);
    }

    /** What the two reads that change with scripts and daemons will be answered. */
    List<Prediction> predictions() {
        StringBuilder text = new StringBuilder("irqbalance 1\n");
        for (List<String> words : daemons) {
            text.append("p\n");
            words.forEach(word -> text.append("w ").append(word).append('\n'));
        }
        executable.forEach(path -> text.append("x ").append(path).append('\n'));
        Map<String, Bytes> contents = new LinkedHashMap<>();
        new TreeMap<>(scripts).forEach((path, content) -> contents.put(path, Bytes.utf8(content)));
        return List.of(
                new Prediction(
                        DAEMONS,
                        new Answer.Output(0, Bytes.utf8(text.append("end\n").toString()), Bytes.EMPTY)),
                new Prediction(SCRIPTS, new Answer.Entries(contents)));
    }
}
