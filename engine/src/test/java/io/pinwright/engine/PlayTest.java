package io.pinwright.engine;

import static io.pinwright.engine.Fleet.message;
import static io.pinwright.engine.Fleet.result;
import static io.pinwright.engine.Fleet.statuses;
import static io.pinwright.engine.Fleet.tasks;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pinwright.engine.host.Answer;
import io.pinwright.engine.host.Become;
import io.pinwright.engine.host.FakeHost;
import io.pinwright.engine.report.Mode;
import io.pinwright.engine.report.Recap;
import io.pinwright.engine.report.Report;
import io.pinwright.engine.report.Status;
import io.pinwright.engine.source.DiagnosticException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rounds, waves and barriers: what a play costs, in which order it acts, and what it says of it. */
class PlayTest {

    @TempDir
    Path folder;

    private static final String TWO_FILES = tasks("""
            - {name: a, put: {path: /a, content: one}}
            - {name: b, put: {path: /b, content: two}}
            """);

    @Test
    void manyTasksAreReadInOneRoundTrip() {
        Fleet fleet = Fleet.ofOne(folder);
        fleet.plan(TWO_FILES);
        assertThat(fleet.host().roundTrips()).isEqualTo(1);
    }

    @Test
    void aPlanWritesNothing() {
        Fleet fleet = Fleet.ofOne(folder);
        Report report = fleet.plan(TWO_FILES);
        assertThat(fleet.host().writes()).isEmpty();
        assertThat(statuses(report)).isEqualTo("a: changed, b: changed");
    }

    @Test
    void changesAndTheirProofAreOneMoreRoundTrip() {
        Fleet fleet = Fleet.ofOne(folder);
        fleet.apply(TWO_FILES);
        assertThat(fleet.host().files()).isEqualTo(Map.of("/a", "one", "/b", "two"));
        assertThat(fleet.host().roundTrips()).isEqualTo(2);
    }

    @Test
    void aSecondApplyWritesNothing() {
        Fleet fleet = Fleet.ofOne(folder);
        fleet.apply(TWO_FILES);
        fleet.host().rested();
        Report second = fleet.apply(TWO_FILES);
        assertThat(fleet.host().writes()).isEmpty();
        assertThat(fleet.host().roundTrips()).isEqualTo(1);
        assertThat(second.hasChanges()).isFalse();
    }

    @Test
    void aReadThatDependsOnAnotherCostsOneMoreRoundTrip() {
        Fleet fleet = Fleet.ofOne(folder);
        fleet.host().file("/link", "/target");
        fleet.plan(tasks("- link: {path: /link}\n- put: {path: /a, content: x}\n"));
        assertThat(fleet.host().roundTrips()).isEqualTo(2);
    }

    @Test
    void laterTasksSeeThePredictedResultOfEarlierOnes() {
        Fleet fleet = Fleet.ofOne(folder);
        Report report = fleet.plan(tasks("""
                - {name: first, append: {path: /a, content: x}}
                - {name: second, append: {path: /a, content: x}}
                - {name: third, append: {path: /a, content: y}}
                """));
        assertThat(statuses(report)).isEqualTo("first: changed, second: ok, third: changed");
    }

    @Test
    void whatALaterTaskTakesBackIsNotHeldAgainstTheEarlier() {
        Fleet fleet = Fleet.ofOne(folder);
        Report report = fleet.apply(tasks("""
                - {name: on, put: {path: /a, content: x}}
                - {name: off, remove: {path: /a}}
                """));
        assertThat(statuses(report)).isEqualTo("on: changed, off: changed");
        assertThat(fleet.host().file("/a")).isEmpty();
    }

    @Test
    void aModuleThatPredictsNothingIsProvedAllTheSame() {
        Fleet fleet = Fleet.ofOne(folder);
        fleet.host().writesAreLost("/a");
        Report report = fleet.apply(tasks("- {name: a, unpredicted: {path: /a, content: x}}\n"));
        assertThat(message(report, "a")).contains("the host still differs");
        assertThat(fleet.host().writes()).hasSize(3);
    }

