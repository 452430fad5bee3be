package io.pinwright.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.pinwright.simulator.SimulatedHost.Output;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The same calls put to the real tools and to the simulated ones. The real virsh answers from libvirt's test driver: a host of 8
 * CPUs with one running domain {@code test} of two vCPUs.
 */
class RealToolsContractTest {

    private static final String TEST_DOMAIN = "<domain type='kvm'><name>test</name>"
            + "<uuid>6695eb01-f6a4-8304-79aa-97f2502e193f</uuid><memory unit='KiB'>8388608</memory><vcpu>2</vcpu>"
            + "<os><type>hvm</type></os></domain>";

    @RegisterExtension
    final SimulatedHostsExtension kvm = SimulatedHostsExtension.of(SimulatedHosts.builder()
            .host(
                    "kvm01",
                    HostBlueprint.builder(BuiltinHosts.oneNode().shape())
                            .domain(TEST_DOMAIN)
                            .build()));

    @TempDir
    Path folder;

    private Output real(String script) throws IOException, InterruptedException {
        Path out = folder.resolve("out");
        Path err = folder.resolve("err");
        ProcessBuilder builder = new ProcessBuilder("sh", "-c", script);
        builder.environment().put("LC_ALL", "C");
        builder.environment().put("LIBVIRT_DEFAULT_URI", "test:///default");
        int status = builder.redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start()
                .waitFor();
        return new Output(status, Files.readString(out), Files.readString(err));
    }

    private Output simulated(String script) {
        return kvm.hosts().host("kvm01").run(script);
    }

