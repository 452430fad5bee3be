package io.pinwright.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pinwright.engine.host.HostUnreachableException;
import io.pinwright.engine.host.HostWriter.Written;
import io.pinwright.engine.host.Refusal;
import io.pinwright.engine.host.StepOutcome;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the engine writes on simulated hosts: that lock, journal and watch are there what they are on real ones. */
class GuardedWritesTest {

    private static final Optional<Duration> A_MINUTE = Optional.of(Duration.ofSeconds(60));

    private static SimulatedHosts start(String... missing) {
        return SimulatedHosts.builder()
                .host("kvm01", BuiltinHosts.r710().toBuilder().without(missing).build())
                .start();
    }

    private static List<String> affinities(SimulatedHosts hosts) {
        return GuardedWrites.INTERRUPTS.stream()
                .map(interrupt ->
                        hosts.host("kvm01").text(GuardedWrites.path(interrupt)).orElseThrow())
                .toList();
    }

    private static List<String> all(String cpu) {
        return List.of(cpu, cpu, cpu);
    }

    private static String progress(SimulatedHosts hosts, String entry) {
        return hosts.host("kvm01")
                .text("/var/lib/pinwright/runs/" + entry + "/progress")
                .orElse("")
                .replace('\n', ',');
    }

    @Test
    void changesOfTheHostAreToldFromThoseOfTheJournal() {
        try (SimulatedHosts hosts = start();
                GuardedWrites writes = new GuardedWrites(hosts, "kvm01", "r1")) {
            assertThat(writes.sendTo(5).outcomes())
                    .extracting(StepOutcome::status)
                    .containsOnly(StepOutcome.Status.DONE);
            HostCounters counters = hosts.host("kvm01").counters();
            assertThat(counters.writes())
                    .containsExactlyElementsOf(GuardedWrites.INTERRUPTS.stream()
                            .map(interrupt -> "write " + GuardedWrites.path(interrupt))
                            .toList());
            assertThat(counters.journalWrites()).contains("write /var/lib/pinwright/lock");
            assertThat(counters.mutations())
                    .hasSize(3 + counters.journalWrites().size());
        }
    }

    @Test
    void journalIsForItsOwnerAlone() {
        try (SimulatedHosts hosts = start();
                GuardedWrites writes = new GuardedWrites(hosts, "kvm01", "r1")) {
            writes.sendTo(5);
            assertThat(hosts.host("kvm01")
                            .run(
                                    "cd /var/lib/pinwright; stat -c %a . lock runs runs/r1.1 runs/r1.1/undo | tr '\\n' ' '")
                            .stdout())
                    .isEqualTo("700 600 700 700 600 ");
        }
    }

    @Test
    void undoOfTheJournalTakesBackWhatWasBegun() {
        try (SimulatedHosts hosts = start()) {
            List<String> before = affinities(hosts);
            try (GuardedWrites writes = new GuardedWrites(hosts, "kvm01", "r1")) {
                writes.sendTo(5);
            }
            assertThat(affinities(hosts)).isEqualTo(all("5"));
            assertThat(hosts.host("kvm01").run("sh /var/lib/pinwright/runs/r1.1/undo"))
                    .isEqualTo(new SimulatedHost.Output(0, "", ""));
            assertThat(affinities(hosts)).isEqualTo(before);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "flock"})
    void twoRunsExcludeEachOther(String missing) {
        try (SimulatedHosts hosts = start(missing);
                GuardedWrites second = new GuardedWrites(hosts, "kvm01", "r2")) {
            try (GuardedWrites first = new GuardedWrites(hosts, "kvm01", "r1")) {
                first.sendTo(5);
                assertThat(second.sendTo(6).refusal())
                        .get()
                        .isInstanceOfSatisfying(
                                Refusal.Locked.class,
                                locked -> assertThat(locked.run()).isEqualTo("r1"));
            }
            // The shell of the first ends a moment after its connection.
            assertThat(second.sendTo(6, Optional.empty(), Duration.ofSeconds(20))
                            .refusal())
                    .isEmpty();
            assertThat(affinities(hosts)).isEqualTo(all("6"));
        }
    }