    @Test
    void whatAnEarlierTaskUndidWithoutForetellingItIsMadeGood() {
        Fleet fleet = Fleet.ofOne(folder);
        fleet.host().file("/b", "two");
        fleet.host().whenWritten("/a", () -> fleet.host().file("/b", "side effect"));
        Report report = fleet.apply(TWO_FILES);
        assertThat(fleet.host().files()).isEqualTo(Map.of("/a", "one", "/b", "two"));
        assertThat(statuses(report)).isEqualTo("a: changed, b: changed");
    }

    @Test
    void theNameOfATaskIsAsItsHostSeesIt() {
        Fleet fleet = Fleet.ofOne(folder);
        Report report =
                fleet.plan(tasks("- {name: \"file of {{ inventory_hostname }}\", put: {path: /a, content: x}}\n"));
        assertThat(report.results().get(0).name()).startsWith("file of ").doesNotContain("{{");
    }

    @Test
    void changesThatNeverConvergeFailAfterThreePasses() {
        Fleet fleet = Fleet.ofOne(folder);
        Report report = fleet.apply(tasks("- {name: a, endless: {path: /a}}\n"));
        assertThat(result(report, "a").status()).isEqualTo(Status.FAILED);
        assertThat(fleet.host().file("/a")).contains("xxx");
        assertThat(result(report, "a").changes()).hasSize(1);
    }

    @Test
    void whatWasDoneAfterATaskThatDidNotConvergeIsToldToo() {
        Fleet fleet = Fleet.ofOne(folder);
        Report report = fleet.apply(tasks("""
                - {name: a, endless: {path: /a}}
                - {name: b, put: {path: /b, content: x}}
                - {name: c, put: {path: /c, content: ""}}
                """));
        assertThat(statuses(report)).isEqualTo("a: failed, b: changed, c: changed");
        assertThat(fleet.host().files()).containsKeys("/b", "/c");
    }

    @Test
    void aRawCommandRunsAfterWhatStandsBeforeItAndBeforeWhatStandsBehind() {
        Fleet fleet = Fleet.ofOne(folder);
        fleet.host().command("make", run -> {
            assertThat(fleet.host().file("/a")).contains("x");
            fleet.host().file("/b", "made");
            return FakeHost.done("said");
        });
        Report report = fleet.apply(tasks("""
                - {name: a, put: {path: /a, content: x}}
                - {name: run, command: make it}
                - {name: b, put: {path: /b, content: made}}
                - {name: c, put: {path: /c, content: x}}
                """));
        assertThat(statuses(report)).isEqualTo("a: changed, run: changed, b: ok, c: changed");
        assertThat(fleet.host().roundTrips()).as("read, write, run, write").isEqualTo(4);
    }

    @Test
    void inApplyATaskSeesTheResultOfARawCommand() {
        Fleet fleet = Fleet.ofOne(folder);
        fleet.host().command("ask", run -> FakeHost.done("yes"));
        fleet.apply(tasks("""
                - {command: ask, register: asked}
                - put: {path: /a, content: "{{ asked.stdout }}"}
                """));
        assertThat(fleet.host().file("/a")).contains("yes");
    }

    @Test
    void aPlanSaysWhichTaskItWaitsFor() {
        Fleet fleet = Fleet.ofOne(folder);
        Report report = fleet.plan(tasks("""
                - {name: ask, command: ask, register: asked}
                - {name: use, put: {path: /a, content: "{{ asked.stdout }}"}}
                - {name: other, put: {path: /b, content: x}}
                """));
        assertThat(statuses(report)).isEqualTo("ask: skipped, use: deferred, other: changed");
        assertThat(message(report, "use")).contains("needs the result of task `ask`");
    }

