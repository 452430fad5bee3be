package io.pinwright.modules.vhost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.pinwright.modules.cpu.CpuSet;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The script in real shells, on a folder that looks like /proc; a shell that is not installed is skipped. */
class QemuThreadsScriptTest {

    private static final String MAIN = "0::/machine.slice/machine-qemu\\x2d1\\x2dw.scope/libvirt/emulator\n";

    @TempDir
    Path root;

    @ParameterizedTest
    @ValueSource(strings = {"dash", "bash", "busybox sh"})
    void workersOfBothPlacesAreFound(String shell) throws Exception {
        domain("w", 607);
        thread("607/task/607", "qemu-system-x86", 1, "0-3", MAIN);
        thread("607/task/625", "CPU 0/KVM", 1, "2", MAIN.replace("emulator", "vcpu0"));
        thread("607/task/700", "vhost-607", 1, "1,3", MAIN);
        thread("615", "vhost-607", 2, "1,3", MAIN);
        thread("613", "kvm-nx-lpage-recovery-607", 2, "0-3", MAIN);
        thread("1", "systemd", 0, "0-3", "0::/init.scope\n");

        QemuThreads threads = run(shell);

        assertThat(threads.problem()).isEmpty();
        QemuProcess process = threads.of("w").orElseThrow();
        assertThat(process.threads()).extracting(QemuThread::tid).containsExactly(607, 615, 625, 700);
        assertThat(process.workers().threads()).extracting(QemuThread::kernel).containsExactly(true, false);
        assertThat(process.workers().allowed()).isEqualTo(CpuSet.of(1, 3));
        assertThat(process.main().orElseThrow().cgroup()).isEqualTo(MAIN.strip().substring(3));
    }

    @ParameterizedTest
    @ValueSource(strings = {"dash", "bash", "busybox sh"})
    void oddNamesAreDataToTheShell(String shell) throws Exception {
        String name = "a b\\x2d$(touch " + root.resolve("ran") + ")`id`*\"'";
        String safe = name.replace('/', '_');
        domain(safe, 9);
        thread("9/task/9", "-n \\c *\t$x", 1, "0", "3:cpuset:/a b\\x2d *:$(x)/emulator\n0::/\n");

        QemuProcess process = run(shell).of(safe).orElseThrow();

        assertThat(process.main().orElseThrow())
                .isEqualTo(new QemuThread(
                        9, "-n \\c *\t$x", Optional.of(CpuSet.of(0)), "/a b\\x2d *:$(x)/emulator", false));
        assertThat(root.resolve("ran")).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(strings = {"dash", "bash", "busybox sh"})
    void aProcessThatIsGoneHasNoThreads(String shell) throws Exception {
        domain("gone", 4711);
        Files.writeString(root.resolve("run/odd.pid"), "../etc\n");

        QemuThreads threads = run(shell);

        assertThat(threads.of("gone").orElseThrow().threads()).isEmpty();
        assertThat(threads.of("odd").orElseThrow().pid()).isZero();
        assertThat(threads.problem()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"dash", "bash", "busybox sh"})
    void aThreadThatVanishesWhileReadIsLeftOut(String shell) throws Exception {
        domain("w", 607);
        thread("607/task/607", "qemu", 1, "0-3", MAIN);
        Files.createDirectories(root.resolve("proc/607/task/608"));

        assertThat(run(shell).of("w").orElseThrow().threads())
                .extracting(QemuThread::tid)
                .containsExactly(607);
    }

    @ParameterizedTest
    @ValueSource(strings = {"dash", "bash", "busybox sh"})
    void aStatusThatCannotBeReadIsUnknown(String shell) throws Exception {
        domain("w", 607);
        thread("607/task/607", "qemu", 1, "0-3", MAIN);
        Files.delete(root.resolve("proc/607/task/607/status"));

        assertThat(run(shell).of("w").orElseThrow().main().orElseThrow().allowed())
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"dash", "bash", "busybox sh"})
    void aHostWithoutLibvirtHasNoDomains(String shell) throws Exception {
        QemuThreads threads = run(shell);

        assertThat(threads).isEqualTo(QemuThreads.parse("qemu-threads 1\nend\n"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"dash", "bash", "busybox sh"})
    void theRealProcOfThisMachineIsRead(String shell) throws Exception {
        assumeTrue(Files.exists(Path.of("/proc/self/task")), "no /proc");
        domain("self", (int) ProcessHandle.current().pid());

        QemuProcess self = output(shell, "/proc").of("self").orElseThrow();

        assertThat(self.main().orElseThrow().allowed()).isPresent();
        assertThat(self.threads()).hasSizeGreaterThan(1);
    }

    private void domain(String name, int pid) throws IOException {
        Files.createDirectories(root.resolve("run"));
        Files.writeString(root.resolve("run").resolve(name + ".pid"), Integer.toString(pid));
    }

    private void thread(String path, String comm, int parent, String allowed, String cgroup) throws IOException {
        Path dir = Files.createDirectories(root.resolve("proc").resolve(path));
        Files.writeString(dir.resolve("comm"), comm + "\n");
        Files.writeString(
                dir.resolve("status"),
                "Name:\t" + comm + "\nPPid:\t" + parent + "\nCpus_allowed:\tffff\nCpus_allowed_list:\t" + allowed
                        + "\nMems_allowed:\t1\n");
        Files.writeString(dir.resolve("cgroup"), cgroup);
    }

    private QemuThreads run(String shell) throws Exception {
        return output(shell, root.resolve("proc").toString());
    }

    private QemuThreads output(String shell, String proc) throws Exception {
        List<String> command = new ArrayList<>(List.of(shell.split(" ")));
        List<String> argv =
                QemuThreadsText.query(proc, root.resolve("run").toString()).argv();
        command.addAll(argv.subList(1, argv.size()));
        assumeTrue(installed(command.get(0)), command.get(0) + " is not installed");
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return QemuThreads.parse(text);
    }

    private static boolean installed(String program) {
        return List.of("/bin", "/usr/bin").stream().anyMatch(dir -> Files.isExecutable(Path.of(dir, program)));
    }
}
