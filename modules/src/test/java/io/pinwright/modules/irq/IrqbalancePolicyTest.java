package io.pinwright.modules.irq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The policy script in real shells, on a folder that looks like sysfs; a shell that is not installed is skipped. */
class IrqbalancePolicyTest {

    @TempDir
    Path root;

    @Test
    void aScriptTellsItsDevices() {
        IrqbalancePolicy policy = IrqbalancePolicy.of(List.of("enp4s0f1", "enp4s0f0", "eth0.5"));

        assertThat(IrqbalancePolicy.parse(policy.text())).hasValue(policy);
        assertThat(IrqbalancePolicy.parse("#!/bin/sh\nexit 0\n")).isEmpty();
        assertThat(IrqbalancePolicy.parse("devices='a;b'\n")).isEmpty();
    }

    @Test
    void otherDevicesMeanAnotherPath() {
        IrqbalancePolicy one = IrqbalancePolicy.of(List.of("enp4s0f0"));

        assertThat(one.path()).matches("/usr/local/sbin/pinwright-irqbalance-[0-9a-f]{12}");
        assertThat(one.plus(List.of("enp4s0f1")).path()).isNotEqualTo(one.path());
        assertThat(one.plus(List.of("enp4s0f0"))).isSameAs(one);
    }

    @ParameterizedTest
    @ValueSource(strings = {"dash", "bash", "busybox sh"})
    void onlyTheInterruptsOfTheDevicesAreBanned(String shell) throws Exception {
        Path nic = Files.createDirectories(root.resolve("devices/0000:04:00.0/net/enp4s0f0"));
        Files.createDirectories(root.resolve("devices/0000:04:00.0/msi_irqs"));
        Files.writeString(root.resolve("devices/0000:04:00.0/msi_irqs/42"), "msix\n");
        Files.createDirectories(root.resolve("devices/msi_irqs"));
        Files.writeString(root.resolve("devices/msi_irqs/24"), "msi\n"); // the bridge above
        Path virtio = Files.createDirectories(root.resolve("devices/0000:00:02.0/virtio0/net/eth9"));
        Files.createDirectories(root.resolve("devices/0000:00:02.0/msi_irqs"));
        Files.writeString(root.resolve("devices/0000:00:02.0/msi_irqs/60"), "msix\n");
        Path net = Files.createDirectories(root.resolve("net"));
        Files.createSymbolicLink(nic.resolve("device"), root.resolve("devices/0000:04:00.0"));
        Files.createSymbolicLink(virtio.resolve("device"), root.resolve("devices/0000:00:02.0/virtio0"));
        Files.createSymbolicLink(net.resolve("enp4s0f0"), nic);
        Files.createSymbolicLink(net.resolve("eth9"), virtio);

        assertThat(policy(shell, "0000:04:00.0", "42")).isEqualTo("ban=true\n");
        assertThat(policy(shell, "0000:04:00.0", "4711")).as("by device").isEqualTo("ban=true\n");
        assertThat(policy(shell, "0000:00:02.0", "60")).as("virtio").isEqualTo("ban=true\n");
        assertThat(policy(shell, "0000:05:00.0", "24")).as("the bridge above").isEmpty();
        assertThat(policy(shell, "0000:05:00.0", "4")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"dash", "bash", "busybox sh"})
    void theDaemonsCommandLineIsRead(String shell) throws Exception {
        Path daemon = Files.createDirectories(root.resolve("proc/350"));
        Files.writeString(daemon.resolve("comm"), "irqbalance\n");
        Files.writeString(daemon.resolve("cmdline"), "/usr/sbin/irqbalance\0--foreground\0-l\0a b\\n\0");
        Path other = Files.createDirectories(root.resolve("proc/351"));
        Files.writeString(other.resolve("comm"), "irqbalance-ui\n");
        Path script = Files.writeString(root.resolve("policy-1"), "");
        Files.writeString(root.resolve("policy-2"), "");
        assertThat(script.toFile().setExecutable(true)).isTrue();

        assertThat(run(
                        shell,
                        IrqbalancePolicy.resource("irqbalance-state.sh"),
                        root.resolve("proc").toString(),
                        root.resolve("policy-").toString()))
                .isEqualTo("irqbalance 1\np\nw /usr/sbin/irqbalance\nw --foreground\nw -l\nw a b\\n\nx " + script
                        + "\nend\n");
    }

    private String policy(String shell, String device, String irq) throws Exception {
        String text = IrqbalancePolicy.of(List.of("enp4s0f0", "eth9"))
                .text()
                .replace("/sys/class/net", root.resolve("net").toString());
        return run(shell, text, root.resolve("devices").resolve(device).toString(), irq);
    }

    private static String run(String shell, String script, String first, String second) throws Exception {
        List<String> command = new ArrayList<>(List.of(shell.split(" ")));
        assumeTrue(
                List.of("/bin", "/usr/bin").stream().anyMatch(dir -> Files.isExecutable(Path.of(dir, command.get(0)))),
                command.get(0) + " is not installed");
        command.addAll(List.of("-c", script, "script", first, second));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isZero();
        return text;
    }
}