    @Test
    void aVariableSetFromAnUnknownResultIsUnknownToo() {
        Fleet fleet = Fleet.ofOne(folder);
        Report report = fleet.plan(tasks("""
                - {name: ask, command: ask, register: asked}
                - {name: set, set_fact: {wish: "{{ asked.stdout }}"}}
                - {name: use, put: {path: /a, content: "{{ wish }}"}}
                """));
        assertThat(statuses(report)).isEqualTo("ask: skipped, set: deferred, use: deferred");
    }

    @Test
    void aRawCommandWhoseFileIsThereDoesNotRun() {
        Fleet fleet = Fleet.ofOne(folder);
        fleet.host().file("/made", "");
        Report report = fleet.apply(tasks("- {name: make, command: {cmd: make, creates: /made}}\n"));
        assertThat(statuses(report)).isEqualTo("make: ok");
        assertThat(fleet.host().writes()).isEmpty();
    }

    @Test
    void aFailedCommandShowsItsExitStatusAndWhatItSaid() {
        Fleet fleet = Fleet.ofOne(folder);
        fleet.host().command("make", run -> FakeHost.failed(3, "no rule\n"));
        Report report = fleet.apply(tasks("- {name: run, command: make it}\n- {name: b, put: {path: /b}}\n"));
        assertThat(message(report, "run"))
                .contains("make it")
                .contains("exit status 3")
                .contains("no rule");
        assertThat(fleet.host().file("/b")).isEmpty();
    }

    @Test
    void aCompositeIsOneTaskOfSeveralChanges() {
        Fleet fleet = Fleet.ofOne(folder);
        Report report = fleet.apply(tasks("- {name: p, pair: {path: /p, content: x}}\n"));
        assertThat(result(report, "p").changes()).hasSize(2);
        assertThat(fleet.host().files()).isEqualTo(Map.of("/p.a", "x", "/p.b", "x"));
        assertThat(fleet.host().roundTrips()).isEqualTo(2);
    }

    @Test
    void aDefectOfAModuleFailsItsTaskAndSparesOtherHosts() {
        Fleet fleet = new Fleet(folder, "kvm1 bad=True\nkvm2 bad=False\n");
        Report report = fleet.apply(tasks("""
                - {name: broken, broken: , when: bad}
                - {name: a, put: {path: /a, content: x}}
                """));
        assertThat(message(report, "broken"))
                .contains("internal error in module broken")
                .contains("one by zero");
        assertThat(fleet.host("kvm1").files()).isEmpty();
        assertThat(fleet.host("kvm2").files()).containsKey("/a");
    }

    @Test
    void checkModeRunsATaskThatSaysCheckModeFalse() {
        Fleet fleet = Fleet.ofOne(folder);
        Report report = fleet.run(Mode.CHECK, tasks("""
                - {name: a, put: {path: /a, content: x}}
                - {name: b, put: {path: /b, content: x}, check_mode: false}
                - {name: c, append: {path: /a, content: x}}
                """));
        assertThat(fleet.host().files()).isEqualTo(Map.of("/b", "x"));
        assertThat(statuses(report)).as("c sees what a would have done").isEqualTo("a: changed, b: changed, c: ok");
    }

    @Test
    void aPlanRunsNothingEvenWithCheckModeFalse() {
        Fleet fleet = Fleet.ofOne(folder);
        fleet.plan(tasks("- {put: {path: /b, content: x}, check_mode: false}\n"));
        assertThat(fleet.host().writes()).isEmpty();
    }

    @Test
    void inApplyATaskInCheckModeDoesNotMakeLaterTasksBelieveIt() {
        Fleet fleet = Fleet.ofOne(folder);
        Report report = fleet.apply(tasks("""
                - {name: look, put: {path: /a, content: x}, check_mode: true}
                - {name: do, put: {path: /a, content: x}}
                """));
        assertThat(statuses(report)).isEqualTo("look: changed, do: changed");
        assertThat(fleet.host().file("/a")).contains("x");
    }

