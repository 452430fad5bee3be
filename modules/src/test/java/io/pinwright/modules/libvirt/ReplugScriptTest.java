package io.pinwright.modules.libvirt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.pinwright.engine.host.Step;
import io.pinwright.engine.module.Change;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The script that replugs an interface, with each shell that hosts have and a virsh that keeps one interface in a file. */
class ReplugScriptTest {

    private static final String SHELLS_ARE_MISSING = "the shell is not installed";

    private static final String VIRSH = """
            #!/bin/sh
            cd "${0%/*}" || exit 9
            echo "$4" >>calls
            case $4 in
            dumpxml) echo '<domain>'; cat plugged 2>/dev/null; echo '</domain>' ;;
            detach-device) cat >detached; [ -e stuck ] || rm plugged; echo 'Device detached successfully' ;;
            attach-device)
              cat >new
              if [ -s refusals ]; then
                sed -i 1d refusals
                echo 'error: cannot open macvtap tap device' >&2
                exit 1
              fi
              mv new plugged ;;
            esac
            """;

    @TempDir
    Path folder;

    private record Result(int exit, String stderr) {}

    private Step.Run step() {
        VirtInterface.Args args = new VirtInterface.Args(
                "bigip-virtio",
                InterfaceSelector.ofSource("enp4s0f0"),
                DriverWish.ofQueues(4),
                Optional.of(Duration.ofSeconds(1)));
        VirtInterface module = new VirtInterface();
        List<Change> changes = module.diff(args, DomainAnswers.value(module.observe(args), DomainAnswers.running()));
        Change replug = changes.get(changes.size() - 1);
        assertThat(replug.summary()).endsWith("queues (live, replugged): 1 -> 4");
        return (Step.Run) replug.steps().get(0);
    }

    private static Optional<Path> program(String name) {
        return List.of("/bin", "/usr/bin").stream()
                .map(place -> Path.of(place, name))
                .filter(Files::isExecutable)
                .findFirst();
    }

    private void plugged() throws IOException {
        String live = DomainAnswers.value(Virsh.domain("bigip-virtio"), DomainAnswers.running())
                .live()
                .orElseThrow()
                .interfaces()
                .get(0)
                .text();
        Files.writeString(folder.resolve("plugged"), live + "\n");
    }

    private void script(String name, String text) throws IOException {
        Path file = Files.writeString(folder.resolve(name), text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
    }

    private Result run(String shell) throws IOException, InterruptedException {
        Optional<Path> program = program(shell);
        assumeTrue(program.isPresent(), SHELLS_ARE_MISSING);
        boolean busybox = shell.equals("busybox");
        script("sh", "#!/bin/sh\nexec " + program.get() + (busybox ? " sh" : "") + " \"$@\"\n");
        for (String tool : busybox ? List.of("cat", "sleep") : List.<String>of()) {
            script(tool, "#!/bin/sh\nexec " + program.get() + " " + tool + " \"$@\"\n");
        }
        script("virsh", VIRSH);
        Step.Run step = step();
        List<String> argv = new java.util.ArrayList<>(step.argv());
        argv.set(0, folder.resolve("sh").toString());
        Path input =
                Files.writeString(folder.resolve("input"), step.stdin().bytes().text());
        ProcessBuilder builder = new ProcessBuilder("/bin/sh", "-c", "cat " + input + " | \"$@\"", "sh");
        builder.command().addAll(argv);
        builder.environment().put("PATH", folder + ":/usr/bin:/bin");
        Path errors = folder.resolve("errors");
        Process process = builder.redirectError(errors.toFile())
                .redirectOutput(folder.resolve("out").toFile())
                .start();
        return new Result(process.waitFor(), Files.readString(errors));
    }

    @ParameterizedTest
    @ValueSource(strings = {"dash", "bash", "busybox"})
    void theInterfaceIsTakenOutAndPluggedInWithItsNewDriver(String shell) throws IOException, InterruptedException {
        plugged();
        String before = Files.readString(folder.resolve("plugged"));
        assertThat(run(shell)).isEqualTo(new Result(0, ""));
        assertThat(Files.readString(folder.resolve("detached"))).isEqualTo(before);
        assertThat(Files.readString(folder.resolve("plugged")))
                .isEqualTo(before.replace(
                        "<model type='virtio'/>\n", "<model type='virtio'/>\n      <driver queues='4'/>\n"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"dash", "bash", "busybox"})
    void whatTheGuestKeepsIsNotPluggedAgain(String shell) throws IOException, InterruptedException {
        plugged();
        Files.createFile(folder.resolve("stuck"));
        Result result = run(shell);
        assertThat(result.exit()).isEqualTo(1);
        assertThat(result.stderr()).startsWith("the guest has not released the interface within 1 s");
        assertThat(Files.readString(folder.resolve("calls"))).doesNotContain("attach-device");
    }

    @ParameterizedTest
    @ValueSource(strings = {"dash", "bash", "busybox"})
    void theOldInterfaceIsPutBackWhenTheNewOneIsRefused(String shell) throws IOException, InterruptedException {
        plugged();
        String before = Files.readString(folder.resolve("plugged"));
        Files.writeString(folder.resolve("refusals"), "1\n2\n3\n");
        Result result = run(shell);
        assertThat(result.exit()).isEqualTo(1);
        assertThat(result.stderr())
                .isEqualTo("virsh attach-device failed, the old interface is plugged again, with its old queues: error:"
                        + " cannot open macvtap tap device\n");
        assertThat(Files.readString(folder.resolve("plugged")).strip()).isEqualTo(before.strip());
    }
}
