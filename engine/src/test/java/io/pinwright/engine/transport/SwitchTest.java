package io.pinwright.engine.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.pinwright.engine.host.Answers;
import io.pinwright.engine.host.HostWriter.Written;
import io.pinwright.engine.host.Payload;
import io.pinwright.engine.host.Query;
import io.pinwright.engine.host.Step;
import io.pinwright.engine.host.StepOutcome;
import io.pinwright.engine.host.Undo;
import io.pinwright.engine.host.Writing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The dead-man switch where not all goes as it should; with each shell that hosts have. */
class SwitchTest {

    @TempDir
    Path folder;

    private Path state() {
        return folder.resolve("state");
    }

    private static Step write(Path path, String content) {
        return new Step.WriteFile(path.toString(), Payload.of(content), null, null, null, List.of());
    }

    private static Step run(String... argv) {
        return new Step.Run(List.of(argv), List.of());
    }

    /** Writes as a run, with a switch that is armed before a step. */
    private Written written(HostSession session, String run, int armedBefore, Path read, Step... steps) {
        List<Step> all = List.of(steps);
        Answers before = session.reader(Optional.empty())
                .read(List.of(new Query.ReadFile(read.toString()), new Query.Stat(read.toString(), true, false)));
        Writing.Entry entry = new Writing.Entry(
                run + ".1",
                List.of(run + " of me"),
                Undo.of(all, before),
                Collections.nCopies(all.size(), 1),
                Optional.of(new Writing.Confirm(armedBefore, Duration.ofSeconds(600))));
        return session.writer(Optional.empty())
                .write(
                        new Writing(
                                all,
                                List.of(),
                                Optional.of(new Writing.Lock(run, "me@here", Duration.ofSeconds(5))),
                                Optional.of(entry)),
                        List.of());
    }

    private static List<StepOutcome.Status> statuses(Written written) {
        return written.outcomes().stream().map(StepOutcome::status).toList();
    }

    @ParameterizedTest
    @MethodSource("io.pinwright.engine.transport.Shells#all")
    void aRunThatFailedBeforeItsSwitchWasArmedIsNotSaidToBeTakenBack(Shells.Shell shell) throws IOException {
        Path file = Files.writeString(folder.resolve("f"), "1");
        Path other = Files.writeString(folder.resolve("g"), "1");
        try (HostSession session = shell.session(state())) {
            assertThat(statuses(written(session, "run-1", 2, file, write(file, "2"), run("false"), write(other, "2"))))
                    .containsExactly(StepOutcome.Status.DONE, StepOutcome.Status.FAILED, StepOutcome.Status.NOT_RUN);
            assertThat(session.writer(Optional.empty()).confirm("run-1.1")).isTrue();
        }
        assertThat(Files.readString(file)).isEqualTo("2");
    }

    @ParameterizedTest
    @MethodSource("io.pinwright.engine.transport.Shells#all")
    void aStepWhoseDeadlineCannotBeWrittenIsNotRun(Shells.Shell shell) throws IOException {
        Path file = Files.writeString(folder.resolve("f"), "1");
        Path deadline = state().resolve("runs/run-1.1/deadline");
        Step inTheWay = run("sh", "-c", "rm -f \"$0\"; mkdir \"$0\"", deadline.toString());
        try (HostSession session = shell.session(state())) {
            Written written = written(session, "run-1", 0, file, inTheWay, write(file, "2"));
            assertThat(statuses(written)).containsExactly(StepOutcome.Status.DONE, StepOutcome.Status.FAILED);
            assertThat(written.outcomes().get(1).stderr().text()).contains("cannot write " + deadline);
            assertThat(Files.readAllLines(deadline.resolveSibling("progress")))
                    .containsExactly("begin 0", "done 0", "begin 1", "failed 1");
            session.writer(Optional.empty()).confirm("run-1.1");
        }
        assertThat(Files.readString(file)).isEqualTo("1");
    }

    @ParameterizedTest
    @MethodSource("io.pinwright.engine.transport.Shells#all")
    void anOrphanedSwitchGoesOffWhenTheNextRunTakesTheLock(Shells.Shell shell) throws IOException {
        Path file = Files.writeString(folder.resolve("f"), "1");
        Path other = folder.resolve("g");
        try (HostSession session = shell.session(state())) {
            written(session, "run-1", 0, file, write(file, "2"));
        }
        assertThat(Files.readString(file)).isEqualTo("2");
        try (HostSession session = shell.session(state())) {
            assertThat(statuses(written(session, "run-2", 0, other, write(other, "2"))))
                    .containsExactly(StepOutcome.Status.DONE);
            assertThat(session.writer(Optional.empty()).confirm("run-2.1")).isTrue();
        }
        assertThat(Files.readString(file)).isEqualTo("1");
        assertThat(Files.readString(other)).isEqualTo("2");
    }
}
