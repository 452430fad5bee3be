package io.pinwright.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pinwright.engine.host.FakeHost;
import io.pinwright.engine.report.Mode;
import io.pinwright.engine.report.Recap;
import io.pinwright.engine.report.Report;
import io.pinwright.engine.report.RolloutStop;
import io.pinwright.engine.report.RunEvent;
import io.pinwright.engine.report.RunListener;
import io.pinwright.engine.report.Status;
import io.pinwright.engine.source.DiagnosticException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** In which order hosts are begun, and which failures end a run before its end. */
class RolloutTest {

    private static final long PATIENCE_SECONDS = 20;

    private static final String WRITE = "- {name: a, put: {path: /a, content: x}}\n";
    private static final String LATER = Fleet.tasks("- {put: {path: /later, content: x}}\n");

    @TempDir
    Path folder;

    /** A play on all hosts with keys of its own. */
    private static String play(String keys, String tasks) {
        return "- name: Tune\n  hosts: all\n  gather_facts: false\n" + keys.indent(2) + "  tasks:\n" + tasks.indent(4);
    }

    /** Hosts h1, h2 and so on. */
    private Fleet fleet(int hosts) {
        return new Fleet(folder, "h[1:" + hosts + "]\n");
    }

    /** Connections to these are lost when they are first asked. */
    private static void lose(Fleet fleet, int... hosts) {
        for (int host : hosts) {
            fleet.host("h" + host).loseAt(1);
        }
    }

