package io.pinwright.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.pinwright.engine.apply.Unlock;
import io.pinwright.engine.host.Answers;
import io.pinwright.engine.host.Become;
import io.pinwright.engine.host.HostReader;
import io.pinwright.engine.host.HostUnreachableException;
import io.pinwright.engine.host.HostWriter;
import io.pinwright.engine.host.Query;
import io.pinwright.engine.host.Refusal;
import io.pinwright.engine.host.Step;
import io.pinwright.engine.host.Writing;
import io.pinwright.engine.inventory.Inventory;
import io.pinwright.engine.journal.EntryEnd;
import io.pinwright.engine.journal.RecordedRun;
import io.pinwright.engine.journal.file.FileJournal;
import io.pinwright.engine.report.Mode;
import io.pinwright.engine.report.Report;
import io.pinwright.engine.report.RunListener;
import io.pinwright.engine.report.Status;
import io.pinwright.engine.source.Diagnostics;
import io.pinwright.engine.source.Source;
import io.pinwright.engine.transport.ExchangeCounts;
import io.pinwright.engine.transport.HostLock;
import io.pinwright.engine.transport.HostSession;
import io.pinwright.engine.transport.HostSessions;
import io.pinwright.engine.transport.SessionLimits;
import io.pinwright.engine.transport.ssh.RealSshd;
import io.pinwright.engine.transport.ssh.SshTransport;
import io.pinwright.engine.undo.UndoOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Lock, journals, undo and the dead-man switch with a real OpenSSH server and its shells. */
class SafeRunOverSshTest {

    private static final Duration WAIT_MAX = Duration.ofSeconds(30);

    /** What a round needs, but flock. */
    private static final List<String> PROGRAMS = List.of(
            "sh",
            "cat",
            "head",
            "tail",
            "stat",
            "readlink",
            "timeout",
            "mktemp",
            "mv",
            "rm",
            "chmod",
            "chown",
            "sync",
            "sha256sum",
            "env",
            "sleep",
            "date",
            "mkdir",
            "grep",
            "dirname",
            "du",
            "wc",
            "true");

    @TempDir
    Path folder;

    private RealSshd server;
    private SshTransport transport;
    private Inventory inventory;
    private FileJournal journal;

    @BeforeEach
    void start() throws Exception {
        start(RealSshd.builder());
    }

    private void start(RealSshd.Builder builder) throws Exception {
        server = builder.environment("PINWRIGHT_STATE", state().toString()).start();
        transport = SshTransport.create(server.settings());
        Diagnostics diagnostics = new Diagnostics();
        inventory = Inventory.parse(new Source("hosts", "kvm1\n"), false, diagnostics);
        diagnostics.throwIfErrors();
        journal = FileJournal.in(folder.resolve("controller"));
    }

    @AfterEach
    void stop() throws IOException {
        transport.close();
        server.close();
    }

    private Path state() {
        return folder.resolve("state");
    }

