package io.pinwright.modules.system;

import io.pinwright.engine.host.Answer;
import io.pinwright.engine.host.Observation;
import io.pinwright.engine.host.Query;
import io.pinwright.engine.source.DiagnosticException;
import io.pinwright.modules.libvirt.DomainXml;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * All domains of a host, whose names need not be known before: one script lists them and prints their XML, without secrets.
 *
 * @param domains in libvirt's order
 * @param problem why this is not all there is; never to be taken for "there are none"
 */
public record Domains(List<DomainFacts> domains, Optional<String> problem) {

    private static final String HEADER = "domains 1";

    /** The one read behind this value: about 40 ms of the host's time for each document. */
    public static final Query.Run QUERY = new Query.Run(
            List.of("sh", "-c", resource("domains.sh"), "domains", "qemu:///system"),
            Duration.ofSeconds(120),
            32 << 20);

    public Domains {
        domains = List.copyOf(domains);
    }

    private static String resource(String name) {
        try (InputStream in = Domains.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("resource " + name + " is missing");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads them in one round; a host without libvirt has a {@link #problem}. */
    public static Observation<Domains> observe() {
        return Observation.of(QUERY).map(answer -> {
            if (answer instanceof Answer.Output output) {
                return parse(output.stdout().text());
            }
            return new Domains(
                    List.of(),
                    Optional.of(
                            answer instanceof Answer.Unreadable unreadable
                                    ? unreadable.reason()
                                    : "commands cannot be run"));
        });
    }

    /** A domain as read so far. */
    private static final class Reading {
        final String name;
        boolean running;
        boolean isTransient;
        boolean saved;
        final StringBuilder config = new StringBuilder();
        final StringBuilder live = new StringBuilder();

        Reading(String name) {
            this.name = name;
        }
    }

    /** Reads what the script printed; never fails: what is wrong becomes a problem. */
    public static Domains parse(String text) {
        String[] lines = text.split("\n", -1);
        List<Reading> readings = new ArrayList<>();
        List<String> problems = new ArrayList<>();
        boolean transientKnown = true;
        boolean savedKnown = true;
        boolean ended = false;
        Reading now = new Reading("");
        StringBuilder into = new StringBuilder();
        for (int i = 1; lines[0].equals(HEADER) && i < lines.length; i++) {
            String line = lines[i];
            if (line.startsWith(" ")) {
                into.append(line, 1, line.length()).append('\n');
            } else if (line.startsWith("d ")) {
                now = new Reading(line.substring(2));
                readings.add(now);
            } else if (line.startsWith("f ")) {
                problems.add(line.substring(2));
            } else {
                switch (line) {
                    case "r" -> now.running = true;
                    case "t" -> now.isTransient = true;
                    case "s" -> now.saved = true;
                    case "c" -> into = now.config;
                    case "l" -> into = now.live;
                    case "u transient" -> transientKnown = false;
                    case "u saved" -> savedKnown = false;
                    case "end" -> ended = true;
                    default -> {
                        // the empty text after the last line end
                    }
                }
            }
        }
        if (!ended) {
            problems.add("the list of domains breaks off");
        }
        List<DomainFacts> domains = new ArrayList<>();
        for (Reading reading : readings) {
            domains.add(facts(reading, transientKnown, savedKnown));
        }
        return new Domains(domains, problems.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", problems)));
    }

    private static DomainFacts facts(Reading reading, boolean transientKnown, boolean savedKnown) {
        List<String> problems = new ArrayList<>();
        Optional<DomainXml> config =
                reading.isTransient ? Optional.empty() : document(reading, reading.config, "persistent", problems);
        Optional<DomainXml> live =
                reading.running ? document(reading, reading.live, "live", problems) : Optional.empty();
        return new DomainFacts(
                reading.name,
                reading.running,
                transientKnown ? Optional.of(reading.isTransient) : Optional.empty(),
                savedKnown ? Optional.of(reading.saved) : Optional.empty(),
                config,
                live,
                problems);
    }

    private static Optional<DomainXml> document(
            Reading reading, StringBuilder text, String which, List<String> problems) {
        if (text.isEmpty()) {
            problems.add("the " + which + " document could not be read");
            return Optional.empty();
        }
        try {
            DomainXml document = DomainXml.parse(text.toString(), which + " XML of " + reading.name);
            document.vcpus();
            document.currentVcpus();
            document.iothreads();
            if (!document.name().equals(reading.name)) {
                // virsh takes a name of digits for an id first
                problems.add("the " + which + " document is of another domain, " + document.name());
                return Optional.empty();
            }
            return Optional.of(document);
        } catch (DiagnosticException e) {
            problems.add("the " + which + " document is not understood: "
                    + e.diagnostics().get(0).message());
            return Optional.empty();
        }
    }

    /** A domain by name. */
    public Optional<DomainFacts> of(String name) {
        return domains.stream().filter(domain -> domain.name().equals(name)).findFirst();
    }
}
