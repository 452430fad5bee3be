package io.pinwright.engine.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.pinwright.engine.host.Bytes;
import io.pinwright.engine.host.HostWriter.Written;
import io.pinwright.engine.host.Step;
import io.pinwright.engine.host.StepOutcome;
import io.pinwright.engine.host.StepOutcome.Status;
import io.pinwright.engine.host.Writing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** How a host waits, with each shell that hosts have. */
class ShellWaitTest {

    @TempDir
    Path folder;

    private static Written write(Shells.Shell shell, Step... steps) {
        try (HostSession session = shell.session()) {
            return session.writer(Optional.empty()).write(Writing.bare(List.of(steps)), List.of());
        }
    }

    /** Prints the words of a file, one more at each call; the last one again and again. */
    private Step.WaitFor waits(String words, String output, int seconds) throws IOException {
        Files.writeString(folder.resolve("words"), words);
        String script = "cd " + folder + " || exit; n=$(cat n 2>/dev/null || echo 0); echo $((n + 1)) >n;"
                + " set -- $(cat words); while [ $n -gt 0 ] && [ $# -gt 1 ]; do shift; n=$((n - 1)); done;"
                + " printf '\\n %s \\n\\n' \"$1\"";
        return new Step.WaitFor(
                List.of("sh", "-c", script), output, Duration.ofSeconds(seconds), List.of(), "", List.of());
    }

    @ParameterizedTest
    @MethodSource("io.pinwright.engine.transport.Shells#all")
    void waitsUntilTheTextIsPrintedAndTellsWhatWasPrintedOnTheWay(Shells.Shell shell) throws IOException {
        StepOutcome outcome =
                write(shell, waits("running running off", "off", 20)).outcomes().get(0);
        assertThat(outcome).isEqualTo(new StepOutcome(Status.DONE, 0, Bytes.utf8("running\n"), Bytes.EMPTY));
        assertThat(Files.readString(folder.resolve("n"))).isEqualTo("3\n");
    }

    @ParameterizedTest
    @MethodSource("io.pinwright.engine.transport.Shells#all")
    void theDeadlineEndsItOnTheHostAndNothingRunsAfterIt(Shells.Shell shell) throws IOException {
        Path after = folder.resolve("after");
        Written written =
                write(shell, waits("running", "off", 1), new Step.Run(List.of("touch", after.toString()), List.of()));
        assertThat(written.outcomes().stream().map(StepOutcome::status))
                .containsExactly(Status.TIMED_OUT, Status.NOT_RUN);
        assertThat(written.outcomes().get(0).stdout().text()).isEqualTo("running\n");
        assertThat(after).doesNotExist();
    }

    @ParameterizedTest
    @MethodSource("io.pinwright.engine.transport.Shells#all")
    void theLastResortRunsOnceAtTheDeadlineAndItsEffectIsWaitedFor(Shells.Shell shell) throws IOException {
        Files.writeString(folder.resolve("words"), "running\n");
        Step.WaitFor wait = new Step.WaitFor(
                List.of("cat", folder + "/words"),
                "it's off",
                Duration.ofSeconds(1),
                List.of("sh", "-c", "echo \"it's off\" >$0/words; echo x >>$0/runs", folder.toString()),
                "",
                List.of());
        StepOutcome outcome = write(shell, wait).outcomes().get(0);
        assertThat(outcome.status()).isEqualTo(Status.DONE);
        assertThat(outcome.stdout().text()).startsWith("running\nsh -c ");
        assertThat(Files.readString(folder.resolve("runs"))).isEqualTo("x\n");
    }

    @ParameterizedTest
    @MethodSource("io.pinwright.engine.transport.Shells#all")
    void whatACommandPrintsWhileItFailsDoesNotCount(Shells.Shell shell) {
        Step wait = new Step.WaitFor(
                List.of("sh", "-c", "echo off; exit 1"), "off", Duration.ofSeconds(1), List.of(), "", List.of());
        assertThat(write(shell, wait).outcomes().get(0).status()).isEqualTo(Status.TIMED_OUT);
    }

    @ParameterizedTest
    @MethodSource("io.pinwright.engine.transport.Shells#all")
    void anEmptyTextCanBeWaitedFor(Shells.Shell shell) {
        Step wait = new Step.WaitFor(List.of("true"), "", Duration.ofSeconds(1), List.of(), "", List.of());
        assertThat(write(shell, wait).outcomes().get(0).isDone()).isTrue();
    }
}
