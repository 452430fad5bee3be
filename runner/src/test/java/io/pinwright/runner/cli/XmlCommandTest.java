package io.pinwright.runner.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class XmlCommandTest {

    private static final String DOMAIN = """
            <domain type='kvm'>
              <name>d</name>
              <vcpu>4</vcpu>
              <devices>
                <interface type='direct'>
                  <source dev='eth0' mode='bridge'/>
                  <model type='virtio'/>
                </interface>
                <interface type='bridge'>
                  <source bridge='br0'/>
                  <model type='virtio'/>
                </interface>
              </devices>
            </domain>
            """;

    @TempDir
    Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(Object... words) {
        List<String> arguments = new ArrayList<>();
        for (Object word : words) {
            arguments.add(word.toString());
        }
        return new XmlCommand()
                .usage()
                .commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments.toArray(String[]::new));
    }

    private Path input(String text) throws IOException {
        return Files.writeString(folder.resolve("in.xml"), text);
    }

    private Path output() {
        return folder.resolve("out.xml");
    }

    private List<String> names(Path where) throws IOException {
        try (Stream<Path> entries = Files.list(where)) {
            return entries.map(path -> path.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void rewritesAFile() throws IOException {
        int exit = run(
                "--in",
                input(DOMAIN),
                "--out",
                output(),
                "--queues",
                "4",
                "--driver",
                "vhost",
                "--vcpupin",
                "0=2",
                "1-2=4,6",
                "--emulatorpin",
                "1,3-5");
        assertThat(exit).as(err.toString()).isZero();
        assertThat(output())
                .hasContent(DOMAIN.replace("<vcpu>4</vcpu>\n", """
                                <vcpu>4</vcpu>
                                  <cputune>
                                    <vcpupin vcpu='0' cpuset='2'/>
                                    <vcpupin vcpu='1' cpuset='4,6'/>
                                    <vcpupin vcpu='2' cpuset='4,6'/>
                                    <emulatorpin cpuset='1,3-5'/>
                                  </cputune>
                                """)
                        .replaceFirst(
                                "<model type='virtio'/>\n",
                                "<model type='virtio'/>\n      <driver name='vhost' queues='4'/>\n"));
    }

    @Test
    void exitsWith0WhenNothingChanges() throws IOException {
        assertThat(run("--in", input(DOMAIN), "--out", output(), "--queues", "1"))
                .isZero();
        assertThat(output()).hasContent(DOMAIN);
        assertThat(out.toString()).contains("unchanged");
    }

    @Test
    void takesASelector() throws IOException {
        assertThat(run("--in", input(DOMAIN), "--out", output(), "--queues", "2", "--interface", "type=bridge"))
                .isZero();
        assertThat(Files.readString(output()))
                .contains("      <source bridge='br0'/>\n      <model type='virtio'/>\n      <driver queues='2'/>\n")
                .containsOnlyOnce("<driver");
    }

    @Test
    void aFileMayBeRewrittenInPlace() throws IOException {
        Path file = input(DOMAIN);
        assertThat(run("--in", file, "--out", file, "--queues", "4")).isZero();
        assertThat(file).content().contains("queues='4'");
        assertThat(names(folder)).containsExactly("in.xml");
    }

    @Test
    void refusesADoctypeWith7AndNoOutput() throws IOException {
        assertThat(run("--in", input("<!DOCTYPE domain>\n" + DOMAIN), "--out", output(), "--queues", "4"))
                .isEqualTo(7);
        assertThat(err.toString())
                .contains("in.xml:1:1: error: the document has a DOCTYPE")
                .contains("fix: ");
        assertThat(names(folder)).containsExactly("in.xml");
    }

    @Test
    void refusesAVcpuThatTheDomainLacks() throws IOException {
        assertThat(run("--in", input(DOMAIN), "--out", output(), "--vcpupin", "4=0"))
                .isEqualTo(7);
        assertThat(err.toString()).contains("has no vCPU 4");
        assertThat(output()).doesNotExist();
    }

    @Test
    void leavesAnOldOutputAloneWhenTheInputIsRefused() throws IOException {
        Files.writeString(output(), "old");
        assertThat(run("--in", input("<domain>"), "--out", output(), "--queues", "4"))
                .isEqualTo(7);
        assertThat(output()).hasContent("old");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--queues 0|--queues must be 1 to 256, but is \"0\"",
                "--queues 257|--queues must be 1 to 256, but is \"257\"",
                "--queues four|--queues must be 1 to 256, but is \"four\"",
                "--driver vfio|--driver must be vhost or qemu",
                "--vcpupin 0|--vcpupin must be VCPU=CPUS",
                "--vcpupin 0=3-1|range runs backwards",
                "--vcpupin 0=1 0=2|names vCPU 0 twice",
                "--emulatorpin 0,^0|must name at least one number",
                "--queues 4 --interface sorce=eth0|did you mean `source`?",
                "--interface type=direct|nothing to rewrite",
                "--interface type=direct --emulatorpin 1|nothing says what",
                "--qeues 4|Unknown option",
                "''|nothing to rewrite"
            })
    void mistakesInTheOptionsExitWith5(String options, String message) throws IOException {
        List<Object> words = new ArrayList<>(List.of("--in", input(DOMAIN), "--out", output()));
        if (!options.isEmpty()) {
            words.addAll(List.of(options.split(" ")));
        }
        assertThat(run(words.toArray())).isEqualTo(5);
        assertThat(err.toString()).contains(message);
        assertThat(output()).doesNotExist();
    }

    @Test
    void aMissingInputIsAMistakeInTheOptions() {
        assertThat(run("--in", folder.resolve("none.xml"), "--out", output(), "--queues", "4"))
                .isEqualTo(5);
        assertThat(err.toString()).contains("none.xml: there is no such file");
    }

    @Test
    void rewritesEveryFileOfAFolderAndReportsEveryRefusal() throws IOException {
        Path in = Files.createDirectory(folder.resolve("in"));
        Path to = folder.resolve("out");
        Files.writeString(in.resolve("a.xml"), DOMAIN);
        Files.writeString(in.resolve("b.xml"), "<network/>");
        Files.writeString(in.resolve("c.xml"), DOMAIN.replace("direct", "user"));
        Files.writeString(in.resolve("d.xml"), "<domain>");
        Files.createDirectory(in.resolve("e.xml"));
        assertThat(run("--in", in, "--out", to, "--queues", "4")).isEqualTo(7);
        assertThat(names(to)).containsExactly("a.xml", "c.xml");
        assertThat(to.resolve("a.xml")).content().contains("<driver queues='4'/>");
        assertThat(to.resolve("c.xml")).hasSameTextualContentAs(in.resolve("c.xml"));
        assertThat(err.toString())
                .contains("b.xml:1:1: error: not a libvirt domain")
                .contains("d.xml:1:");
        assertThat(out.toString()).contains("4 files: 1 changed, 1 unchanged, 2 refused");
    }

    @Test
    void aFolderOfGoodFilesExitsWith0() throws IOException {
        Path in = Files.createDirectory(folder.resolve("in"));
        Files.writeString(in.resolve("a.xml"), DOMAIN);
        assertThat(run("--in", in, "--out", folder.resolve("out"), "--queues", "4"))
                .isZero();
    }

    @Test
    void aNewFileIsNoMoreReadableThanItsInput() throws IOException {
        Path file = input(DOMAIN);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        assertThat(run("--in", file, "--out", output(), "--queues", "4")).isZero();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(output())))
                .isEqualTo("rw-------");
    }
}
