package io.pinwright.modules.libvirt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pinwright.engine.source.DiagnosticException;
import io.pinwright.modules.cpu.CpuSet;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DomainEditorTest {

    /** An edit made alone, and the same one among others. */
    private record Edit(UnaryOperator<DomainXml> alone, UnaryOperator<DomainEditor> among) {}

    static List<Path> corpus() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("src/test/resources/domains"))) {
            return files.filter(file -> file.toString().endsWith(".xml"))
                    .sorted()
                    .toList();
        }
    }

    private static DomainXml domain(String cputune) {
        return DomainXml.parse(
                "<domain type='kvm'>\n  <name>d</name>\n  <vcpu>4</vcpu>\n" + cputune + "</domain>\n", "d.xml");
    }

    private static DomainXml pinned(DomainXml domain) {
        return domain.edit()
                .emulatorPin(CpuSet.of(9))
                .vcpuPin(2, CpuSet.of(2))
                .vcpuPin(0, CpuSet.of(7))
                .apply();
    }

    /** What a text may look like that says the same, or little else. */
    private static List<String> variants(String text) {
        String cputune = "(?s)<cputune>.*?</cputune>";
        return List.of(
                text,
                text.replace("\r", "").replace("\n", "\r\n"),
                text.replace("\r", "").replace('\n', '\r'),
                text.replaceAll(">\\s+<", "><"),
                text.replaceAll("(?m)^ +", "\t"),
                text.replaceAll(cputune, "<cputune/>"),
                text.replaceAll(cputune, "<cputune   />"),
                text.replaceAll(cputune, "<cputune></cputune>"),
                text.replaceAll(cputune, "<cputune>\n    <!-- none -->\n  </cputune>"),
                text.replaceAll(cputune, "<cputune><!-- none\n --></cputune>"),
                text.replaceAll("\\s*" + cputune, ""),
                text.replace("<cputune>", "<cputune> <!-- pins -->"),
                text.replace(
                        "</cputune>",
                        "<!-- end --></cputune><cputune><iothreadpin iothread='9' cpuset='1'/></cputune>"),
                text.contains("<!--") ? text : text.replace("/>", "/> <!-- remark -->"),
                text.replace("'", "\"").replaceAll("<model type=\"[^\"]*\"/>", "<model type='virtio'/>"));
    }

    /** Edits of different things, in libvirt's order. */
    private static List<Edit> edits(DomainXml domain, Random random) {
        List<Edit> edits = new ArrayList<>();
        for (InterfaceXml one : domain.interfaces()) {
            DriverWish wish = new DriverWish(
                    random.nextBoolean() ? "vhost" : null,
                    random.nextBoolean() ? 1 + random.nextInt(4) : null,
                    random.nextBoolean() ? 256 << random.nextInt(3) : null,
                    null);
            if (random.nextInt(3) > 0 && takes(domain, one, wish)) {
                edits.add(new Edit(alone -> alone.withDriver(one, wish), editor -> editor.driver(one, wish)));
            }
        }
        for (int vcpu = 0; vcpu < Math.min(domain.vcpus(), 12); vcpu++) {
            int number = vcpu;
            CpuSet cpus = CpuSet.of(random.nextInt(4), random.nextInt(4));
            if (random.nextInt(3) > 0) {
                edits.add(new Edit(alone -> alone.withVcpuPin(number, cpus), editor -> editor.vcpuPin(number, cpus)));
            }
        }
        if (random.nextBoolean()) {
            CpuSet cpus = CpuSet.range(0, random.nextInt(4));
            edits.add(new Edit(alone -> alone.withEmulatorPin(cpus), editor -> editor.emulatorPin(cpus)));
        }
        for (int iothread : domain.iothreads()) {
            CpuSet cpus = CpuSet.of(random.nextInt(4));
            edits.add(new Edit(
                    alone -> alone.withIothreadPin(iothread, cpus), editor -> editor.iothreadPin(iothread, cpus)));
        }
        return edits;
    }

    private static boolean takes(DomainXml domain, InterfaceXml one, DriverWish wish) {
        try {
            domain.edit().driver(one, wish);
            return true;
        } catch (DiagnosticException e) {
            return false;
        }
    }

    @ParameterizedTest
    @MethodSource("corpus")
    void editsMadeTogetherGiveTheBytesOfOneAfterAnother(Path file) throws IOException {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (String variant : variants(Files.readString(file))) {
            DomainXml start = DomainXml.parse(variant.getBytes(StandardCharsets.UTF_8), file.toString());
            for (int round = 0; round < 10; round++) {
                List<Edit> edits = edits(start, random);
                DomainXml expected = start;
                for (Edit edit : edits) {
                    expected = edit.alone().apply(expected);
                }
                Collections.shuffle(edits, random);
                DomainEditor editor = start.edit();
                for (Edit edit : edits) {
                    editor = edit.among().apply(editor);
                }
                DomainXml together = editor.apply();
                assertThat(together.document().bytes())
                        .as("seed %d, of %s", seed, variant)
                        .asString(StandardCharsets.UTF_8)
                        .isEqualTo(expected.text());
                assertThat(together == start).as("seed %d", seed).isEqualTo(expected == start);
            }
        }
    }

    @Test
    void fillsASelfClosedCputuneInLibvirtsOrder() {
        assertThat(pinned(domain("  <cputune/>\n")).text())
                .isEqualTo(domain("""
                  <cputune>
                    <vcpupin vcpu='0' cpuset='7'/>
                    <vcpupin vcpu='2' cpuset='2'/>
                    <emulatorpin cpuset='9'/>
                  </cputune>
                """).text());
    }

    @Test
    void makesOneCputuneWhereThereIsNone() {
        assertThat(pinned(domain("")).text()).isEqualTo(domain("""
                  <cputune>
                    <vcpupin vcpu='0' cpuset='7'/>
                    <vcpupin vcpu='2' cpuset='2'/>
                    <emulatorpin cpuset='9'/>
                  </cputune>
                """).text());
    }

    @Test
    void addsPinsAmongThoseThereAre() {
        assertThat(pinned(domain("""
                  <cputune>
                    <shares>1</shares>
                    <vcpupin vcpu='1' cpuset='1'/> <!-- one -->
                    <emulatorpin cpuset='3'/>
                  </cputune>
                """)).text()).isEqualTo(domain("""
                  <cputune>
                    <shares>1</shares>
                    <vcpupin vcpu='0' cpuset='7'/>
                    <vcpupin vcpu='1' cpuset='1'/> <!-- one -->
                    <vcpupin vcpu='2' cpuset='2'/>
                    <emulatorpin cpuset='9'/>
                  </cputune>
                """).text());
    }

    @Test
    void ofTwoWishesForOneThingTheLaterOneCounts() {
        DomainXml domain = domain("""
                  <cputune/>
                  <devices>
                    <interface type='direct'><model type='virtio'/><driver queues='2'/></interface>
                  </devices>
                """);
        InterfaceXml one = domain.interfaces().get(0);
        DomainXml edited = domain.edit()
                .driver(one, new DriverWish("vhost", 4, null, null))
                .vcpuPin(0, CpuSet.of(1))
                .driver(one, DriverWish.ofQueues(8))
                .vcpuPin(0, CpuSet.of(2))
                .apply();
        assertThat(edited.interfaces().get(0).text()).contains("<driver queues='8' name='vhost'/>");
        assertThat(edited.vcpuPins()).containsOnly(Map.entry(0, CpuSet.of(2)));
    }

    @Test
    void aPlaceIsToldInTheDocumentAsItWasRead() {
        DomainXml domain = domain("""
                  <devices>
                    <interface type='direct'>
                      <model type='virtio'/>
                    </interface>
                    <interface type='direct'>
                      <model type='e1000'/>
                    </interface>
                  </devices>
                """);
        DomainEditor editor = domain.edit().driver(domain.interfaces().get(0), DriverWish.ofQueues(4));
        assertThatThrownBy(() -> editor.driver(domain.interfaces().get(1), DriverWish.ofQueues(4)))
                .hasMessageStartingWith("d.xml:8:5: error: ");
    }
}
