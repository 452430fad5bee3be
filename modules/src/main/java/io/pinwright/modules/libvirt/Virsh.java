package io.pinwright.modules.libvirt;

import io.pinwright.engine.host.Answer;
import io.pinwright.engine.host.Bytes;
import io.pinwright.engine.host.Guard;
import io.pinwright.engine.host.HostProblem;
import io.pinwright.engine.host.Inverse;
import io.pinwright.engine.host.Observation;
import io.pinwright.engine.host.Payload;
import io.pinwright.engine.host.Prediction;
import io.pinwright.engine.host.Query;
import io.pinwright.engine.host.Step;
import io.pinwright.engine.source.DiagnosticException;
import io.pinwright.modules.cpu.CpuSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * All calls of virsh (man virsh; texts and exit statuses seen with 9.0). Queries are only such as change nothing; a domain is named
 * by {@code --domain}, so that no name is taken for an option, and in steps by its UUID, so that none is taken for an id. Texts are
 * English because queries and steps run with {@code LC_ALL=C}.
 */
public final class Virsh {

    /** The system's daemon; without it virsh silently talks to another, empty world for users who are not root. */
    static final String URI = "qemu:///system";

    private static final int NAMES_SHOWN = 40;

    private Virsh() {}

    /** The persistent document with passwords: without them a definition would lose them. */
    public static Query.Run inactiveXml(String domain) {
        return query("dumpxml", "--inactive", "--security-info", "--domain", domain);
    }

    /** The running document; of a domain that is shut off, the persistent one. */
    public static Query.Run liveXml(String domain) {
        return query("dumpxml", "--security-info", "--domain", domain);
    }

    /** State, persistence and managed save image. */
    public static Query.Run info(String domain) {
        return query("dominfo", "--domain", domain);
    }

    /** Whether it runs, and why not: {@code shut off (destroyed)}. */
    static Query.Run powerState(String domain) {
        return query("domstate", "--reason", "--domain", domain);
    }

    /** The state alone, as steps wait for it. */
    static List<String> bareState(String domain) {
        return argv("domstate", "--domain", domain);
    }

    /** A command of virsh that acts on a domain. */
    static List<String> act(String command, String domain, String... options) {
        List<String> words = new ArrayList<>(argv(command, "--domain", domain));
        words.addAll(List.of(options));
        return List.copyOf(words);
    }

    /** Its power state. */
    static Observation<PowerState> power(String domain) {
        return Observation.query(powerState(domain)).map(answer -> {
            Answer.Output output = answer.orElseThrow(Virsh::missing);
            return output.exit() == 0
                    ? PowerState.parse(output.stdout().text())
                    : new PowerState("unknown", bounded(output.stderr().text()));
        });
    }

    /** The names of all domains, a line each. */
    public static Query.Run names() {
        return query("list", "--all", "--name");
    }

    private static Query.Run query(String... words) {
        return new Query.Run(argv(words).toArray(String[]::new));
    }

    private static List<String> argv(String... words) {
        List<String> argv = new ArrayList<>(List.of("virsh", "-q", "-c", URI));
        argv.addAll(List.of(words));
        return List.copyOf(argv);
    }

    /** The names of all domains of a host, as virsh lists them; empty when the host has no virsh. */
    public static Observation<Optional<List<String>>> domainNames() {
        return Observation.query(names())
                .map(answer -> answer.map(output -> {
                    requireSuccess(output, "list");
                    return lines(output);
                }));
    }

    /**
     * Both documents of a domain and what else matters, in one round; equal queries for all tasks on one domain. When there is no
     * such domain, a further round reads the names of those there are.
     *
     * @param domain its name or UUID
     */
    public static Observation<DomainState> domain(String domain) {
        return Observation.all(List.of(
                        Observation.query(inactiveXml(domain)),
                        Observation.query(liveXml(domain)),
                        Observation.query(info(domain))))
                .then(answers -> {
                    List<Answer.Output> outputs = new ArrayList<>();
                    for (Optional<Answer.Output> answer : answers) {
                        outputs.add(answer.orElseThrow(Virsh::missing));
                    }
                    return outputs.stream().anyMatch(Virsh::saysNoDomain)
                            ? notFound(domain)
                            : Observation.value(state(domain, outputs.get(0), outputs.get(1), outputs.get(2)));
                })
                .keptAs(new DomainKey(domain));
    }

