package io.pinwright.engine.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pinwright.engine.host.Answer;
import io.pinwright.engine.host.Answers;
import io.pinwright.engine.host.Bytes;
import io.pinwright.engine.host.Guard;
import io.pinwright.engine.host.HostUnreachableException;
import io.pinwright.engine.host.HostWriter.Written;
import io.pinwright.engine.host.Payload;
import io.pinwright.engine.host.Prediction;
import io.pinwright.engine.host.Query;
import io.pinwright.engine.host.Refusal;
import io.pinwright.engine.host.Step;
import io.pinwright.engine.host.StepOutcome;
import io.pinwright.engine.host.Undo;
import io.pinwright.engine.host.Writing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What stands before a step on a host: lock, guards and journal, and the ways back; with each shell that hosts have. */
class SafeWriteTest {

    @TempDir
    Path folder;

    private Path state() {
        return folder.resolve("state");
    }

    private static final Writing.Lock LOCK = new Writing.Lock("run-1", "me@here", Duration.ZERO);

    private Path file(String name, String content) throws IOException {
        return Files.writeString(folder.resolve(name), content);
    }

    private static Step write(Path path, String content) {
        Query.ReadFile read = new Query.ReadFile(path.toString());
        return new Step.WriteFile(
                path.toString(),
                Payload.of(content),
                null,
                null,
                null,
                List.of(new Prediction(read, new Answer.Content(Bytes.utf8(content)))));
    }

    private static Step run(String... argv) {
        return new Step.Run(List.of(argv), List.of());
    }

    private static Answers seen(HostSession session, List<Step> steps) {
        List<Query> queries = new ArrayList<>();
        steps.forEach(step -> step.predicts().forEach(prediction -> queries.add(prediction.query())));
        steps.forEach(step -> step.writes().ifPresent(path -> queries.add(new Query.Stat(path, true, false))));
        return queries.isEmpty()
                ? Answers.NONE
                : session.reader(Optional.empty()).read(queries);
    }

    private static Writing writing(
            Answers before, List<Step> steps, List<Integer> changes, Optional<Writing.Confirm> confirm) {
        return new Writing(
                steps,
                Guard.of(steps, before),
                Optional.of(LOCK),
                Optional.of(new Writing.Entry(
                        "run-1.1", List.of("run-1 of me", "a: 1 -> 2"), Undo.of(steps, before), changes, confirm)));
    }

    private static List<Integer> single(List<Step> steps) {
        return Collections.nCopies(steps.size(), 1);
    }

    private Written applied(HostSession session, List<Step> steps) {
        Answers before = seen(session, steps);
        return session.writer(Optional.empty())
                .write(writing(before, steps, single(steps), Optional.empty()), List.of());
    }

    private Path entry() {
        return state().resolve("runs/run-1.1");
    }

    private static List<StepOutcome.Status> statuses(Written written) {
        return written.outcomes().stream().map(StepOutcome::status).toList();
    }