    /** A watch that is a mere job of the shell, or has not begun yet, is not waited for by who lets time pass. */
    private static void settle(SimulatedHosts hosts, List<String> expected) {
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!affinities(hosts).equals(expected) && System.nanoTime() < end) {
            Thread.onSpinWait();
        }
        assertThat(affinities(hosts)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "systemd-run", "systemd-run setsid"})
    void whatNobodyConfirmsIsTakenBackAlthoughTheLoginIsGone(String missing) {
        try (SimulatedHosts hosts = start(missing.split(" "))) {
            List<String> before = affinities(hosts);
            try (GuardedWrites writes = new GuardedWrites(hosts, "kvm01", "r1")) {
                writes.sendTo(5, A_MINUTE, Duration.ZERO);
            }
            hosts.host("kvm01").awaitLogins();
            hosts.host("kvm01").pass(Duration.ofSeconds(30));
            assertThat(affinities(hosts)).isEqualTo(all("5"));
            hosts.host("kvm01").pass(Duration.ofSeconds(60));
            settle(hosts, before);
            assertThat(hosts.host("kvm01")
                            .run("ls /var/lib/pinwright/runs/r1.1")
                            .stdout())
                    .contains("reverting")
                    .doesNotContain("armed");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "systemd-run", "systemd-run setsid"})
    void whatIsConfirmedStays(String missing) {
        try (SimulatedHosts hosts = start(missing.split(" "))) {
            try (GuardedWrites writes = new GuardedWrites(hosts, "kvm01", "r1")) {
                writes.sendTo(5, A_MINUTE, Duration.ZERO);
                assertThat(writes.confirm()).isTrue();
            }
            hosts.host("kvm01").pass(Duration.ofSeconds(120));
            assertThat(affinities(hosts)).isEqualTo(all("5"));
        }
    }

    @Test
    void aWatchHoldsNoLockAndGoesOffAtOnceWhenAnotherRunTakesIt() {
        try (SimulatedHosts hosts = start("systemd-run")) {
            try (GuardedWrites first = new GuardedWrites(hosts, "kvm01", "r1")) {
                first.sendTo(5, A_MINUTE, Duration.ZERO);
            }
            hosts.host("kvm01").awaitLogins();
            try (GuardedWrites second = new GuardedWrites(hosts, "kvm01", "r2")) {
                // Its reads were made before the switch of the dead run went off.
                assertThat(second.sendTo(6).refusal()).get().isInstanceOf(Refusal.Moved.class);
                assertThat(second.sendTo(6).refusal()).isEmpty();
            }
            assertThat(affinities(hosts)).isEqualTo(all("6"));
        }
    }

    private static int mutations() {
        try (SimulatedHosts hosts = start();
                GuardedWrites writes = new GuardedWrites(hosts, "kvm01", "r1")) {
            writes.sendTo(5, A_MINUTE, Duration.ZERO);
            return hosts.host("kvm01").counters().mutations().size();
        }
    }

    @Test
    void writeThatBeganIsBroughtToItsEndWhereverTheConnectionIsLost() {
        int points = mutations();
        assertThat(points).isBetween(15, 60);
        for (int k = 1; k <= points; k++) {
            try (SimulatedHosts hosts = start()) {
                List<String> before = affinities(hosts);
                hosts.host("kvm01").faults().dropAfterMutation(k);
                try (GuardedWrites writes = new GuardedWrites(hosts, "kvm01", "r1")) {
                    assertThatThrownBy(() -> writes.sendTo(5, A_MINUTE, Duration.ZERO))
                            .isInstanceOf(HostUnreachableException.class);
                }
                hosts.host("kvm01").awaitLogins();
                assertThat(affinities(hosts)).as("after mutation " + k).isEqualTo(all("5"));
                assertThat(progress(hosts, "r1.1")).isEqualTo("begin 0,done 0,begin 1,done 1,begin 2,done 2");
                assertThat(hosts.host("kvm01")
                                .run("exec 9>>/var/lib/pinwright/lock; flock -n 9")
                                .status())
                        .as("the lock is free")
                        .isZero();
                hosts.host("kvm01").pass(Duration.ofSeconds(90));
                settle(hosts, before);
            }
        }
    }

    private static int deadline(int number) {
        try (SimulatedHosts hosts = start();
                GuardedWrites writes = new GuardedWrites(hosts, "kvm01", "r1")) {
            writes.sendTo(5, A_MINUTE, Duration.ZERO);
            List<String> mutations = hosts.host("kvm01").counters().mutations();
            return IntStream.range(0, mutations.size())
                    .filter(i -> mutations.get(i).endsWith("/deadline"))
                    .skip(number)
                    .findFirst()
                    .orElseThrow();
        }
    }

    @Test
    void stepWhoseDeadlineCannotBeWrittenFailsAndTheSwitchGoesOffAsItWasArmed() {
        // One makes the file, one arms the switch, one is of the first step.
        int ofTheSecondStep = deadline(3) + 1;
        try (SimulatedHosts hosts = start()) {
            List<String> before = affinities(hosts);
            hosts.host("kvm01").faults().failMutation(ofTheSecondStep);
            try (GuardedWrites writes = new GuardedWrites(hosts, "kvm01", "r1")) {
                assertThat(writes.sendTo(5, A_MINUTE, Duration.ZERO).outcomes())
                        .extracting(StepOutcome::status)
                        .containsExactly(
                                StepOutcome.Status.DONE, StepOutcome.Status.FAILED, StepOutcome.Status.NOT_RUN);
            }
            assertThat(progress(hosts, "r1.1")).isEqualTo("begin 0,done 0,begin 1,failed 1");
            hosts.host("kvm01").awaitLogins();
            hosts.host("kvm01").pass(Duration.ofSeconds(90));
            assertThat(affinities(hosts)).isEqualTo(before);
        }
    }

    @Test
    void whatCannotBeConfirmedIsTakenBackBeforeThatIsSaid() {
        try (SimulatedHosts hosts = start();
                GuardedWrites writes = new GuardedWrites(hosts, "kvm01", "r1")) {
            List<String> before = affinities(hosts);
            writes.sendTo(5, A_MINUTE, Duration.ZERO);
            hosts.host("kvm01").faults().failMutation(1);
            assertThat(writes.confirm()).isFalse();
            assertThat(affinities(hosts)).isEqualTo(before);
        }
    }

    @Test
    void nothingIsWrittenWhereTheDiskIsTooFullForTheJournal() {
        int journal = journalBeforeTheFirstWrite();
        for (int k = 1; k < journal; k++) {
            try (SimulatedHosts hosts = start();
                    GuardedWrites writes = new GuardedWrites(hosts, "kvm01", "r1")) {
                hosts.host("kvm01").faults().fillDiskAfterMutation(k);
                List<StepOutcome> outcomes = writes.sendTo(5).outcomes();
                List<String> written = hosts.host("kvm01").counters().writes();
                assertThat(outcomes).as("full after mutation " + k).noneMatch(StepOutcome::isDone);
                assertThat(written).as("full after mutation " + k).isEmpty();
            }
        }
    }

    private static int journalBeforeTheFirstWrite() {
        try (SimulatedHosts hosts = start();
                GuardedWrites writes = new GuardedWrites(hosts, "kvm01", "r1")) {
            writes.sendTo(5);
            return hosts.host("kvm01")
                    .counters()
                    .mutations()
                    .indexOf("write " + GuardedWrites.path(GuardedWrites.INTERRUPTS.get(0)));
        }
    }

    @Test
    void stepThatFailsStopsThoseBehindItAndIsInTheJournal() {
        try (SimulatedHosts hosts = start();
                GuardedWrites writes = new GuardedWrites(hosts, "kvm01", "r1")) {
            int first = journalBeforeTheFirstWrite();
            // Behind the first step there are the ends and beginnings in the journal.
            hosts.host("kvm01").faults().failMutation(first + 4);
            assertThat(writes.sendTo(5).outcomes())
                    .extracting(StepOutcome::status)
                    .containsExactly(StepOutcome.Status.DONE, StepOutcome.Status.FAILED, StepOutcome.Status.NOT_RUN);
            assertThat(progress(hosts, "r1.1")).isEqualTo("begin 0,done 0,begin 1,failed 1");
        }
    }

    static Stream<Arguments> kills() {
        return Stream.of(
                Arguments.of("before", (BiConsumer<Faults, Integer>) Faults::killBeforeMutation),
                Arguments.of("after", (BiConsumer<Faults, Integer>) Faults::killAfterMutation));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("kills")
    void journalOfAKilledShellTakesBackWhatItBegan(String where, BiConsumer<Faults, Integer> kill) {
        int points = mutations();
        for (int k = 1; k <= points; k++) {
            try (SimulatedHosts hosts = start()) {
                List<String> before = affinities(hosts);
                kill.accept(hosts.host("kvm01").faults(), k);
                try (GuardedWrites writes = new GuardedWrites(hosts, "kvm01", "r1")) {
                    assertThatThrownBy(() -> writes.sendTo(5, A_MINUTE, Duration.ZERO))
                            .as(where + " mutation " + k)
                            .isInstanceOf(HostUnreachableException.class);
                }
                hosts.host("kvm01").awaitLogins();
                assertThat(hosts.host("kvm01").counters().mutations()).hasSize(where.equals("before") ? k - 1 : k);
                hosts.host("kvm01").pass(Duration.ofSeconds(90));
                hosts.host("kvm01").run("for u in /var/lib/pinwright/runs/*/undo; do [ ! -e $u ] || sh $u; done");
                assertThat(affinities(hosts)).as(where + " mutation " + k).isEqualTo(before);
                try (GuardedWrites writes = new GuardedWrites(hosts, "kvm01", "r2")) {
                    Written again = writes.sendTo(5);
                    assertThat(again.refusal()).as(where + " mutation " + k).isEmpty();
                }
            }
        }
    }
}
