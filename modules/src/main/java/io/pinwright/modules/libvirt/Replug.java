package io.pinwright.modules.libvirt;

import io.pinwright.engine.host.Answer;
import io.pinwright.engine.host.HostProblem;
import io.pinwright.engine.host.Inverse;
import io.pinwright.engine.host.Payload;
import io.pinwright.engine.host.Prediction;
import io.pinwright.engine.host.Query;
import io.pinwright.engine.host.Step;
import io.pinwright.engine.module.Change;
import io.pinwright.engine.module.Disruption;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Interfaces of a running guest taken out and plugged in again with another driver: the guest sees its NIC go and come, with the
 * same MAC and PCI addresses and on the same tap device. The persistent document stays as it is.
 *
 * <p>One script does it on the host ({@code replug.sh}): between the two nothing may come in, and when the new one cannot be
 * plugged the old one is put back. It travels on standard input with both elements.
 */
final class Replug {

    /** What the calls of virsh and three attempts to plug it may take. */
    private static final Duration REST = Duration.ofSeconds(150);

    private static final String SCRIPT = resource();

    /** Ends the script, and the old element. */
    private static final String END = "====\n";

    /** Takes the script from standard input and leaves what follows there. */
    private static final String READ = "while IFS= read -r l && [ \"$l\" != ==== ]; do s=\"$s$l\n\"; done; eval \"$s\"";

    private Replug() {}

    private static String resource() {
        try (InputStream in = Replug.class.getResourceAsStream("replug.sh")) {
            if (in == null) {
                throw new IllegalStateException("resource replug.sh is missing");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * The changes that give a running interface the driver wished.
     *
     * @param after the state once the persistent document says so
     * @param position of the interface there
     * @param moved further reads that this changes in a way that nobody can foretell
     */
    static List<Change> changes(DomainState after, int position, VirtInterface.Args args, List<Query> moved) {
        Optional<DomainXml> running = after.live();
        if (running.isEmpty()) {
            return List.of();
        }
        DomainXml live = running.get();
        InterfaceXml wished = after.config().interfaces().get(position);
        DriverWish wish = args.driver();
        Duration release = args.replug().orElseThrow();
        Optional<InterfaceXml> plugged = InterfaceSelector.counterpart(wished, after.config(), live);
        if (plugged.isEmpty()) {
            return missing(after, wished, live, release, moved);
        }
        InterfaceXml old = plugged.get();
        Map<String, String> missing = wish.missingIn(old.driver());
        if (missing.isEmpty()) {
            return List.of();
        }
        String mac = requireOneMac(live, old);
        InterfaceXml made = live.withDriver(old, wish).interfaces().get(old.position());
        Step.Run back = step(after, mac, made.text(), old.text(), release, moved, old.label());
        Step step = step(after, mac, old.text(), made.text(), release, moved, old.label())
                .undoneBy(back);
        List<Change> changes = new ArrayList<>();
        missing.forEach((attribute, value) -> changes.add(Change.of(
                        after.target(),
                        "interface " + old.label() + " " + (attribute.equals("name") ? "driver" : attribute)
                                + " (live, replugged)",
                        DriverAttributes.shown(old.driver(), attribute).orElse(null),
                        value,
                        changes.isEmpty() ? List.of(step) : List.of())
                .withDisruption(changes.isEmpty() ? Disruption.PACKET_LOSS : Disruption.NONE)));
        return changes;
    }

    /** An interface that the configuration has and the guest has not: as an earlier replug leaves it that was cut off. */
    private static List<Change> missing(
            DomainState after, InterfaceXml wished, DomainXml live, Duration release, List<Query> moved) {
        String mac = wished.mac().orElse("");
        if (mac.isEmpty()
                || live.interfaces().stream().anyMatch(one -> one.mac().equals(wished.mac()))) {
            return List.of();
        }
        Step step = step(after, mac, "", wished.text(), release, moved, wished.label())
                .with(new Inverse.Impossible("an interface that had got lost is not taken out again"));
        return List.of(
                Change.of(after.target(), "interface " + wished.label() + " (live)", null, "plugged", List.of(step))
                        .withDisruption(Disruption.PACKET_LOSS));
    }

    /** The script tells by the MAC address, as libvirt writes it, whether the interface is there. */
    private static String requireOneMac(DomainXml live, InterfaceXml old) {
        String mac = old.mac().orElse("");
        int count = live.text().split(java.util.regex.Pattern.quote("<mac address='" + mac + "'/>"), -1).length - 1;
        if (mac.isEmpty() || count != 1) {
            throw new HostProblem(
                    "interface " + old.label() + " cannot be replugged: its MAC address does not stand once in the"
                            + " domain's document, so that nobody could tell whether it is plugged",
                    "leave `replug` out and restart the domain instead");
        }
        return mac;
    }

    private static Step.Run step(
            DomainState after, String mac, String old, String made, Duration release, List<Query> moved, String label) {
        List<String> argv =
                List.of("sh", "-c", READ, "replug", Virsh.URI, after.uuid(), mac, Long.toString(release.toSeconds()));
        String needs = "the replugging of interface " + label;
        List<Prediction> predictions = new ArrayList<>(after.notForetold(needs));
        moved.forEach(query -> predictions.add(new Prediction(query, new Answer.NotForetold(needs), false)));
        return new Step.Run(
                argv,
                Payload.secret(SCRIPT + END + (old.isEmpty() ? "" : old + "\n") + END + made + "\n"),
                Map.of(),
                null,
                release.plus(REST),
                Set.of(0),
                predictions);
    }
}