    private int sh(Path script, String... args) throws IOException, InterruptedException {
        List<String> argv = new ArrayList<>(List.of("sh", script.toString()));
        argv.addAll(List.of(args));
        return new ProcessBuilder(argv)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("out").toFile())
                .start()
                .waitFor();
    }

    @ParameterizedTest
    @MethodSource("io.pinwright.engine.transport.Shells#all")
    void theJournalIsOnTheHostForItsOwnerAloneAndTakesEverythingBackByHand(Shells.Shell shell) throws Exception {
        Path old = file("old", "before\n\0binary\377 'quoted' %s \\n");
        byte[] bytes = Files.readAllBytes(old);
        Files.setPosixFilePermissions(old, PosixFilePermissions.fromString("rw-r-----"));
        Path fresh = folder.resolve("fresh");
        try (HostSession session = shell.session(state())) {
            assertThat(statuses(applied(session, List.of(write(old, "after"), write(fresh, "x")))))
                    .containsOnly(StepOutcome.Status.DONE);
            assertThat(session.counts().roundTrips()).isEqualTo(2);
        }
        assertThat(Files.readString(old)).isEqualTo("after");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(entry())))
                .isEqualTo("rwx------");
        assertThat(Files.readString(entry().resolve("undo"))).contains("# run-1 of me", "# a: 1 -> 2");
        assertThat(Files.readAllLines(entry().resolve("progress")))
                .containsExactly("begin 0", "done 0", "begin 1", "done 1");

        assertThat(sh(entry().resolve("undo"))).isZero();

        assertThat(Files.readAllBytes(old)).isEqualTo(bytes);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(old)))
                .isEqualTo("rw-r-----");
        assertThat(fresh).doesNotExist();
    }

    @ParameterizedTest
    @MethodSource("io.pinwright.engine.transport.Shells#all")
    void aFileThatMovedIsNotWrittenAndNeitherIsAnyOther(Shells.Shell shell) throws Exception {
        Path one = file("one", "1");
        Path two = file("two", "2");
        List<Step> steps = List.of(write(one, "x"), write(two, "y"));
        try (HostSession session = shell.session(state())) {
            Answers before = seen(session, steps);
            Files.writeString(two, "moved");
            Written written = session.writer(Optional.empty())
                    .write(
                            writing(before, steps, single(steps), Optional.empty()),
                            List.of(new Query.ReadFile(two.toString())));
            assertThat(statuses(written)).containsOnly(StepOutcome.Status.NOT_RUN);
            Refusal.Moved moved = (Refusal.Moved) written.refusal().orElseThrow();
            assertThat(moved.moved()).extracting(Guard::query).containsExactly(new Query.ReadFile(two.toString()));
            assertThat(moved.traces()).anyMatch(trace -> trace.contains("last written by"));
            assertThat(written.answers().get(new Query.ReadFile(two.toString())))
                    .contains(new Answer.Content(Bytes.utf8("moved")));
        }
        assertThat(Files.readString(one)).isEqualTo("1");
        assertThat(entry()).doesNotExist();
    }

    static Stream<Object[]> reads() {
        return Shells.all()
                .flatMap(shell -> Stream.of(
                        new Object[] {shell, new Query.ReadFile("/proc/version")},
                        new Object[] {shell, new Query.ReadFile("/nowhere/at/all")},
                        new Object[] {shell, new Query.Run("sh", "-c", "printf 'a\\0b\\n'; exit 3")},
                        new Object[] {shell, new Query.Run("pinwright-has-no-such-command")},
                        new Object[] {shell, new Query.Stat("/tmp", true, false)},
                        new Object[] {shell, new Query.Stat("/proc/self/exe", false, false)},
                        new Object[] {shell, new Query.Stat("/etc/hostname", true, true)}));
    }

    @ParameterizedTest
    @MethodSource("reads")
    void aGuardHoldsForWhatIsReadAndNotForAnythingElse(Shells.Shell shell, Query query) {
        try (HostSession session = shell.session(state())) {
            Answer answer = session.reader(Optional.empty())
                    .read(List.of(query))
                    .get(query)
                    .orElseThrow();
            Guard guard = Guard.of(query, answer).orElseThrow();
            assertThat(guarded(session, guard).refusal()).isEmpty();
            Refusal refusal = guarded(session, new Guard(query, "0")).refusal().orElseThrow();
            assertThat(((Refusal.Moved) refusal).moved()).hasSize(1);
        }
    }

    private static Written guarded(HostSession session, Guard guard) {
        Writing writing = new Writing(List.of(run("true")), List.of(guard), Optional.empty(), Optional.empty());
        return session.writer(Optional.empty()).write(writing, List.of());
    }

    @ParameterizedTest
    @MethodSource("io.pinwright.engine.transport.Shells#all")
    void theLockIsHeldUntilTheSessionEndsAndSaysWhoHoldsIt(Shells.Shell shell) throws Exception {
        Path file = file("f", "1");
        try (HostSession second = shell.session(state())) {
            try (HostSession first = shell.session(state())) {
                applied(first, List.of(write(file, "2")));
                Writing.Lock other = new Writing.Lock("run-2", "you@there", Duration.ZERO);
                Writing writing =
                        new Writing(List.of(write(file, "3")), List.of(), Optional.of(other), Optional.empty());
                Written refused = second.writer(Optional.empty()).write(writing, List.of());
                Refusal.Locked locked = (Refusal.Locked) refused.refusal().orElseThrow();
                assertThat(locked.run()).isEqualTo("run-1");
                assertThat(locked.owner()).isEqualTo("me@here");
                assertThat(locked.ageSeconds()).isBetween(0L, 60L);
                assertThat(Files.readString(file)).isEqualTo("2");
            }
            Writing.Lock patient = new Writing.Lock("run-2", "you@there", Duration.ofSeconds(20));
            Writing writing = new Writing(List.of(write(file, "3")), List.of(), Optional.of(patient), Optional.empty());
            assertThat(second.writer(Optional.empty()).write(writing, List.of()).refusal())
                    .isEmpty();
        }
        assertThat(Files.readString(file)).isEqualTo("3");
    }

    @ParameterizedTest
    @MethodSource("io.pinwright.engine.transport.Shells#all")
    void whatAChangeOfSeveralStepsBeganIsTakenBackWhenALaterOneFails(Shells.Shell shell) throws Exception {
        Path one = file("one", "1");
        Path kept = file("kept", "k");
        List<Step> steps = List.of(write(kept, "new"), write(one, "x"), run("false"));
        try (HostSession session = shell.session(state())) {
            Answers before = seen(session, steps);
            Written written = session.writer(Optional.empty())
                    .write(writing(before, steps, List.of(1, 2), Optional.empty()), List.of());
            assertThat(statuses(written))
                    .containsExactly(StepOutcome.Status.DONE, StepOutcome.Status.DONE, StepOutcome.Status.FAILED);
        }
        assertThat(Files.readString(one)).isEqualTo("1");
        assertThat(Files.readString(kept)).isEqualTo("new");
    }

    @ParameterizedTest
    @MethodSource("io.pinwright.engine.transport.Shells#all")
    void withoutAPlaceForTheJournalNothingIsWritten(Shells.Shell shell) throws Exception {
        Path file = file("f", "1");
        Files.createDirectories(state().resolve("runs"));
        Files.writeString(entry(), "in the way");
        try (HostSession session = shell.session(state())) {
            Written written = applied(session, List.of(write(file, "2")));
            assertThat(written.refusal()).get().isInstanceOf(Refusal.NotJournalled.class);
            assertThat(((Refusal.NotJournalled) written.refusal().get()).why()).contains("run-1.1");
        }
        assertThat(Files.readString(file)).isEqualTo("1");
    }

    private static void await(Callable<Boolean> held) throws Exception {
        long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (!held.call() && System.nanoTime() < end) {
            Thread.sleep(100);
        }
        assertThat(held.call()).isTrue();
    }

    @ParameterizedTest
    @MethodSource("io.pinwright.engine.transport.Shells#all")
    void whatNobodyConfirmsIsTakenBackByTheHostAlthoughTheControllerIsGone(Shells.Shell shell) throws Exception {
        Path file = file("f", "1");
        List<Step> steps = List.of(write(file, "2"));
        try (HostSession session = shell.session(state())) {
            Answers before = seen(session, steps);
            Writing.Confirm confirm = new Writing.Confirm(0, Duration.ofSeconds(1));
            session.writer(Optional.empty()).write(writing(before, steps, List.of(1), Optional.of(confirm)), List.of());
            assertThat(Files.readString(file)).isEqualTo("2");
        }
        await(() -> Files.readString(file).equals("1"));
        try (HostSession session = shell.session(state())) {
            assertThat(session.writer(Optional.empty()).confirm("run-1.1")).isFalse();
        }
    }

    @ParameterizedTest
    @MethodSource("io.pinwright.engine.transport.Shells#all")
    void whatOnlyOpenConnectionsSurviveIsNotConfirmed(Shells.Shell shell) throws Exception {
        Path file = file("f", "1");
        List<Step> steps = List.of(write(file, "2"));
        try (HostSession session = shell.session(state(), 1)) {
            Answers before = seen(session, steps);
            Writing.Confirm confirm = new Writing.Confirm(0, Duration.ofSeconds(1));
            session.writer(Optional.empty()).write(writing(before, steps, List.of(1), Optional.of(confirm)), List.of());
            assertThatThrownBy(() -> session.writer(Optional.empty()).confirm("run-1.1"))
                    .isInstanceOf(HostUnreachableException.class);
            await(() -> Files.readString(file).equals("1"));
        }
    }

    @ParameterizedTest
    @MethodSource("io.pinwright.engine.transport.Shells#all")
    void whatIsArmedIsToldToWhoLooksNext(Shells.Shell shell) throws Exception {
        Path file = file("f", "1");
        List<Step> steps = List.of(write(file, "2"));
        Writing.Confirm confirm = new Writing.Confirm(0, Duration.ofMinutes(5));
        try (HostSession session = shell.session(state())) {
            Answers before = seen(session, steps);
            assertThat(session.armed(Optional.empty())).isEmpty();
            session.writer(Optional.empty()).write(writing(before, steps, List.of(1), Optional.of(confirm)), List.of());
        }
        try (HostSession session = shell.session(state())) {
            session.reader(Optional.empty()).read(List.of(new Query.ReadFile(file.toString())));
            assertThat(session.armed(Optional.empty())).contains("run-1.1");
            Writing.Lock other = new Writing.Lock("run-2", "me@here", Duration.ofSeconds(30));
            assertThat(session.writer(Optional.empty())
                            .write(Writing.locking(other), List.of())
                            .refusal())
                    .isEmpty();
            assertThat(Files.readString(file)).as("taken back").isEqualTo("1");
        }
        try (HostSession session = shell.session(state())) {
            session.reader(Optional.empty()).read(List.of(new Query.ReadFile(file.toString())));
            assertThat(session.armed(Optional.empty())).isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("io.pinwright.engine.transport.Shells#all")
    void whatIsConfirmedStays(Shells.Shell shell) throws Exception {
        Path file = file("f", "1");
        List<Step> steps = List.of(write(file, "2"));
        try (HostSession session = shell.session(state())) {
            Answers before = seen(session, steps);
            Writing.Confirm confirm = new Writing.Confirm(0, Duration.ofMinutes(1));
            session.writer(Optional.empty()).write(writing(before, steps, List.of(1), Optional.of(confirm)), List.of());
            assertThat(session.writer(Optional.empty()).confirm("run-1.1")).isTrue();
        }
        // What the watch does when the time is up.
        Process late = new ProcessBuilder(
                        shell.folder().resolve("sh").toString(),
                        entry().resolve("undo").toString(),
                        "unconfirmed")
                .inheritIO()
                .start();
        assertThat(late.waitFor()).isZero();
        assertThat(Files.readString(file)).isEqualTo("2");
    }

    @ParameterizedTest
    @MethodSource("io.pinwright.engine.transport.Shells#all")
    void aCommandIsTakenBackByItsInverseWithItsInput(Shells.Shell shell) throws Exception {
        Path file = file("f", "old 'text'\n");
        Query.Run query = new Query.Run("cat", file.toString());
        List<String> set = List.of("sh", "-c", "cat >" + file);
        Step step = new Step.Run(
                set,
                Payload.of("new"),
                Map.of(),
                null,
                Step.TIMEOUT,
                Set.of(0),
                new io.pinwright.engine.host.Inverse.Restore(query, set, true),
                List.of(new Prediction(query, new Answer.Output(0, Bytes.utf8("new"), Bytes.EMPTY))));
        try (HostSession session = shell.session(state())) {
            applied(session, List.of(step));
        }
        assertThat(Files.readString(file)).isEqualTo("new");
        assertThat(sh(entry().resolve("undo"))).isZero();
        assertThat(Files.readString(file)).isEqualTo("old 'text'\n");
    }

    @ParameterizedTest
    @MethodSource("io.pinwright.engine.transport.Shells#all")
    void theUndoRestartsLastAndKeepsModeAndLinkWhereTheStepsDid(Shells.Shell shell) throws Exception {
        Path file = file("f", "1");
        Path running = file("running", "1");
        Path link = Files.createSymbolicLink(folder.resolve("link"), Path.of("f"));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        Query.ReadFile read = new Query.ReadFile(link.toString());
        Step write = write(link, "2");
        Step restart = new Step.Run(List.of("cp", file.toString(), running.toString()), List.of())
                .with(io.pinwright.engine.host.Inverse.AGAIN);
        try (HostSession session = shell.session(state())) {
            Answers before = session.reader(Optional.empty()).read(List.of(read));
            List<Step> steps = List.of(write, restart);
            session.writer(Optional.empty()).write(writing(before, steps, single(steps), Optional.empty()), List.of());
        }
        assertThat(Files.readString(running)).isEqualTo("2");

        assertThat(sh(entry().resolve("undo"))).isZero();

        assertThat(Files.readString(running)).isEqualTo("1");
        assertThat(Files.isSymbolicLink(link)).isTrue();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-r-----");
    }
}