    /** Under which the state of a domain is kept. */
    private record DomainKey(String domain) {}

    private static HostProblem missing() {
        return new HostProblem(
                "the host has no virsh",
                "install libvirt's client (Debian: libvirt-clients, Red Hat: libvirt-client), or take the host out of"
                        + " the play");
    }

    private static boolean saysNoDomain(Answer.Output output) {
        String stderr = output.stderr().text();
        return output.exit() != 0
                && (stderr.contains("failed to get domain") || stderr.contains("Domain not found"))
                && !stderr.contains("failed to connect");
    }

    private static Observation<DomainState> notFound(String domain) {
        return Observation.query(names()).map(answer -> {
            List<String> names = answer.filter(output -> output.exit() == 0)
                    .map(Virsh::lines)
                    .orElse(List.of());
            String shown = names.isEmpty()
                    ? "the host has none"
                    : "the host has "
                            + String.join(
                                    ", ", names.stream().limit(NAMES_SHOWN).toList())
                            + (names.size() > NAMES_SHOWN ? " and " + (names.size() - NAMES_SHOWN) + " more" : "");
            throw new HostProblem(
                    "there is no domain " + domain + "; " + shown,
                    "check the name with `virsh list --all` on the host");
        });
    }

    private static DomainState state(
            String wanted, Answer.Output inactive, Answer.Output live, Answer.Output information) {
        requireSuccess(inactive, "dumpxml --inactive");
        requireSuccess(live, "dumpxml");
        requireSuccess(information, "dominfo");
        DomainXml config = document(wanted, inactive);
        // Of a domain that is shut off both queries give the same document.
        DomainXml running = live.stdout().equals(inactive.stdout()) ? config : document(wanted, live);
        if (!config.name().equals(wanted)
                && !config.uuid().map(wanted::equalsIgnoreCase).orElse(false)) {
            throw new HostProblem(
                    "virsh took \"" + wanted + "\" for the id of the domain " + bounded(config.name())
                            + ", not for a name",
                    "name the domain by its UUID");
        }
        return new DomainState(
                wanted,
                config,
                running.isLive() ? running : null,
                !"no".equals(field(information, "Persistent")),
                "yes".equals(field(information, "Managed save")));
    }

    private static DomainXml document(String domain, Answer.Output output) {
        String name = "domain " + domain;
        try {
            // Called otherwise where queries by name and by UUID share their answer's bytes.
            return output.stdout()
                    .parsedAs(DomainXml.class, bytes -> document(bytes, name))
                    .named(name);
        } catch (DiagnosticException e) {
            throw HostProblems.of(e);
        }
    }

    private static DomainXml document(Bytes bytes, String name) {
        String text =
                bytes.exactText().orElseThrow(() -> new HostProblem("libvirt's document of " + name + " is not UTF-8"));
        return DomainXml.parse(text, name);
    }

    private static String field(Answer.Output output, String label) {
        String text = output.stdout().text();
        for (int start = 0, end; start < text.length(); start = end + 1) {
            int newline = text.indexOf('\n', start);
            end = newline < 0 ? text.length() : newline;
            int value = start + label.length() + 1;
            if (text.startsWith(label, start) && value <= end && text.charAt(value - 1) == ':') {
                return text.substring(value, end).strip().toLowerCase(Locale.ROOT);
            }
        }
        return "";
    }

    private static List<String> lines(Answer.Output output) {
        return output.stdout().text().lines().filter(line -> !line.isBlank()).toList();
    }

