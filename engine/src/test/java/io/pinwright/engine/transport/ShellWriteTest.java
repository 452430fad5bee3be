package io.pinwright.engine.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.pinwright.engine.host.Answer;
import io.pinwright.engine.host.Bytes;
import io.pinwright.engine.host.HostWriter.Written;
import io.pinwright.engine.host.Payload;
import io.pinwright.engine.host.Query;
import io.pinwright.engine.host.Step;
import io.pinwright.engine.host.StepOutcome;
import io.pinwright.engine.host.StepOutcome.Status;
import io.pinwright.engine.host.Writing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a shell on a host does with steps, with each shell that hosts have. */
class ShellWriteTest {

    @TempDir
    Path folder;

    private static Written write(Shells.Shell shell, List<Step> steps, Query... then) {
        try (HostSession session = shell.session()) {
            Written written = session.writer(Optional.empty()).write(Writing.bare(steps), List.of(then));
            assertThat(session.counts().execs()).isEqualTo(1);
            assertThat(session.counts().roundTrips()).isEqualTo(1);
            return written;
        }
    }

    private static StepOutcome outcome(Shells.Shell shell, Step step) {
        return write(shell, List.of(step)).outcomes().get(0);
    }

    private static Step.WriteFile file(Path path, byte[] content, Integer mode) {
        return new Step.WriteFile(
                path.toString(), new Payload(Bytes.copyOf(content), false), mode, null, null, List.of());
    }