    @Test
    void twoUsersInOnePlayHaveAChannelEach() {
        Fleet fleet = Fleet.ofOne(folder);
        Report report = fleet.apply(tasks("""
                - {name: a, put: {path: /a, content: x}}
                - {name: b, put: {path: /b, content: x}, become: true}
                - {name: c, put: {path: /c, content: x}, become: true}
                """));
        assertThat(report.exchanges().get("kvm1").execs()).isEqualTo(2);
        assertThat(fleet.host().users())
                .extracting(user -> user.map(Become::user).orElse("login"))
                .containsExactlyInAnyOrder("login", "root");
        assertThat(fleet.host().files()).hasSize(3);
    }

    @Test
    void aHostThatFailedTakesNoPartInLaterPlays() {
        Fleet fleet = new Fleet(folder, "kvm1 fails=True\nkvm2 fails=False\n");
        fleet.host("kvm1").command("break", run -> FakeHost.failed(1, ""));
        Report report =
                fleet.apply(tasks("- {command: break, when: fails}\n") + tasks("- {put: {path: /a, content: x}}\n"));
        assertThat(fleet.host("kvm1").files()).isEmpty();
        assertThat(fleet.host("kvm2").files()).containsKey("/a");
        assertThat(report.plays().get(1).hosts()).containsExactly("kvm2");
    }

    @Test
    void anyErrorsFatalOfATaskEndsTheRun() {
        Fleet fleet = Fleet.ofOne(folder);
        fleet.host().command("break", run -> FakeHost.failed(1, ""));
        Report report = fleet.apply(tasks("- {command: break, any_errors_fatal: true}\n")
                + "- hosts: localhost\n  gather_facts: false\n  tasks:\n    - put: {path: /a, content: x}\n");
        assertThat(report.plays()).hasSize(1);
    }

    @Test
    void resultsComeByTaskThenByHostAndTheRecapCountsThem() {
        Fleet fleet = new Fleet(folder, "kvm2\nkvm1\n");
        fleet.host("kvm1").file("/a", "x");
        Report report = fleet.apply(tasks("""
                - {name: a, put: {path: /a, content: x}}
                - {name: b, debug: {msg: hi}, when: false}
                """));
        assertThat(report.results().stream().map(result -> result.task().name() + "@" + result.host()))
                .containsExactly("a@kvm2", "a@kvm1", "b@kvm2", "b@kvm1");
        assertThat(report.recaps().get("kvm2")).isEqualTo(new Recap(1, 1, 0, 0, 1, 0, 0, 0, 0));
        assertThat(report.recaps().get("kvm1")).isEqualTo(new Recap(1, 0, 0, 0, 1, 0, 0, 0, 0));
    }

    @Test
    void noMoreHostsRunAtOnceThanThereAreForks() {
        Fleet fleet = new Fleet(folder, "kvm[1:20]\n");
        fleet.options = fleet.options.withForks(3);
        Set<Thread> threads = ConcurrentHashMap.newKeySet();
        for (int i = 1; i <= 20; i++) {
            fleet.host("kvm" + i).onExchange(() -> threads.add(Thread.currentThread()));
        }
        fleet.apply(TWO_FILES);
        assertThat(threads).hasSizeBetween(1, 3);
    }

    @Test
    void anInterruptEndsTheRunWithWhatWasDoneInItsReport() {
        Fleet fleet = new Fleet(folder, "kvm1\nkvm2\n");
        fleet.options = fleet.options.withForks(1);
        Thread runner = Thread.currentThread();
        fleet.host("kvm2").onExchange(() -> {
            runner.interrupt();
            while (!fleet.host("kvm2").isCancelled()) {
                Thread.onSpinWait();
            }
        });
        Report report = fleet.apply(TWO_FILES);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(report.interrupted()).isTrue();
        assertThat(fleet.host("kvm1").files()).hasSize(2);
        assertThat(statuses(report)).startsWith("a: changed, a: unreachable");
    }