    private static Set<String> written(Fleet fleet, String path) {
        return fleet.hosts.entrySet().stream()
                .filter(host -> host.getValue().files().containsKey(path))
                .map(Map.Entry::getKey)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static RolloutStop stop(Report report) {
        return report.stop().orElseThrow();
    }

    private static Report run(Fleet fleet, Mode mode, String playbook, RunListener listener) {
        return fleet.engine.run(List.of(fleet.load(playbook)), fleet.inventory, fleet.options, mode, listener);
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Opens the latch when a host has failed. */
    private static RunListener onFailure(CountDownLatch latch) {
        return event -> {
            if (event instanceof RunEvent.TaskFinished finished
                    && (finished.result().isFailed() || finished.result().status() == Status.UNREACHABLE)) {
                latch.countDown();
            }
        };
    }

    @Test
    void aBatchEndsWithItsHandlersBeforeTheNextBegins() {
        Fleet fleet = fleet(5);
        List<String> batches = new ArrayList<>();
        Set<String> finished = new HashSet<>();
        List<String> handled = new ArrayList<>();
        run(
                fleet,
                Mode.APPLY,
                play("serial: 2\nhandlers: [{name: tell, debug: {msg: x}}]\n", WRITE.replace("}}", "}, notify: tell}")),
                event -> {
                    if (event instanceof RunEvent.PlayStarted started) {
                        batches.add(String.join("+", started.hosts()));
                        assertThat(handled).as("handlers before this batch").hasSameSizeAs(finished);
                    } else if (event instanceof RunEvent.TaskFinished task
                            && task.result().task().handler()) {
                        handled.add(task.result().host());
                    } else if (event instanceof RunEvent.HostFinished host) {
                        finished.add(host.host());
                    }
                });
        assertThat(batches).containsExactly("h1+h2", "h3+h4", "h5");
        assertThat(handled).containsExactlyInAnyOrder("h1", "h2", "h3", "h4", "h5");
    }

    @Test
    void noHostIsAskedBeforeItsBatch() {
        Fleet fleet = fleet(6);
        List<String> asked = Collections.synchronizedList(new ArrayList<>());
        for (int i = 1; i <= 6; i++) {
            String name = "h" + i;
            fleet.host(name).onExchange(() -> asked.add(name));
        }
        fleet.apply(play("serial: [1, 50%]\n", WRITE));
        assertThat(asked.subList(0, 2)).containsOnly("h1");
        assertThat(asked.subList(2, 8)).containsOnly("h2", "h3", "h4");
        assertThat(asked.subList(8, 12)).containsOnly("h5", "h6");
    }

    @Test
    void aPlayOfSeveralBatchesIsOnePlayOfTheReport() {
        Report report = fleet(3).apply(play("serial: 2\n", WRITE));
        assertThat(report.plays()).hasSize(1);
        assertThat(report.plays().get(0).hosts()).containsExactly("h1", "h2", "h3");
        assertThat(report.plays().get(0).batches()).containsExactly(List.of("h1", "h2"), List.of("h3"));
        assertThat(report.results()).hasSize(3);
        assertThat(report.stop()).isEmpty();
    }

    @Test
    void aBatchInWhichAllHostsFailedEndsTheRun() {
        Fleet fleet = fleet(5);
        lose(fleet, 1, 2);
        Report report = fleet.apply(play("serial: 2\n", WRITE) + LATER);
        assertThat(written(fleet, "/a")).isEmpty();
        assertThat(written(fleet, "/later")).isEmpty();
        assertThat(stop(report))
                .isEqualTo(new RolloutStop(
                        "Tune",
                        1,
                        3,
                        "2 of 2 hosts failed",
                        List.of("h1", "h2"),
                        List.of(),
                        List.of("h3", "h4", "h5"),
                        List.of("all")));
    }

    @Test
    void aBatchInWhichOneHostIsLeftLetsTheRolloutGoOn() {
        Fleet fleet = fleet(5);
        lose(fleet, 1, 4);
        Report report = fleet.apply(play("serial: 2\n", WRITE) + LATER);
        assertThat(written(fleet, "/a")).containsExactly("h2", "h3", "h5");
        assertThat(written(fleet, "/later")).containsExactly("h2", "h3", "h5");
        assertThat(report.stop()).isEmpty();
    }

    @Test
    void whenAllHostsOfAPlayFailedLaterPlaysAreNotBegun() {
        Fleet fleet = new Fleet(folder, "h1\n[others]\nh2\n");
        lose(fleet, 1);
        Report report = fleet.apply(LATER.replace("all", "h1") + LATER.replace("all", "others"));
        assertThat(written(fleet, "/later")).isEmpty();
        assertThat(stop(report).playsNotBegun()).containsExactly("others");
    }

    @Test
    void aRunThatFailedAtItsVeryEndLeavesNothingUndone() {
        Fleet fleet = fleet(3);
        lose(fleet, 3);
        Report report = fleet.apply(play("serial: 1\nmax_fail_percentage: 0\n", WRITE));
        assertThat(report.stop()).isEmpty();
        assertThat(report.hasUnreachable()).isTrue();
    }

    @Test
    void thePercentageMustBeExceeded() {
        Fleet fleet = fleet(8);
        lose(fleet, 1, 2);
        assertThat(fleet.apply(play("serial: 4\nmax_fail_percentage: 50\n", WRITE))
                        .stop())
                .isEmpty();
        assertThat(written(fleet, "/a")).hasSize(6);
    }

    @Test
    void onePercentLessStopsTheRollout() {
        Fleet fleet = fleet(8);
        lose(fleet, 1, 2);
        Report report = fleet.apply(play("serial: 4\nmax_fail_percentage: 49\n", WRITE) + LATER);
        assertThat(stop(report).reason()).isEqualTo("2 of 4 hosts failed (50% > max_fail_percentage 49)");
        assertThat(stop(report).notTouched()).contains("h5", "h6", "h7", "h8");
        assertThat(written(fleet, "/a")).doesNotContain("h5", "h6", "h7", "h8");
        assertThat(written(fleet, "/later")).isEmpty();
    }

    @Test
    void thePercentageIsJudgedForEachBatchByItself() {
        Fleet fleet = fleet(12);
        lose(fleet, 1, 5, 9);
        assertThat(fleet.apply(play("serial: 4\nmax_fail_percentage: 30\n", WRITE))
                        .stop())
                .isEmpty();
        assertThat(written(fleet, "/a")).hasSize(9);
    }

    @Test
    void aLaterBatchStopsTheRolloutToo() {
        Fleet fleet = fleet(9);
        lose(fleet, 4, 5);
        Report report = fleet.apply(play("serial: 3\nmax_fail_percentage: 30\n", WRITE));
        assertThat(stop(report).batch()).isEqualTo(2);
        assertThat(stop(report).failed()).containsAnyOf("h4", "h5");
        assertThat(written(fleet, "/a")).contains("h1", "h2", "h3").doesNotContain("h7", "h8", "h9");
    }

    @Test
    void failedAndUnreachableHostsAddUp() {
        Fleet fleet = fleet(8);
        lose(fleet, 1);
        fleet.host("h2").writesAreLost("/a");
        fleet.options = fleet.options.withForks(1);
        Report report = fleet.apply(play("serial: 4\nmax_fail_percentage: 49\n", WRITE));
        assertThat(stop(report).failed()).containsExactly("h1", "h2");
        assertThat(written(fleet, "/a")).isEmpty();
    }

    @Test
    void aHostThatFailsInItsHandlersCounts() {
        Fleet fleet = fleet(3);
        fleet.host("h1").command("reload", run -> FakeHost.failed(1, ""));
        Report report = fleet.apply(play(
                "serial: 1\nhandlers: [{name: reload, command: reload}]\n", WRITE.replace("}}", "}, notify: reload}")));
        assertThat(stop(report).notTouched()).containsExactly("h2", "h3");
    }

    @Test
    void aHostThatIsRefusedCounts() {
        Fleet fleet = fleet(3);
        int[] count = new int[1];
        fleet.host("h1").onWrite(() -> fleet.host("h1").file("/a", "moved " + count[0]++));
        Report report = fleet.apply(play("serial: 1\n", WRITE));
        assertThat(report.hasRefusals()).isTrue();
        assertThat(stop(report).failed()).containsExactly("h1");
        assertThat(stop(report).notTouched()).containsExactly("h2", "h3");
    }

    @Test
    void ignoredFailuresDoNotCount() {
        Fleet fleet = fleet(4);
        Report report = fleet.apply(play(
                "serial: 1\nmax_fail_percentage: 0\n",
                "- {name: fails, command: nosuch, ignore_errors: true, any_errors_fatal: true}\n" + WRITE));
        assertThat(report.stop()).isEmpty();
        assertThat(written(fleet, "/a")).hasSize(4);
    }

    @Test
    void anyErrorsFatalEndsTheRunInTheBatchWhereItHappens() {
        Fleet fleet = fleet(6);
        lose(fleet, 3);
        Report report = fleet.apply(play("serial: 2\nany_errors_fatal: true\n", WRITE) + LATER);
        assertThat(written(fleet, "/a")).contains("h1", "h2").doesNotContain("h5", "h6");
        assertThat(written(fleet, "/later")).isEmpty();
        assertThat(stop(report).reason()).isEqualTo("1 of 2 hosts failed (h3 in a task with any_errors_fatal)");
    }

    @Test
    void hostsOfABatchThatWaitForAForkAreNotBegunAnyMore() {
        Fleet fleet = fleet(20);
        lose(fleet, 3, 5);
        fleet.options = fleet.options.withForks(1);
        Report report = fleet.apply(play("serial: 10\nmax_fail_percentage: 10\n", WRITE));
        assertThat(written(fleet, "/a")).containsExactly("h1", "h2", "h4");
        assertThat(stop(report).notTouched()).hasSize(15).startsWith("h6", "h7").endsWith("h19", "h20");
        for (String host : stop(report).notTouched()) {
            assertThat(fleet.host(host).roundTrips()).isZero();
            assertThat(report.recaps().get(host)).isEqualTo(Recap.NONE);
        }
    }

    @Test
    void withFewForksAndManyHostsNoWriteBeginsAfterTheLimitIsExceeded() {
        Fleet fleet = fleet(40);
        fleet.options = fleet.options.withForks(4);
        CountDownLatch failed = new CountDownLatch(1);
        // Three of the first four hosts are held in their first read until the fourth has failed.
        fleet.host("h1").loseAt(1);
        for (int i = 2; i <= 4; i++) {
            fleet.host("h" + i).onExchange(() -> await(failed));
        }
        Report report = run(fleet, Mode.APPLY, play("max_fail_percentage: 0\n", WRITE), onFailure(failed));
        assertThat(written(fleet, "/a")).isEmpty();
        fleet.hosts.values().forEach(host -> assertThat(host.writes()).isEmpty());
        assertThat(stop(report).failed()).containsExactly("h1");
        assertThat(stop(report).notTouched()).hasSize(39);
    }

    @Test
    void aHostInTheMiddleOfItsPlayStopsBeforeItsNextWrite() {
        Fleet fleet = fleet(3);
        fleet.options = fleet.options.withForks(2);
        CountDownLatch writing = new CountDownLatch(1);
        CountDownLatch failed = new CountDownLatch(1);
        fleet.host("h1").onExchange(() -> await(writing));
        fleet.host("h1").loseAt(1);
        fleet.host("h2").command("run", step -> {
            writing.countDown();
            await(failed);
            return FakeHost.done("");
        });
        Report report = run(
                fleet,
                Mode.APPLY,
                play("max_fail_percentage: 33\n", "- {name: run, command: run}\n" + WRITE),
                onFailure(failed));
        assertThat(Fleet.statuses(report)).as("what was begun is told").contains("run: changed");
        assertThat(written(fleet, "/a")).isEmpty();
        assertThat(stop(report).cutShort()).containsExactly("h2");
        assertThat(stop(report).notTouched()).containsExactly("h3");
    }

    @Test
    void hostsThatFailedInAnEarlierPlayAreNotCounted() {
        Fleet fleet = fleet(5);
        lose(fleet, 1);
        Report report = fleet.apply(
                play("", WRITE) + play("serial: 2\nmax_fail_percentage: 0\n", "- {put: {path: /b, content: x}}\n"));
        assertThat(report.plays().get(1).batches()).containsExactly(List.of("h2", "h3"), List.of("h4", "h5"));
        assertThat(report.stop()).isEmpty();
        assertThat(written(fleet, "/b")).hasSize(4);
    }

    @Test
    void aPlanLooksAtTheHostsOfAllBatchesAtOnce() {
        Fleet fleet = fleet(6);
        CyclicBarrier together = new CyclicBarrier(6);
        for (int i = 1; i <= 6; i++) {
            fleet.host("h" + i).onExchange(() -> {
                try {
                    together.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
                } catch (InterruptedException | BrokenBarrierException | TimeoutException e) {
                    throw new IllegalStateException("hosts waited for each other", e);
                }
            });
        }
        Report report = fleet.plan(play("serial: 1\n", WRITE));
        assertThat(report.hasFailures()).isFalse();
        assertThat(report.results()).hasSize(6);
        assertThat(report.plays().get(0).batches()).as("what apply will do").hasSize(6);
    }

    @Test
    void inAPlanFailuresStopNothing() {
        Fleet fleet = fleet(6);
        lose(fleet, 1, 2);
        fleet.options = fleet.options.withForks(1);
        String playbook = play("serial: 2\nmax_fail_percentage: 0\nany_errors_fatal: true\n", WRITE);
        Report report = fleet.plan(playbook);
        assertThat(report.stop()).isEmpty();
        assertThat(report.recaps().values().stream().mapToInt(Recap::changed).sum())
                .isEqualTo(4);
    }

    @Test
    void aCheckThatWritesNothingLooksAtAllHostsToo() {
        Fleet fleet = fleet(4);
        lose(fleet, 1);
        Report report = fleet.run(Mode.CHECK, play("serial: 1\n", WRITE));
        assertThat(report.stop()).isEmpty();
        assertThat(report.results()).hasSize(4);
    }

    @Test
    void aCheckWithTasksThatRunAllTheSameKeepsToTheBatches() {
        Fleet fleet = fleet(4);
        lose(fleet, 2);
        Report report = fleet.run(Mode.CHECK, play("serial: 1\n", WRITE.replace("}}", "}, check_mode: false}")));
        assertThat(stop(report).notTouched()).containsExactly("h3", "h4");
        assertThat(written(fleet, "/a")).containsExactly("h1");
    }

    @Test
    void tasksSeeTheHostsOfTheirBatchInAPlanToo() {
        String playbook = play(
                "serial: 2\n",
                "- put: {path: /a, content: \"{{ ansible_play_batch | join('+') }} of {{ ansible_play_hosts | length }}\"}\n");
        Fleet fleet = fleet(3);
        Report plan = fleet.plan(playbook + play("serial: 2\n", "- debug: {msg: \"{{ ansible_play_batch }}\"}\n"));
        fleet.apply(playbook);
        assertThat(fleet.host("h1").file("/a")).contains("h1+h2 of 3");
        assertThat(fleet.host("h2").file("/a")).contains("h1+h2 of 3");
        assertThat(fleet.host("h3").file("/a")).contains("h3 of 3");
        assertThat(plan.results().get(5).message()).contains("h3").doesNotContain("h1");
    }

    @Test
    void numbersMayComeFromTheCommandLine() {
        Fleet fleet = fleet(6);
        lose(fleet, 4);
        fleet.options = fleet.options.withExtraVariables(Map.of("steps", List.of(1L, "50%"), "limit", "33.3"));
        Report report = fleet.apply(play("serial: \"{{ steps }}\"\nmax_fail_percentage: \"{{ limit }}\"\n", WRITE));
        assertThat(report.plays().get(0).batches()).extracting(List::size).containsExactly(1, 3, 2);
        assertThat(stop(report).reason()).isEqualTo("1 of 3 hosts failed (33.33% > max_fail_percentage 33.3)");
    }

    @Test
    void aWrongNumberFromTheCommandLineIsToldBeforeAnyHostIsAsked() {
        Fleet fleet = fleet(2);
        fleet.options = fleet.options.withExtraVariables(Map.of("steps", "few", "limit", 101L));
        assertThatThrownBy(() -> fleet.apply(
                        play("serial: [1, \"{{ steps }}\"]\nmax_fail_percentage: \"{{ limit }}\"\n", WRITE)))
                .isInstanceOf(DiagnosticException.class)
                .hasMessageContaining("play.yml:4:15: error: `serial` must be a number of hosts")
                .hasMessageContaining("but is `few`")
                .hasMessageContaining("play.yml:5:24: error: `max_fail_percentage` must be a number from 0 to 100")
                .hasMessageContaining("but is `101`");
        assertThat(fleet.hosts.values()).allMatch(host -> host.roundTrips() == 0);
    }

    @Test
    void aPlayWithoutHostsHasNoBatchToWaitFor() {
        Fleet fleet = fleet(2);
        Report report = fleet.apply(play("serial: 1\n", WRITE).replace("all", "nosuch") + LATER);
        assertThat(report.stop()).isEmpty();
        assertThat(written(fleet, "/later")).hasSize(2);
    }
}
