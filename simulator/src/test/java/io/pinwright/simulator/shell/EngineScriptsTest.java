package io.pinwright.simulator.shell;

import static org.assertj.core.api.Assertions.assertThat;

import io.pinwright.engine.transport.ConnectionSettings;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The functions that the engine sends to hosts, run on a simulated one. */
class EngineScriptsTest {

    private final MemoryFiles files = new MemoryFiles(Clock.systemUTC())
            .with("/proc/sys/kernel/random/uuid", "0f1e2d3c-4b5a-4697-8877-665544332211\n")
            .with("/proc/irq/9/smp_affinity_list", "0-3\n")
            .with("/proc/irq/10/smp_affinity_list", "1\n")
            .with("/etc/hosts", "127.0.0.1 localhost\n");

    private String run(String calls) throws Exception {
        String prelude;
        try (InputStream in = ConnectionSettings.class.getResourceAsStream("prelude.sh")) {
            prelude = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        new PosixShell(files, CoreUtilities.all(), PosixShell.Options.of("root", "/"))
                .run("M=mark\n" + prelude + calls, List.of(), new ByteArrayInputStream(new byte[0]), out, err);
        return out.toString(StandardCharsets.ISO_8859_1).replace("mark-0f1e2d3c-4b5a-4697-8877-665544332211", "H");
    }

    @Test
    void aFileIsRead() throws Exception {
        assertThat(run("_f 0 1000 5 /etc/hosts\n")).endsWith("\n127.0.0.1 localhost\n\nH i 0 c 0\n");
    }

    @Test
    void aMissingFileIsSaidToBeAbsent() throws Exception {
        assertThat(run("_f 0 1000 5 /etc/nope\n")).endsWith("\nH i 0 a\n");
    }

    @Test
    void aGlobGathersSmallFilesInOrder() throws Exception {
        assertThat(run("_g 1 b 10000 /proc/irq/*/smp_affinity_list\n"))
                .endsWith(
                        "\nH = /proc/irq/10/smp_affinity_list\n1\n\nH = /proc/irq/9/smp_affinity_list\n0-3\n\nH i 1 g\n");
    }

    @Test
    void aQueryEndsAtItsDeadline() throws Exception {
        assertThat(run("_q 2 0.1 1000 sleep 600\n")).endsWith("\nH i 2 q\n");
    }

    @Test
    void aStepsCommandKeepsStatusAndOutputsApart() throws Exception {
        assertThat(run("F=\n_x 3 30 1000 '0 4' '' / sh -c 'echo out; echo err >&2; exit 4'\n"))
                .endsWith("\nout\n\nH i 3 x 4\n");
    }

    @Test
    void aFileIsWrittenWhole() throws Exception {
        assertThat(run("p() { printf 'new\\n'; }\n_u 4 640 root root p /etc/made\n_s 5 0 1 /etc/made\n"))
                .contains("H i 4 x 0")
                .contains("81a0/0/0/4/");
        assertThat(new String(files.read("/etc/made"), StandardCharsets.UTF_8)).isEqualTo("new\n");
        assertThat(files.list("/etc")).containsExactly("hosts", "made");
    }

    @Test
    void aKernelFileIsWrittenInPlaceAndReadBack() throws Exception {
        assertThat(run("_v 6 /proc/irq/9/smp_affinity_list 5\n")).endsWith("\n5\nH i 6 x 0\n");
    }
}