    @Test
    void environmentReachesTheCommandsOfTheUser() {
        Fleet fleet = Fleet.ofOne(folder);
        AtomicReference<Map<String, String>> seen = new AtomicReference<>(Map.of());
        fleet.host().command("make", run -> {
            seen.set(run.environment());
            return FakeHost.done("");
        });
        fleet.apply("- hosts: all\n  gather_facts: false\n  environment: {A: play, B: play}\n  tasks:\n"
                + "    - {command: make, environment: {B: \"{{ 1 + 1 }}\"}}\n    - debug: {msg: hi}\n");
        assertThat(seen.get()).isEqualTo(Map.of("A", "play", "B", "2"));
    }

    @Test
    void environmentIsRefusedWhereItWouldMeanNothing() {
        Fleet fleet = Fleet.ofOne(folder);
        assertThatThrownBy(() -> fleet.load(tasks("- {put: {path: /a}, environment: {A: b}}\n")))
                .isInstanceOf(DiagnosticException.class)
                .hasMessageContaining("environment has no meaning for the module put");
    }

    @Test
    void anUnreadableFileFailsTheTaskAndIsNotTakenForAMissingOne() {
        Fleet fleet = Fleet.ofOne(folder);
        fleet.host().unreadable("/a", new Answer.Unreadable("permission denied"));
        Report report = fleet.apply(tasks("- {name: a, put: {path: /a, content: x}}\n"));
        assertThat(message(report, "a")).contains("/a").contains("permission denied");
        assertThat(fleet.host().writes()).isEmpty();
        assertThat(Optional.of(report.hasFailures())).contains(true);
    }

    @Test
    void whatWasDoneBeforeTheConnectionWasLostIsToldAndWhatIsInDoubtIsSaid() {
        Fleet fleet = Fleet.ofOne(folder);
        fleet.host().loseAfter(4);
        Report report = fleet.apply(tasks("""
                - {name: a, put: {path: /a, content: x}}
                - {name: b, put: {path: /b, content: x}, become: true}
                - {name: c, put: {path: /c, content: x}, become: true}
                """));
        assertThat(statuses(report)).isEqualTo("a: changed, b: unreachable");
        assertThat(message(report, "a")).contains("before it could be proved");
        assertThat(message(report, "b")).contains("2 tasks from this one on").contains("may or may not have been made");
    }

    @Test
    void twoUsersCostARoundTripEachOneMoreForTheGuardsOfTheSecondAndOneForTheProof() {
        Fleet fleet = Fleet.ofOne(folder);
        fleet.apply(tasks("""
                - {name: a, put: {path: /a, content: x}}
                - {name: b, put: {path: /b, content: x}}
                - {name: c, put: {path: /c, content: x}, become: true}
                """));
        assertThat(fleet.host().roundTrips()).isEqualTo(6);
    }

    @Test
    void tagsChooseAsInAnsible() {
        Fleet fleet = Fleet.ofOne(folder);
        String play = tasks("""
                - {name: a, debug: {msg: x}, tags: [one]}
                - {name: b, debug: {msg: x}, tags: [never, two]}
                - {name: c, debug: {msg: x}, tags: always}
                - {name: d, debug: {msg: x}}
                """);
        assertThat(tagged(fleet, play, List.of(), List.of())).isEqualTo("acd");
        assertThat(tagged(fleet, play, List.of("one"), List.of())).isEqualTo("ac");
        assertThat(tagged(fleet, play, List.of("two"), List.of())).isEqualTo("bc");
        assertThat(tagged(fleet, play, List.of("tagged"), List.of())).isEqualTo("ac");
        assertThat(tagged(fleet, play, List.of("untagged"), List.of())).isEqualTo("cd");
        assertThat(tagged(fleet, play, List.of(), List.of("one"))).isEqualTo("cd");
        assertThat(tagged(fleet, play, List.of(), List.of("always"))).isEqualTo("ad");
        assertThat(tagged(fleet, play, List.of(), List.of("all"))).isEqualTo("c");
    }

    private static String tagged(Fleet fleet, String play, List<String> tags, List<String> skipTags) {
        fleet.options = RunOptions.defaults().withTags(tags, skipTags);
        StringBuilder names = new StringBuilder();
        fleet.plan(play).results().forEach(result -> names.append(result.task().name()));
        return names.toString();
    }
}