    private static Step.Run run(String... argv) {
        return new Step.Run(List.of(argv), List.of());
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(path -> path.getFileName().toString()).sorted().toList();
        }
    }

    @ParameterizedTest
    @MethodSource("io.pinwright.engine.transport.Shells#all")
    void aFileIsWrittenByteForByteWithItsModeAndNothingIsLeftBeside(Shells.Shell shell) throws IOException {
        byte[] content = new byte[40_000];
        for (int i = 0; i < content.length; i++) {
            content[i] = (byte) (i * 31 + i / 256);
        }
        assertThat(outcome(shell, file(folder.resolve("f"), content, 0600)).status())
                .isEqualTo(Status.DONE);
        assertThat(Files.readAllBytes(folder.resolve("f"))).isEqualTo(content);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("f"))))
                .isEqualTo("rw-------");
        assertThat(names()).containsExactly("f");
    }

    @ParameterizedTest
    @MethodSource("io.pinwright.engine.transport.Shells#all")
    void aFileKeepsItsModeAndANewOneIsForAllToRead(Shells.Shell shell) throws IOException {
        Path old = Files.writeString(folder.resolve("old"), "x");
        Files.setPosixFilePermissions(old, PosixFilePermissions.fromString("rwxr-x--x"));
        write(shell, List.of(file(old, new byte[] {'y'}, null), file(folder.resolve("new"), new byte[0], null)));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(old)))
                .isEqualTo("rwxr-x--x");
        assertThat(Files.readString(old)).isEqualTo("y");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("new"))))
                .isEqualTo("rw-r--r--");
    }

    @ParameterizedTest
    @MethodSource("io.pinwright.engine.transport.Shells#all")
    void aFileBehindALinkIsWrittenAndTheLinkStays(Shells.Shell shell) throws IOException {
        Path target =
                Files.writeString(Files.createDirectory(folder.resolve("d")).resolve("target"), "old");
        Path link = Files.createSymbolicLink(folder.resolve("link"), Path.of("d/target"));
        assertThat(outcome(shell, file(link, "new".getBytes(), null)).status()).isEqualTo(Status.DONE);
        assertThat(Files.isSymbolicLink(link)).isTrue();
        assertThat(Files.readString(target)).isEqualTo("new");
    }

    @ParameterizedTest
    @MethodSource("io.pinwright.engine.transport.Shells#all")
    void aFileInADirectoryThatIsNotThereFails(Shells.Shell shell) {
        StepOutcome outcome = outcome(shell, file(folder.resolve("none/f"), new byte[] {'x'}, null));
        assertThat(outcome.status()).isEqualTo(Status.FAILED);
        assertThat(outcome.stderr().text()).contains("the directory " + folder + "/none does not exist");
    }

    @ParameterizedTest
    @MethodSource("io.pinwright.engine.transport.Shells#all")
    void aCommandGetsStandardInputEnvironmentAndDirectory(Shells.Shell shell) {
        Step step = new Step.Run(
                List.of("sh", "-c", "cat; printf ' %s ' \"$A_B\"; pwd"),
                Payload.secret("in\0put\n"),
                Map.of("A_B", "c 'd' $(e)"),
                folder.toString(),
                Duration.ofSeconds(30),
                Set.of(0),
                List.of());
        StepOutcome outcome = outcome(shell, step);
        assertThat(outcome)
                .isEqualTo(new StepOutcome(
                        Status.DONE, 0, Bytes.utf8("in\0put\n c 'd' $(e) " + folder + "\n"), Bytes.EMPTY));
    }

    @ParameterizedTest
    @MethodSource("io.pinwright.engine.transport.Shells#all")
    void theFirstFailureEndsTheStepsAndTheQueriesAreAnsweredStill(Shells.Shell shell) throws IOException {
        Path before = Files.writeString(folder.resolve("before"), "here");
        Query query = new Query.ReadFile(before.toString());
        Written written = write(
                shell,
                List.of(run("true"), run("sh", "-c", "echo no >&2; exit 7"), run("rm", before.toString())),
                query);
        assertThat(written.outcomes().stream().map(StepOutcome::status))
                .containsExactly(Status.DONE, Status.FAILED, Status.NOT_RUN);
        assertThat(written.outcomes().get(1).exit()).isEqualTo(7);
        assertThat(written.outcomes().get(1).stderr().text()).isEqualTo("no\n");
        assertThat(written.answers().get(query)).contains(new Answer.Content(Bytes.utf8("here")));
    }

    @ParameterizedTest
    @MethodSource("io.pinwright.engine.transport.Shells#all")
    void anExitStatusCountsAsSuccessWhenTheStepSaysSo(Shells.Shell shell) {
        Step step = new Step.Run(
                List.of("sh", "-c", "exit 3"), Payload.NONE, Map.of(), null, Step.TIMEOUT, Set.of(0, 3), List.of());
        assertThat(outcome(shell, step).status()).isEqualTo(Status.DONE);
        assertThat(outcome(shell, step).exit()).isEqualTo(3);
    }

    @ParameterizedTest
    @MethodSource("io.pinwright.engine.transport.Shells#all")
    void aStepThatHangsIsEndedOnTheHostAndTheSessionGoesOn(Shells.Shell shell) {
        Step slow = new Step.Run(
                List.of("sleep", "1000"), Payload.NONE, Map.of(), null, Duration.ofSeconds(1), Set.of(0), List.of());
        try (HostSession session = shell.session()) {
            Written written =
                    session.writer(Optional.empty()).write(Writing.bare(List.of(slow, run("true"))), List.of());
            assertThat(written.outcomes().stream().map(StepOutcome::status))
                    .containsExactly(Status.TIMED_OUT, Status.NOT_RUN);
            assertThat(session.writer(Optional.empty())
                            .write(Writing.bare(List.of(run("true"))), List.of())
                            .outcomes()
                            .get(0)
                            .status())
                    .isEqualTo(Status.DONE);
        }
    }

    @ParameterizedTest
    @MethodSource("io.pinwright.engine.transport.Shells#all")
    void whatAStepPrintsBeyondItsLimitIsDroppedAndTheStepIsNotHurt(Shells.Shell shell) {
        SessionLimits defaults = SessionLimits.defaults();
        SessionLimits limits = new SessionLimits(
                defaults.becomeTimeout(), defaults.grace(), defaults.roundMax(), defaults.roundBytesMax(), 1000);
        Step loud = run("sh", "-c", "head -c 300000 /dev/zero; head -c 200000 /dev/zero >&2; exit 0");
        try (HostSession session = shell.session(limits)) {
            StepOutcome outcome = session.writer(Optional.empty())
                    .write(Writing.bare(List.of(loud)), List.of())
                    .outcomes()
                    .get(0);
            assertThat(outcome.status()).isEqualTo(Status.DONE);
            assertThat(outcome.stdout().length()).isEqualTo(1000);
            assertThat(outcome.stderr().length()).isEqualTo(1000);
        }
    }

    @ParameterizedTest
    @MethodSource("io.pinwright.engine.transport.Shells#all")
    void aFileIsRemovedAndThatThereIsNoneIsNoError(Shells.Shell shell) throws IOException {
        Path file = Files.writeString(folder.resolve("f"), "x");
        Written written = write(
                shell,
                List.of(
                        new Step.RemoveFile(file.toString(), List.of()),
                        new Step.RemoveFile(file.toString(), List.of()),
                        new Step.RemoveFile(folder.toString(), List.of())));
        assertThat(written.outcomes().stream().map(StepOutcome::status))
                .containsExactly(Status.DONE, Status.DONE, Status.FAILED);
        assertThat(names()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("io.pinwright.engine.transport.Shells#all")
    void aKernelFileIsWrittenInPlaceAndReadBack(Shells.Shell shell) throws IOException {
        Path file = Path.of("/proc/self/comm");
        // A file of the shell that writes it: its own name, for as long as it lives.
        StepOutcome outcome = outcome(shell, new Step.WriteKernelFile(file.toString(), "pin", List.of()));
        assertThat(outcome.status()).isEqualTo(Status.DONE);
        assertThat(outcome.stdout().text()).endsWith("\n");
    }

    @ParameterizedTest
    @MethodSource("io.pinwright.engine.transport.Shells#all")
    void aKernelFileThatRefusesTheValueFails(Shells.Shell shell) {
        StepOutcome outcome = outcome(shell, new Step.WriteKernelFile("/proc/self/oom_score_adj", "many", List.of()));
        assertThat(outcome.status()).isEqualTo(Status.FAILED);
        assertThat(outcome.stderr().text()).contains("cannot write /proc/self/oom_score_adj");
        assertThat(outcome(shell, new Step.WriteKernelFile("/proc/self/none", "1", List.of()))
                        .status())
                .isEqualTo(Status.FAILED);
    }

    @ParameterizedTest
    @MethodSource("io.pinwright.engine.transport.Shells#all")
    void anyArgumentReachesTheCommandAsItIs(Shells.Shell shell) {
        long seed = System.nanoTime();
        java.util.Random random = new java.util.Random(seed);
        String[] pieces = {
            "'",
            "\"",
            "\\",
            "$(id)",
            "`id`",
            "\n",
            " ",
            "*",
            "~",
            "-",
            "!",
            "\t",
            "é",
            "\ud83d\ude00",
            "x",
            "%s",
            ";",
            "&",
            "\\n",
            "$HOME",
            "#",
            "=",
            "\u0001",
            "\r",
            "\u0081"
        };
        List<String> words = new java.util.ArrayList<>(List.of("printf", "%s\\0"));
        StringBuilder expected = new StringBuilder();
        for (int i = 0; i < 200; i++) {
            StringBuilder word = new StringBuilder();
            for (int n = random.nextInt(8); n > 0; n--) {
                word.append(pieces[random.nextInt(pieces.length)]);
            }
            words.add(word.toString());
            expected.append(word).append('\0');
        }
        Query query = new Query.Run(words, Duration.ofSeconds(30), 1 << 20);
        try (HostSession session = shell.session()) {
            for (String way : List.of("exec request", "standard input")) {
                assertThat(session.reader(Optional.empty()).read(List.of(query)).get(query))
                        .as("%s, seed %d", way, seed)
                        .contains(new Answer.Output(0, Bytes.utf8(expected.toString()), Bytes.EMPTY));
            }
        }
    }
}