    /** Says in the user's terms why virsh failed. */
    private static void requireSuccess(Answer.Output output, String command) {
        if (output.exit() == 0) {
            return;
        }
        String stderr = bounded(output.stderr().text().replaceAll("(?m)^error: ", ""));
        String lower = stderr.toLowerCase(Locale.ROOT);
        if (lower.contains("permission denied")
                || lower.contains("authentication")
                || lower.contains("polkit")
                || lower.contains("access denied")) {
            throw new HostProblem(
                    "no permission to use libvirt: " + stderr,
                    "set `become: true`, or put the login user into the group libvirt");
        }
        if (lower.contains("operation forbidden")) {
            throw new HostProblem(
                    "libvirt forbids reading passwords, which must be kept: " + stderr, "set `become: true`");
        }
        if (lower.contains("failed to connect") || lower.contains("connection refused")) {
            throw new HostProblem(
                    "libvirt does not answer: " + stderr,
                    "start it: `systemctl start libvirtd`, or virtqemud.socket where libvirt runs as modular daemons");
        }
        throw new HostProblem("virsh " + command + " failed with exit status " + output.exit() + ": " + stderr);
    }

    /** A text of the host on one line, limited, without control characters. */
    private static String bounded(String text) {
        String line = text.strip().replaceAll("\\s*\\R\\s*", ": ").replaceAll("\\p{Cntrl}", "?");
        return line.length() > 500 ? line.substring(0, 500) + "..." : line;
    }

    /**
     * That a domain still has a persistent configuration, beside its running one: what changes to the configuration rest on. One
     * that is transient now cannot be told by its documents, which may be the same.
     */
    public static Guard stillPersistent(DomainState state) {
        // Counted: dominfo prints CPU time as well, which is another each time.
        String script = "virsh -q -c " + URI + " dominfo --domain \"$1\" | grep -c '^Persistent: *no'";
        Query.Run query = new Query.Run("sh", "-c", script, "persistent", state.wanted());
        return Guard.of(query, new Answer.Output(1, Bytes.utf8("0\n"), Bytes.EMPTY))
                .orElseThrow();
    }

    // Steps. Each is given the state it leads to, whose documents are what it predicts.

    /** How a change of the persistent document is taken back: what it was is defined again, whole and with its passwords. */
    private static Inverse.Restore documentAsBefore(DomainState state) {
        return new Inverse.Restore(
                inactiveXml(state.wanted()),
                argv("define", "/dev/stdin"),
                state.config().hasSecrets());
    }

    /**
     * Replaces an interface in the persistent document. The element must be complete: libvirt drops what it does not hold. It
     * travels on standard input, as {@code /dev/stdin}, for it may hold secrets.
     *
     * @param after the state after this step
     * @param position of the interface in the document
     */
    public static Step.Run updateInterface(DomainState after, int position) {
        String element = after.config().interfaces().get(position).text();
        return new Step.Run(
                        argv("update-device", after.uuid(), "/dev/stdin", "--config"),
                        Payload.secret(element + "\n"),
                        after.predictions(Scope.CONFIG))
                .with(documentAsBefore(after));
    }

    /**
     * Pins a vCPU. A pin of the configuration says how it is taken back; one of the running domain does not, for the CPUs of before
     * may not be in its document.
     *
     * @param after the state after this step
     * @param more what else the step changes
     */
    public static Step.Run vcpuPin(DomainState after, int vcpu, CpuSet cpus, Scope scope, List<Prediction> more) {
        return pin(after, scope, more, "vcpupin", after.uuid(), Integer.toString(vcpu), cpus.toString());
    }

    /** Pins QEMU's own threads and, by their cgroup, the vhost workers; parameters as {@link #vcpuPin}. */
    public static Step.Run emulatorPin(DomainState after, CpuSet cpus, Scope scope, List<Prediction> more) {
        return pin(after, scope, more, "emulatorpin", after.uuid(), cpus.toString());
    }

    /** Pins an iothread; parameters as {@link #vcpuPin}. */
    public static Step.Run iothreadPin(
            DomainState after, int iothread, CpuSet cpus, Scope scope, List<Prediction> more) {
        return pin(after, scope, more, "iothreadpin", after.uuid(), Integer.toString(iothread), cpus.toString());
    }

    private static Step.Run pin(DomainState after, Scope scope, List<Prediction> more, String... words) {
        List<String> argv = new ArrayList<>(argv(words));
        argv.add("--" + scope.label());
        List<Prediction> predictions = new ArrayList<>(after.predictions(scope));
        predictions.addAll(more);
        Step.Run step = new Step.Run(argv, predictions);
        return scope == Scope.CONFIG ? step.with(documentAsBefore(after)) : step;
    }
}