    private HostSession session() {
        try {
            return HostSessions.open(transport, server.connection("kvm1"), SessionLimits.defaults());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Engine engine(UnaryOperator<HostSession> with) {
        return Engine.builder()
                .modules(TestModules.all())
                .sessions(settings -> with.apply(session()))
                .journal(journal)
                .owner("ann@bastion")
                .build();
    }

    private Engine engine() {
        return engine(session -> session);
    }

    private Path a() {
        return folder.resolve("a");
    }

    private Report apply(Engine engine, RunOptions options) throws IOException {
        String text = Fleet.tasks("- {name: a, put: {path: " + a() + ", content: new}}\n- {name: b, put: {path: "
                + folder.resolve("b") + ", content: fresh}}\n");
        Path file = Files.writeString(folder.resolve("play.yml"), text);
        return engine.apply(engine.playbook(file), inventory, options, RunListener.NONE);
    }

    private Report apply() throws IOException {
        return apply(engine(), RunOptions.defaults());
    }

    private RecordedRun last() {
        return journal.read(journal.find("last"));
    }

    private Report undo() {
        return engine().undo(last(), inventory, RunOptions.defaults(), UndoOptions.NONE, Mode.APPLY, RunListener.NONE);
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + WAIT_MAX.toNanos();
        while (!condition.getAsBoolean() && System.nanoTime() < end) {
            // Another process does it; there is no event to wait for.
            Thread.sleep(50);
        }
        assertThat(condition.getAsBoolean()).isTrue();
    }

    private String content() {
        try {
            return Files.readString(a());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path entry() {
        return state().resolve("runs").resolve(journal.find("last") + ".1");
    }

    @Test
    void theHostKeepsTheWayBackForItsOwnerAndTheControllerKnowsWhere() throws Exception {
        Files.writeString(a(), "old");
        Report report = apply();
        assertThat(report.run()).contains(journal.find("last"));
        RecordedRun.Entry recorded =
                Objects.requireNonNull(last().hosts().get("kvm1")).get(0);
        assertThat(recorded.folder()).isEqualTo(entry().toString());
        assertThat(recorded.status()).isEqualTo(EntryEnd.Status.DONE);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(entry())))
                .isEqualTo("rwx------");
        assertThat(Files.readString(entry().resolve("undo")))
                .contains("run " + report.run().orElseThrow() + " by ann@bastion", a() + ": content");
    }

    @Test
    void theHostsOwnScriptTakesTheRunBackByHand() throws Exception {
        Files.writeString(a(), "old");
        apply();
        assertThat(content()).isEqualTo("new");
        RealSshd.run(List.of("sh", entry().resolve("undo").toString()));
        assertThat(content()).isEqualTo("old");
        assertThat(folder.resolve("b")).doesNotExist();

        Report undo = undo();
        assertThat(undo.results()).allMatch(result -> result.status() == Status.OK);
    }

    @Test
    void undoRestoresContentModeAndAbsenceAndIsUndoneInTurn() throws Exception {
        Files.writeString(a(), "old \u20ac\n");
        Files.setPosixFilePermissions(a(), PosixFilePermissions.fromString("rw-r-----"));
        apply();
        Report report = undo();
        assertThat(report.hasFailures()).as(report.results().toString()).isFalse();
        assertThat(content()).isEqualTo("old \u20ac\n");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(a())))
                .isEqualTo("rw-r-----");
        assertThat(folder.resolve("b")).doesNotExist();

        undo();
        assertThat(content()).isEqualTo("new");
        assertThat(folder.resolve("b")).hasContent("fresh");
    }

    @Test
    void whatOthersChangedSinceIsLeftAlone() throws Exception {
        Files.writeString(a(), "old");
        apply();
        Files.writeString(a(), "theirs");
        Report report = undo();
        assertThat(report.hasRefusals()).isTrue();
        assertThat(content()).isEqualTo("theirs");
        assertThat(folder.resolve("b")).doesNotExist();
    }

    private static Writing locking(String run) {
        return new Writing(
                List.of(new Step.Run(List.of("true"), List.of())),
                List.of(),
                Optional.of(new Writing.Lock(run, "bob@desk", Duration.ZERO)),
                Optional.empty());
    }

    private Optional<Refusal> lock(HostSession session, String run) {
        return session.writer(Optional.empty()).write(locking(run), List.of()).refusal();
    }

    @Test
    void aHostIsLockedWhileAnotherSessionHoldsItAndFreeOnceThatConnectionIsKilled() throws Exception {
        try (HostSession first = session()) {
            assertThat(lock(first, "run-1")).isEmpty();
            Report refused = apply(engine(), RunOptions.defaults().withLockTimeout(Duration.ZERO));
            assertThat(Fleet.message(refused, "a")).contains("locked by run run-1 of bob@desk");
            assertThat(a()).doesNotExist();

            server.dropConnections();

            Report applied = apply(engine(), RunOptions.defaults().withLockTimeout(Duration.ofSeconds(20)));
            assertThat(applied.hasFailures()).isFalse();
            assertThat(content()).isEqualTo("new");
        }
    }

    private Unlock.Result unlock(boolean force) {
        return engine().unlock(inventory, "all", RunOptions.defaults(), force)
                .get("kvm1")
                .value()
                .orElseThrow();
    }

    @Test
    void unlockTellsWhoHoldsTheLockAndEndsThemOnlyWhenForced() {
        assertThat(unlock(false).lock().state()).isEqualTo(HostLock.State.FREE);
        try (HostSession first = session();
                HostSession second = session()) {
            lock(first, "run-1");
            Unlock.Result held = unlock(false);
            assertThat(held.lock().state()).isEqualTo(HostLock.State.HELD);
            assertThat(held.lock().run()).isEqualTo("run-1");
            assertThat(held.lock().owner()).isEqualTo("bob@desk");
            assertThat(lock(second, "run-2")).containsInstanceOf(Refusal.Locked.class);

            Unlock.Result ended = unlock(true);
            assertThat(ended.done()).as(ended.toString()).isEqualTo(Unlock.Done.ENDED);
            assertThat(lock(second, "run-2")).isEmpty();
        }
    }