    private void requireTool(String name) throws IOException, InterruptedException {
        assumeTrue(real("command -v " + name).status() == 0, name + " is not installed");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "virsh list --all",
                "virsh list",
                "virsh list --all --name",
                "virsh list --all --uuid",
                "virsh list --all --uuid --name",
                "virsh list --all --title",
                "virsh list --all --with-managed-save",
                "virsh -q list --all",
                "virsh vcpupin test",
                "virsh -q vcpupin test",
                "virsh vcpupin test 0",
                "virsh vcpupin test 0 1",
                "virsh 'vcpupin test 0 1,3-4; vcpupin test'",
                "virsh vcpupin test 0 99",
                "virsh vcpupin test 0 x",
                "virsh vcpupin test 0 ''",
                "virsh vcpupin test x 0",
                "virsh vcpupin test --config --current",
                "virsh vcpupin test --config --live --current",
                "virsh emulatorpin test",
                "virsh -q emulatorpin test",
                "virsh emulatorpin test x",
                "virsh emulatorpin",
                "virsh iothreadinfo test",
                "virsh -q iothreadinfo test",
                "virsh vcpucount test",
                "virsh vcpucount test --live --current",
                "virsh vcpucount test --maximum --config",
                "virsh domstate test",
                "virsh domuuid test",
                "virsh domid test",
                "virsh domname 1",
                "virsh echo a b",
                "virsh dumpxml nosuch",
                "virsh dumpxml test --bogus",
                "virsh dumpxml test extra",
                "virsh dumpxml test --xpath /domain/name",
                "virsh dumpxml test --xpath //nothing",
                "virsh -r dumpxml test --security-info",
                "virsh -r destroy test",
                "virsh help nosuch",
                "virsh 'domstate test; nosuch; domuuid test'",
                "virsh 'domstate nosuch; domuuid test'",
                "virsh 'domuuid test; domstate nosuch'",
                "virsh start test",
                "virsh shutdown test",
                "virsh -q shutdown test",
                "virsh 'destroy test; domstate test --reason; domstats --state test'",
                "virsh 'destroy test; start --force-boot test; domstate test --reason; domstats --state --domain test'",
                "virsh -q 'destroy test; start test; domstats --state test'",
                "virsh domstats nosuch",
                "virsh domstats --bogus test",
                "virsh start --force-boot test",
                "virsh detach-device test /nonexist --live",
                "virsh attach-device test /nonexist --live",
                "virsh 'destroy test; domstate test; list --all; emulatorpin test 0; vcpuinfo test'",
                "virsh 'destroy test; vcpucount test; start test; domstate test'",
                "virsh define /nonexist",
                "virsh autostart test",
                "virsh autostart test --disable",
                "virsh managedsave-remove test",
                "virsh update-device test /nonexist --config",
                "virsh --bogus",
                "virsh --version",
            })
    void virshAnswersAsTheRealOne(String call) throws IOException, InterruptedException {
        requireTool("virsh");
        assertThat(simulated(call)).isEqualTo(real(call));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<mac address='52:54:00:00:00:AA'/><source dev='eth0'/><driver queues='4' name='vhost'/><model type='virtio'/>",
                "<mac address='52:54:00:00:00:aa'/><source dev='eth0' mode='bridge'/><driver queues='1'/><model type='virtio'/>",
                "<mac address='52:54:00:00:00:aa'/><source dev='eth0'/><driver queues='0'/><model type='virtio'/><!-- gone -->",
                "<mac address='52:54:00:00:00:aa'/><source dev='eth0'/><driver queues='4'/><model type='e1000'/>",
                "<mac address='52:54:00:00:00:aa'/><source dev='eth0'/><driver bogus='1' queues='4'/><model type='virtio'/>",
                "<mac address='52:54:00:00:00:aa'/><source dev='eth0'/><driver queues='x'/><model type='virtio'/>",
                "<mac address='52:54:00:00:00:aa'/><source dev='eth0'/><driver tx_queue_size='512' rx_queue_size='1024'"
                        + " queues='8' name='vhost'/><model type='virtio'/>",
            })
    void defineKeepsAnInterfaceAsTheRealOneDoes(String inside) throws IOException, InterruptedException {
        requireTool("virsh");
        String xml =
                "<domain type='TYPE'><name>x</name><memory>1</memory><vcpu>4</vcpu><os><type>hvm</type></os><devices>"
                        + "<interface type='direct'>" + inside + "</interface></devices></domain>";
        Path file = folder.resolve("x.xml");
        Files.writeString(file, xml.replace("TYPE", "test"));
        Output real = real("virsh 'define " + file + "; dumpxml x --inactive'");
        kvm.hosts().host("kvm01").run("mkdir -p " + folder);
        try {
            kvm.hosts()
                    .host("kvm01")
                    .files()
                    .write(file.toString(), xml.replace("TYPE", "kvm").getBytes(StandardCharsets.UTF_8), false);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        Output simulated = simulated("virsh 'define " + file + "; dumpxml x --inactive'");
        assertThat(interfaceOf(simulated.stdout())).isEqualTo(interfaceOf(real.stdout()));
        assertThat(simulated.stderr()).isEqualTo(real.stderr());
        assertThat(simulated.status()).isEqualTo(real.status());
    }

    /** The interface without what the test driver adds (a target) or leaves out (an address). */
    private static List<String> interfaceOf(String xml) {
        return xml.lines()
                .dropWhile(line -> !line.contains("<interface"))
                .takeWhile(line -> !line.contains("</interface>"))
                .filter(line -> !line.contains("<target") && !line.contains("<address "))
                .collect(Collectors.toList());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "taskset",
                "taskset -pc abc",
                "taskset -pc 999999999",
                "taskset -pc 0-3 999999999",
                "sysctl -n no.such",
                "sysctl -w no.such=1",
                "sysctl -e -n no.such",
                "sysctl -p /nonexist",
                "sysctl -n kernel.ostype",
                "sysctl kernel.ostype",
                "sysctl -w kernel.ostype",
                "lscpu -p=bogus",
                "ethtool -l nosuch",
                "ethtool -l lo",
                "ethtool -i lo",
                "ethtool -L lo combined x",
                "ip link show nosuch",
                "pgrep nosuchprocess",
                "service nosuch status",
                "systemctl is-enabled nosuch",
            })
    void toolsAnswerAsTheRealOnes(String call) throws IOException, InterruptedException {
        requireTool(call.substring(0, call.indexOf(' ') < 0 ? call.length() : call.indexOf(' ')));
        assertThat(simulated(call)).isEqualTo(real(call));
    }
}
