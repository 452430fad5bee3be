package io.pinwright.modules.libvirt;

import io.pinwright.engine.host.Answer;
import io.pinwright.engine.host.Observation;
import io.pinwright.engine.host.Query;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What a guest did during a sample of {@value #SAMPLE_SECONDS} seconds, by the counters of {@code virsh domstats}. Idle is a guest
 * that used less than {@value #CPU_PERCENT_MAX} percent of one CPU and moved fewer than {@value #PACKETS_MAX} packets a second over
 * all its interfaces, both directions together. A guest that polls its NICs is never idle by this rule; neither is one of which a
 * counter is missing.
 *
 * @param cpuPercent of one CPU; negative when not known
 * @param packetsPerSecond negative when not known
 */
record GuestLoad(double cpuPercent, double packetsPerSecond) {

    static final int SAMPLE_SECONDS = 5;
    static final double CPU_PERCENT_MAX = 5;
    static final double PACKETS_MAX = 20;

    private static final GuestLoad UNKNOWN = new GuestLoad(-1, -1);

    private static final String SCRIPT = "s() { read -r now rest </proc/uptime && echo \"at=$now\""
            + " && virsh -q -c \"$1\" domstats --cpu-total --interface --domain \"$2\"; }\n"
            + "s \"$1\" \"$2\" && sleep " + SAMPLE_SECONDS + " && echo && s \"$1\" \"$2\"\n";

    /** The sample: takes {@value #SAMPLE_SECONDS} seconds on the host. */
    static Query.Run query(String domain) {
        return new Query.Run(List.of("sh", "-c", SCRIPT, "sample", Virsh.URI, domain), Duration.ofSeconds(60), 1 << 20);
    }

    /**
     * Takes a sample.
     *
     * @param interfaces how many must have counters
     */
    static Observation<GuestLoad> observe(String domain, int interfaces) {
        return Observation.of(query(domain))
                .map(answer -> answer instanceof Answer.Output output && output.exit() == 0
                        ? parse(output.stdout().text(), interfaces)
                        : UNKNOWN);
    }

    /** Reads two blocks of {@code name=value} lines, each beginning with {@code at=UPTIME}. */
    static GuestLoad parse(String text, int interfaces) {
        List<Map<String, Double>> samples = new ArrayList<>();
        for (String line : text.lines().map(String::strip).toList()) {
            int equals = line.indexOf('=');
            if (line.startsWith("at=")) {
                samples.add(new LinkedHashMap<>());
            }
            if (equals > 0 && !samples.isEmpty() && line.substring(equals + 1).matches("[0-9]{1,19}(\\.[0-9]+)?")) {
                samples.get(samples.size() - 1)
                        .put(line.substring(0, equals), Double.valueOf(line.substring(equals + 1)));
            }
        }
        if (samples.size() != 2) {
            return UNKNOWN;
        }
        double seconds = difference(samples, "at").orElse(0.0);
        if (seconds <= 0) {
            return UNKNOWN;
        }
        Optional<Double> nanos = difference(samples, "cpu.time");
        double packets = 0;
        for (int i = 0; i < interfaces; i++) {
            Optional<Double> received = difference(samples, "net." + i + ".rx.pkts");
            Optional<Double> sent = difference(samples, "net." + i + ".tx.pkts");
            packets = packets < 0 || received.isEmpty() || sent.isEmpty() ? -1 : packets + received.get() + sent.get();
        }
        return new GuestLoad(
                nanos.map(used -> used / 1e9 / seconds * 100).orElse(-1.0), packets < 0 ? -1 : packets / seconds);
    }

    /** Empty when a counter is missing in one of them, or went backwards. */
    private static Optional<Double> difference(List<Map<String, Double>> samples, String name) {
        Double before = samples.get(0).get(name);
        Double after = samples.get(1).get(name);
        return before == null || after == null || after < before ? Optional.empty() : Optional.of(after - before);
    }

    boolean isKnown() {
        return cpuPercent >= 0 && packetsPerSecond >= 0;
    }

    boolean isIdle() {
        return isKnown() && cpuPercent < CPU_PERCENT_MAX && packetsPerSecond < PACKETS_MAX;
    }

    /** {@code 97 % of a CPU, 1200 packets a second}. */
    String shown() {
        return (cpuPercent < 0 ? "CPU time not known" : String.format(Locale.ROOT, "%.0f %% of a CPU", cpuPercent))
                + ", "
                + (packetsPerSecond < 0
                        ? "packets not known"
                        : String.format(Locale.ROOT, "%.0f packets a second", packetsPerSecond));
    }
}
