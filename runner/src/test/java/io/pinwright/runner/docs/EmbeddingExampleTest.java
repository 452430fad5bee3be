package io.pinwright.runner.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.pinwright.engine.report.Report;
import io.pinwright.simulator.BuiltinHosts;
import io.pinwright.simulator.SimulatedHosts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddingExampleTest {

    @Test
    void theProgramOfTheReadmeTellsItsPlanAndAppliesIt(@TempDir Path folder) throws IOException {
        try (SimulatedHosts hosts =
                SimulatedHosts.builder().host("kvm01", BuiltinHosts.r710(1)).start()) {
            Path inventory =
                    Files.writeString(folder.resolve("hosts"), hosts.inventoryText() + "domain=bigip-virtio\n");
            List<String> told = new ArrayList<>();

            Report report = EmbeddingExample.tune(
                    Markdown.TOP.resolve("playbooks/tune-vhost.yml"), inventory.toString(), told::add);

            assertThat(told)
                    .contains("domain bigip-virtio: emulatorpin (live): 0,2,4,6,8,10,12,14 -> 1,3,5,7,9,11,13,15");
            assertThat(report.hasChanges()).isTrue();
            assertThat(report.hasFailures()).isFalse();
            assertThat(hosts.host("kvm01").run("virsh emulatorpin bigip-virtio").stdout())
                    .contains("1,3,5,7,9,11,13,15");
        }
    }
}
