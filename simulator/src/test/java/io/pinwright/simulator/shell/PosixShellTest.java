package io.pinwright.simulator.shell;

import static org.assertj.core.api.Assertions.assertThat;

import io.pinwright.simulator.shell.PosixShell.Limits;
import io.pinwright.simulator.shell.PosixShell.Options;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PosixShellTest {

    private final MemoryFiles files = new MemoryFiles(Clock.systemUTC())
            .with("/etc/passwd", "root:x:0:0:root:/root:/bin/sh\nann:x:1000:1000::/home/ann:/bin/sh\n")
            .with("/etc/secret", "hidden\n")
            .with("/home/ann/note", "hers\n");
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private int run(String user, SudoPolicy policy, Limits limits, String script, String stdin) {
        return new PosixShell(files, CoreUtilities.with(policy), new Options(limits, user, Map.of(), "/"))
                .run(script, List.of(), bytes(stdin), out, err);
    }

    private int run(String script) {
        return run("root", SudoPolicy.WITHOUT_PASSWORD, Limits.defaults(), script, "");
    }

    private static InputStream bytes(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private String out() {
        return out.toString(StandardCharsets.ISO_8859_1);
    }

    private String err() {
        return err.toString(StandardCharsets.ISO_8859_1);
    }

    @Test
    void commandsReadWhatFollowsThemInTheSameInput() {
        PosixShell shell = new PosixShell(files, CoreUtilities.all(), Options.of("root", "/"));
        int exit = shell.runInput(
                bytes("read x\nhello there\necho \"got $x\"\nhead -c 4\nabc\nexit 3\n"), List.of(), out, err);
        assertThat(out()).isEqualTo("got hello there\nabc\n");
        assertThat(exit).isEqualTo(3);
    }

    @Test
    void execOfAShellReadsTheRestOfTheInput() {
        PosixShell shell = new PosixShell(files, CoreUtilities.all(), Options.of("root", "/"));
        shell.runInput(bytes("echo one\nexec sh -s\necho two\n"), List.of(), out, err);
        assertThat(out()).isEqualTo("one\ntwo\n");
    }

    @Test
    void everyByteSurvivesAVariable() {
        StringBuilder format = new StringBuilder();
        for (int b = 1; b < 256; b++) {
            format.append(String.format("\\%03o", b));
        }
        run("x=$(printf '" + format + "x'); printf %s \"$x\"");
        byte[] expected = new byte[256];
        for (int b = 1; b < 256; b++) {
            expected[b - 1] = (byte) b;
        }
        expected[255] = 'x';
        assertThat(out.toByteArray()).isEqualTo(expected);
    }

    @Test
    void quotedTextOf100KibibytesArrivesWhole() {
        String text = "it is long; $x `y` \"z\" \\ * \n".repeat(4000);
        run("printf %s '" + text + "'");
        assertThat(out()).isEqualTo(text);
    }

    @Test
    void anEndlessLoopEndsAtTheLimitOfSteps() {
        int exit = run(
                "root",
                SudoPolicy.WITHOUT_PASSWORD,
                new Limits(1000, 1 << 20, 50, Duration.ofMinutes(5)),
                "while :; do :; done",
                "");
        assertThat(exit).isEqualTo(PosixShell.LIMIT_STATUS);
        assertThat(err()).contains("more than 1000 steps");
    }

    @Test
    void aRecursionWithoutEndEndsAtTheLimitOfCalls() {
        int exit = run(
                "root",
                SudoPolicy.WITHOUT_PASSWORD,
                new Limits(1000000, 1 << 20, 50, Duration.ofMinutes(5)),
                "f() { f; }; f",
                "");
        assertThat(exit).isEqualTo(PosixShell.LIMIT_STATUS);
        assertThat(err()).contains("more than 50 nested calls");
    }

    @Test
    void anEndlessWriterEndsAtTheLimitOfOutput() {
        int exit = run(
                "root", SudoPolicy.WITHOUT_PASSWORD, new Limits(1000000, 10_000, 50, Duration.ofMinutes(5)), "yes", "");
        assertThat(exit).isEqualTo(PosixShell.LIMIT_STATUS);
        assertThat(err()).contains("more than 10000 bytes of output");
    }

    @Test
    void aSleeperEndsAtTheDeadline() {
        int exit = run(
                "root",
                SudoPolicy.WITHOUT_PASSWORD,
                new Limits(1000, 1000, 50, Duration.ofMillis(50)),
                "sleep 600",
                "");
        assertThat(exit).isEqualTo(PosixShell.LIMIT_STATUS);
    }

    @Test
    void aConstructThatIsNotSupportedIsRefused() {
        assertThat(run("[[ a = a ]]")).isEqualTo(2);
        assertThat(err()).contains("not supported");
    }

    @Test
    void anOptionThatAProgramDoesNotKnowIsRefused() {
        assertThat(run("stat --file-system /")).isEqualTo(1);
        assertThat(err()).contains("does not support it");
    }

    @Test
    void aUserMayNotReadWhatRootHides() {
        run("chmod 600 /etc/secret");
        int exit = run("ann", SudoPolicy.WITHOUT_PASSWORD, Limits.defaults(), "cat /etc/secret", "");
        assertThat(exit).isEqualTo(1);
        assertThat(err()).isEqualTo("cat: /etc/secret: Permission denied\n");
    }

    @Test
    void aUserMayNotWriteIntoFoldersOfRoot() {
        run("ann", SudoPolicy.WITHOUT_PASSWORD, Limits.defaults(), "echo x > /etc/new", "");
        assertThat(err()).isEqualTo("sh: 1: cannot create /etc/new: Permission denied\n");
    }

    @Test
    void sudoWithoutPasswordBecomesRoot() {
        run("ann", SudoPolicy.WITHOUT_PASSWORD, Limits.defaults(), "sudo -n sh -c 'id -un; echo $HOME $SUDO_USER'", "");
        assertThat(out()).isEqualTo("root\n/root ann\n");
    }

    @Test
    void sudoThatNeedsAPasswordSaysSo() {
        int exit = run("ann", SudoPolicy.withPassword("sesame"), Limits.defaults(), "sudo -n true", "");
        assertThat(exit).isEqualTo(1);
        assertThat(err()).isEqualTo("sudo: a password is required\n");
    }

    @Test
    void sudoReadsThePasswordAndLeavesTheRestToTheCommand() {
        int exit = run(
                "ann",
                SudoPolicy.withPassword("sesame"),
                Limits.defaults(),
                "sudo -S -p 'ask:' -u root -- cat",
                "sesame\nrest\n");
        assertThat(exit).isZero();
        assertThat(out()).isEqualTo("rest\n");
        assertThat(err()).isEqualTo("ask:");
    }

    @Test
    void sudoRefusesAWrongPasswordThreeTimes() {
        int exit = run("ann", SudoPolicy.withPassword("sesame"), Limits.defaults(), "sudo -S -p '' true", "a\nb\nc\n");
        assertThat(exit).isEqualTo(1);
        assertThat(err()).isEqualTo("Sorry, try again.\nSorry, try again.\nsudo: 3 incorrect password attempts\n");
    }

    @Test
    void suAsksForThePasswordOfTheTarget() {
        int exit = run("ann", SudoPolicy.withPassword("sesame"), Limits.defaults(), "su root -c 'id -u'", "sesame\n");
        assertThat(exit).isZero();
        assertThat(out()).isEqualTo("0\n");
    }

    @Test
    void aProgramOfTheHostIsFoundByNameAndByPath() {
        Map<String, ShellCommand> programs = new java.util.TreeMap<>(CoreUtilities.all());
        programs.put("virsh", call -> {
            call.stdout().write(call.argv().toString().getBytes(StandardCharsets.ISO_8859_1));
            return 7;
        });
        int exit = new PosixShell(files, programs, Options.of("root", "/"))
                .run("virsh list; /usr/bin/virsh -x; command -v virsh", List.of(), bytes(""), out, err);
        assertThat(out()).isEqualTo("[virsh, list][/usr/bin/virsh, -x]/usr/bin/virsh\n");
        assertThat(exit).isZero();
    }

    @Test
    void aKernelFileAnswersEachWriteByItself() {
        List<String> writes = new java.util.ArrayList<>();
        VirtualFiles kernel = new KernelFile(files.with("/proc/irq/9/smp_affinity_list", "0\n"), writes);
        int exit = new PosixShell(kernel, CoreUtilities.all(), Options.of("root", "/"))
                .run(
                        "printf '%s\\n' 3 > /proc/irq/9/smp_affinity_list; echo 99 > /proc/irq/9/smp_affinity_list",
                        List.of(), bytes(""), out, err);
        assertThat(writes).containsExactly("3\n", "99\n");
        assertThat(err()).isEqualTo("sh: 1: echo: write error: Value too large for defined data type\n");
        assertThat(exit).isEqualTo(1);
    }

    @Test
    void manyPipelinesAtOnceAllEnd() throws Exception {
        List<Thread> threads = new java.util.ArrayList<>();
        java.util.Queue<String> results = new java.util.concurrent.ConcurrentLinkedQueue<>();
        for (int i = 0; i < 100; i++) {
            Thread thread = new Thread(() -> {
                ByteArrayOutputStream own = new ByteArrayOutputStream();
                new PosixShell(files, CoreUtilities.all(), Options.of("root", "/"))
                        .run(
                                "yes | head -n 1000 | sort -u | tr y n",
                                List.of(),
                                bytes(""),
                                own,
                                new ByteArrayOutputStream());
                results.add(own.toString(StandardCharsets.ISO_8859_1));
            });
            thread.start();
            threads.add(thread);
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(results).hasSize(100).containsOnly("n\n");
    }
}