    /** The connection is cut when the controller is about to confirm. */
    private static HostSession cutBeforeConfirming(HostSession session) {
        return new HostSession() {
            @Override
            public HostWriter writer(Optional<Become> become) {
                HostWriter writer = session.writer(become);
                return new HostWriter() {
                    @Override
                    public Written write(Writing writing, Collection<Query> thenRead) {
                        return writer.write(writing, thenRead);
                    }

                    @Override
                    public boolean confirm(String entry) {
                        session.cancel();
                        throw new HostUnreachableException("the connection was cut", null, null);
                    }

                    @Override
                    public Answers read(Collection<Query> queries) {
                        return writer.read(queries);
                    }
                };
            }

            @Override
            public HostReader reader(Optional<Become> become) {
                return session.reader(become);
            }

            @Override
            public Optional<String> armed(Optional<Become> become) {
                return session.armed(become);
            }

            @Override
            public ExchangeCounts counts() {
                return session.counts();
            }

            @Override
            public void cancel() {
                session.cancel();
            }

            @Override
            public void close() {
                session.close();
            }
        };
    }

    @Test
    void aHostThatTheControllerNoLongerReachesTakesTheRunBackByItself() throws Exception {
        Files.writeString(a(), "old");
        Report report = apply(
                engine(SafeRunOverSshTest::cutBeforeConfirming),
                RunOptions.defaults().withConfirmWithin(Duration.ofSeconds(2)));
        assertThat(report.hasUnreachable()).isTrue();
        assertThat(content()).isEqualTo("new");

        await(() -> content().equals("old") && !Files.exists(folder.resolve("b")));

        assertThat(Objects.requireNonNull(last().hosts().get("kvm1")).get(0).status())
                .isEqualTo(EntryEnd.Status.UNKNOWN);
        await(() -> progress().contains("undone 0"));
        Report undo = undo();
        assertThat(undo.results()).isNotEmpty().allMatch(result -> result.status() == Status.OK);
    }

    private String progress() {
        try {
            return Files.readString(entry().resolve("progress"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void aRunThatIsConfirmedStays() throws Exception {
        Files.writeString(a(), "old");
        apply(engine(), RunOptions.defaults().withConfirmWithin(Duration.ofMinutes(1)));
        assertThat(entry().resolve("confirmed")).exists();
        // What the watch does when the time is up.
        Process late = new ProcessBuilder("sh", entry().resolve("undo").toString(), "unconfirmed")
                .inheritIO()
                .start();
        assertThat(late.waitFor()).isZero();
        assertThat(content()).isEqualTo("new");
    }

    /** A server whose logins find every program but flock. */
    private void startWithoutFlock() throws Exception {
        stop();
        Path programs = Files.createDirectory(folder.resolve("programs"));
        for (String name : PROGRAMS) {
            Path script = Files.writeString(
                    programs.resolve(name),
                    "#!/bin/sh\nexec " + RealSshd.program(name).orElseThrow() + " \"$@\"\n");
            Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
        start(RealSshd.builder().environment("PATH", programs.toString()));
    }

    @Test
    void withoutFlockTheLockIsAFolderThatGoesWithItsShell() throws Exception {
        startWithoutFlock();
        try (HostSession second = session()) {
            try (HostSession first = session()) {
                assertThat(lock(first, "run-1")).isEmpty();
                assertThat(state().resolve("lock.d")).isDirectory();
                assertThat(lock(second, "run-2"))
                        .containsInstanceOf(Refusal.Locked.class)
                        .hasValueSatisfying(refusal ->
                                assertThat(((Refusal.Locked) refusal).run()).isEqualTo("run-1"));
                assertThat(unlock(false).lock().state()).isEqualTo(HostLock.State.HELD);
            }
            await(() -> !Files.exists(state().resolve("lock.d")));
            assertThat(lock(second, "run-2")).isEmpty();
        }
    }

    @Test
    void withoutFlockALockWhoseTimeIsOverIsTakenOver() throws Exception {
        startWithoutFlock();
        Files.createDirectories(state().resolve("lock.d"));
        Files.writeString(state().resolve("lock"), "run-0 bob@desk 1000 1 2000\n");
        try (HostSession session = session()) {
            assertThat(lock(session, "run-1")).isEmpty();
        }
    }

    @Test
    void withoutFlockALockThatWasLeftBehindIsRemovedByUnlock() throws Exception {
        startWithoutFlock();
        Files.createDirectories(state().resolve("lock.d"));
        // No process has such a number, and its time is not over.
        Files.writeString(state().resolve("lock"), "run-0 bob@desk 1000 999999999 99999999999\n");
        try (HostSession session = session()) {
            assertThat(lock(session, "run-1")).containsInstanceOf(Refusal.Locked.class);
            assertThat(unlock(false).done()).isEqualTo(Unlock.Done.REMOVED);
            assertThat(lock(session, "run-1")).isEmpty();
        }
    }
}
