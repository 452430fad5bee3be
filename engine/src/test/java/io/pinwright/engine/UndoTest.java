package io.pinwright.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pinwright.engine.host.Answer;
import io.pinwright.engine.host.Bytes;
import io.pinwright.engine.host.FakeHost;
import io.pinwright.engine.host.Inverse;
import io.pinwright.engine.host.Observation;
import io.pinwright.engine.host.Payload;
import io.pinwright.engine.host.Prediction;
import io.pinwright.engine.host.Query;
import io.pinwright.engine.host.Step;
import io.pinwright.engine.inventory.Inventory;
import io.pinwright.engine.journal.RecordedRun;
import io.pinwright.engine.journal.file.FileJournal;
import io.pinwright.engine.module.AnyModule;
import io.pinwright.engine.module.ArgumentSpec;
import io.pinwright.engine.module.ArgumentTypes;
import io.pinwright.engine.module.Arguments;
import io.pinwright.engine.module.Change;
import io.pinwright.engine.module.ModuleRegistry;
import io.pinwright.engine.module.ModuleSpec;
import io.pinwright.engine.module.TaskModule;
import io.pinwright.engine.report.Mode;
import io.pinwright.engine.report.Report;
import io.pinwright.engine.report.RunListener;
import io.pinwright.engine.report.Status;
import io.pinwright.engine.source.Diagnostics;
import io.pinwright.engine.source.Source;
import io.pinwright.engine.undo.UndoOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Taking runs back, on hosts in memory, with the journal on disk. */
class UndoTest {

    private static final Query.Run XML = new Query.Run("virsh", "dumpxml", "--security-info", "vm");
    private static final List<String> DEFINE = List.of("virsh", "define", "/dev/stdin");
    private static final String PASSWORD = "passwd='hunter2'";
    private static final String DOCUMENT = "<domain " + PASSWORD + "><a/></domain>\n";

    @TempDir
    Path folder;

    private final Map<String, FakeHost> hosts = new ConcurrentHashMap<>();
    private FileJournal journal;
    private Engine engine;
    private Inventory inventory;
    private int second;

    record Wish(String element) {}

    /** Puts an element into a domain's document, which holds a password. */
    record Define() implements TaskModule<Wish, String> {

        @Override
        public ModuleSpec spec() {
            return ModuleSpec.of(
                    "define", "Changes a domain.", ArgumentSpec.required("element", ArgumentTypes.string(), "What"));
        }

        @Override
        public Wish bind(Arguments arguments) {
            return new Wish(arguments.require("element"));
        }

        @Override
        public Observation<String> observe(Wish wish) {
            return Observation.query(XML)
                    .map(output -> output.orElseThrow().stdout().text());
        }

        @Override
        public List<Change> diff(Wish wish, String document) {
            if (document.contains(wish.element())) {
                return List.of();
            }
            String after = document.replace("<a/>", "<a/>" + wish.element());
            Step step = new Step.Run(
                    DEFINE,
                    Payload.secret(after),
                    Map.of(),
                    null,
                    Step.TIMEOUT,
                    Set.of(0),
                    new Inverse.Restore(XML, DEFINE, true),
                    List.of(new Prediction(XML, output(after))));
            return List.of(Change.of("domain vm", "element " + wish.element(), null, wish.element(), List.of(step)));
        }
    }

    private static Answer output(String text) {
        return new Answer.Output(0, Bytes.utf8(text), Bytes.EMPTY);
    }

    @BeforeEach
    void start() {
        journal = FileJournal.in(folder);
        List<AnyModule<?>> modules = new ArrayList<>(TestModules.all().modules());
        modules.add(new Define());
        engine = Engine.builder()
                .modules(ModuleRegistry.of(modules))
                .sessions(settings -> host(settings.name()))
                .journal(journal)
                .clock(new Clock() {
                    @Override
                    public java.time.ZoneId getZone() {
                        return ZoneOffset.UTC;
                    }

                    @Override
                    public Clock withZone(java.time.ZoneId zone) {
                        return this;
                    }

                    @Override
                    public Instant instant() {
                        return Instant.ofEpochSecond(1_800_000_000L + second++);
                    }
                })
                .build();
        inventory = inventory("kvm1\n");
    }

    private static Inventory inventory(String text) {
        Diagnostics diagnostics = new Diagnostics();
        Inventory inventory = Inventory.parse(new Source("hosts", text), false, diagnostics);
        diagnostics.throwIfErrors();
        return inventory;
    }

    private FakeHost host(String name) {
        return hosts.computeIfAbsent(name, key -> {
            FakeHost host = new FakeHost().answer(XML.argv(), output(DOCUMENT));
            return host.command("virsh", run -> {
                host.answer(XML.argv(), output(run.stdin().bytes().text()));
                return FakeHost.done("");
            });
        });
    }

    private FakeHost host() {
        return host("kvm1");
    }

    private String document() {
        return ((Answer.Output) host().reader(Optional.empty())
                        .read(List.of(XML))
                        .get(XML)
                        .orElseThrow())
                .stdout()
                .text();
    }

    private Report apply(String... tasks) {
        String text = "- hosts: all\n  gather_facts: false\n  tasks:\n"
                + String.join("\n", tasks).indent(4);
        try {
            Path file = Files.writeString(folder.resolve("play.yml"), text);
            return engine.apply(engine.playbook(file), inventory, RunOptions.defaults(), RunListener.NONE);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private RecordedRun last() {
        return journal.read(journal.find("last"));
    }

    private Report undo(String... force) {
        return undo(last(), Mode.APPLY, force);
    }

    private Report undo(RecordedRun run, Mode mode, String... force) {
        return engine.undo(
                run, inventory, RunOptions.defaults(), new UndoOptions(List.of(force)), mode, RunListener.NONE);
    }

    private static List<Status> statuses(Report report) {
        return report.results().stream().map(result -> result.status()).toList();
    }

    private static String message(Report report) {
        return report.results().stream()
                .map(result -> String.valueOf(result.message()))
                .reduce("", (a, b) -> a + "\n" + b);
    }

    private static final String PUT_A = "- {name: a, put: {path: /a, content: new}}";
    private static final String PUT_B = "- {name: b, put: {path: /b, content: fresh}}";

    @Test
    void whatARunChangedIsAsItWasTheLastFirst() {
        host().file("/a", "old");
        Map<String, String> before = host().files();
        Report applied = apply(PUT_A, PUT_B);
        assertThat(applied.run()).contains(journal.find("last"));
        host().rested();

        Report report = undo();

        assertThat(statuses(report)).containsOnly(Status.CHANGED);
        assertThat(host().files()).isEqualTo(before);
        assertThat(host().writes()).containsExactly("rm /b", "write /a (3 bytes)");
        assertThat(host().roundTrips()).isEqualTo(2);
        assertThat(report.plays().get(0).name())
                .isEqualTo("Undo of run " + applied.run().orElseThrow());
    }

    @Test
    void undoIsARunThatCanBeUndone() {
        host().file("/a", "old");
        apply(PUT_A, PUT_B);
        Map<String, String> after = host().files();
        undo();
        RecordedRun undo = last();
        assertThat(undo.info().about()).singleElement().asString().startsWith("undo of ");

        undo();

        assertThat(host().files()).isEqualTo(after);
    }

    @Test
    void undoingTwiceWritesOnce() {
        apply(PUT_A);
        RecordedRun run = last();
        undo(run, Mode.APPLY);
        host().rested();
        Report second = undo(run, Mode.APPLY);
        assertThat(statuses(second)).containsExactly(Status.OK);
        assertThat(host().writes()).isEmpty();
        assertThat(second.run()).isEmpty();
    }

    @Test
    void showingWritesNothingAndSaysTheSame() {
        host().file("/a", "old");
        apply(PUT_A);
        host().rested();
        Report shown = undo(last(), Mode.READ_ONLY);
        assertThat(statuses(shown)).containsExactly(Status.CHANGED);
        assertThat(host().writes()).isEmpty();
        assertThat(host().file("/a")).contains("new");
    }

    @Test
    void aDocumentWithAPasswordComesBackByteForByteAndThePasswordIsOnNoDiskOfTheController() throws IOException {
        apply("- {name: d, define: {element: '<b/>'}}");
        assertThat(document()).contains("<b/>");
        Report report = undo();
        assertThat(statuses(report)).containsExactly(Status.CHANGED);
        assertThat(document()).isEqualTo(DOCUMENT);

        undo();
        assertThat(document()).isEqualTo(DOCUMENT.replace("<a/>", "<a/><b/>"));

        undo();
        assertThat(document()).isEqualTo(DOCUMENT);
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                assertThat(Files.readString(file)).doesNotContain("hunter2");
            }
        }
    }

    @Test
    void ofSeveralDefinitionsOfOneDomainTheLastIsEnough() {
        apply("- {name: b, define: {element: '<b/>'}}", "- {name: c, define: {element: '<c/>'}}");
        host().rested();
        Report report = undo();
        assertThat(document()).isEqualTo(DOCUMENT);
        assertThat(host().writes()).hasSize(1);
        assertThat(statuses(report)).containsExactly(Status.CHANGED, Status.CHANGED);

        undo();
        assertThat(document()).contains("<c/>", "<b/>");
    }

    @Test
    void aDocumentThatTheHostNoLongerHasCannotBeTakenBack() {
        apply("- {name: d, define: {element: '<b/>'}}", PUT_A);
        String id = journal.find("last");
        host().journal(id + ".1/0.0", Optional.empty());
        Report report = undo();
        assertThat(statuses(report)).containsExactly(Status.CHANGED, Status.FAILED);
        assertThat(message(report)).contains("cannot be taken back: what was there before is no longer in");
        assertThat(host().file("/a")).isEmpty();
        assertThat(document()).contains("<b/>");
    }

    @Test
    void aDocumentThatSomebodyAlteredInTheHostsJournalIsNotUsed() {
        apply("- {name: d, define: {element: '<b/>'}}");
        host().journal(journal.find("last") + ".1/0.0", Optional.of(DOCUMENT + " "));
        assertThat(message(undo())).contains("is not what the run put there");
        assertThat(document()).contains("<b/>");
    }

    @Test
    void whatOthersChangedSinceIsRefusedAndTheRestTakenBack() {
        host().file("/a", "old");
        apply(PUT_A, PUT_B);
        host().file("/a", "theirs");
        Report report = undo();
        assertThat(statuses(report)).containsExactly(Status.CHANGED, Status.REFUSED);
        assertThat(message(report)).contains("others changed it since", "/a", "--force '/a'");
        assertThat(host().files()).containsOnly(Map.entry("/a", "theirs"));
    }

    @Test
    void whatOthersChangedIsTakenBackWhenForcedAndNothingElseIs() {
        host().file("/a", "old");
        apply(PUT_A, PUT_B);
        host().file("/a", "theirs").file("/b", "theirs too");
        Report report = undo("/a");
        assertThat(statuses(report)).containsExactly(Status.REFUSED, Status.CHANGED);
        assertThat(host().files()).containsOnly(Map.entry("/a", "old"), Map.entry("/b", "theirs too"));
    }

    @Test
    void whatMovesBetweenLookAndWriteIsNotWritten() {
        apply(PUT_A);
        RecordedRun run = last();
        host().onWrite(() -> host().file("/a", "at the last moment"));
        Report report = undo(run, Mode.APPLY);
        assertThat(statuses(report)).containsExactly(Status.REFUSED);
        assertThat(host().file("/a")).contains("at the last moment");
    }

    @Test
    void aRawCommandCannotBeTakenBackAndTheRestIs() {
        host().command("reboot", run -> FakeHost.done(""));
        apply(PUT_A, "- {name: raw, command: reboot}");
        Report report = undo();
        assertThat(statuses(report)).containsExactly(Status.FAILED, Status.CHANGED);
        assertThat(message(report)).contains("cannot be taken back: what it does is not known");
        assertThat(host().files()).isEmpty();
    }

    @Test
    void severalChangesOfOneFileGoBackToTheFirstState() {
        host().file("/a", "1\n");
        apply("- {name: x, append: {path: /a, content: '2'}}", "- {name: y, append: {path: /a, content: '3'}}");
        assertThat(host().file("/a")).contains("1\n2\n3\n");
        undo();
        assertThat(host().file("/a")).contains("1\n");
    }

    @Test
    void aRunWhoseConnectionWasLostIsTakenBackAsFarAsItCame() {
        host().file("/a", "old").loseAfter(2);
        apply(PUT_A, PUT_B);
        assertThat(host().file("/a")).contains("new");
        host().rested();
        Report report = undo();
        assertThat(statuses(report)).containsOnly(Status.CHANGED);
        assertThat(host().files()).containsOnly(Map.entry("/a", "old"));
    }

    @Test
    void aRunWhoseConnectionWasLostBeforeItWroteHasNothingToTakeBack() {
        host().file("/a", "old").loseAt(2);
        apply(PUT_A);
        host().rested();
        assertThat(statuses(undo())).containsExactly(Status.OK);
        assertThat(host().file("/a")).contains("old");
    }

    @Test
    void theHostsOwnRecordTellsWhichStepsWereBegun() {
        host().loseAfter(2);
        apply(PUT_A, PUT_B);
        String id = journal.find("last");
        host().rested().journal(id + ".1/progress", Optional.of("begin 0\ndone 0\n"));
        Report report = undo();
        assertThat(message(report)).contains("nothing to take back: it was not begun");
        assertThat(host().files()).containsOnlyKeys("/b");
    }

    @Test
    void whatWasRefusedHasNothingToTakeBack() {
        host().lockedBy("20261122T100000Z-aaaaaa", "ann@bastion");
        apply(PUT_A);
        assertThat(statuses(undo())).containsExactly(Status.OK);
    }

    @Test
    void hostsThatTheLimitLeavesOutStayAsTheyAre() {
        inventory = inventory("kvm1\nkvm2\n");
        apply(PUT_A);
        engine.undo(
                last(),
                inventory,
                RunOptions.defaults().withLimit("kvm2"),
                UndoOptions.NONE,
                Mode.APPLY,
                RunListener.NONE);
        assertThat(host("kvm1").file("/a")).contains("new");
        assertThat(host("kvm2").file("/a")).isEmpty();
    }

    @Test
    void aHostThatTheInventoryLacksIsAnErrorBeforeAnyIsTouched() {
        inventory = inventory("kvm1\nkvm2\n");
        apply(PUT_A);
        inventory = inventory("kvm1\n");
        assertThatThrownBy(() -> undo()).hasMessageContaining("the run changed kvm2, which is not in the inventory");
        assertThat(host("kvm1").file("/a")).contains("new");
    }

    @Test
    void anUnreachableHostIsAResultAndTheOthersAreTakenBack() {
        inventory = inventory("kvm1\nkvm2\n");
        apply(PUT_A);
        RecordedRun run = last();
        host("kvm1").rested().loseAt(1);
        Report report = undo(run, Mode.APPLY);
        assertThat(report.recaps().get("kvm1").unreachable()).isEqualTo(1);
        assertThat(host("kvm2").file("/a")).isEmpty();
    }

    @Test
    void whatIsStillNotAsItWasIsAFailure() {
        host().file("/a", "old");
        apply(PUT_A);
        host().writesAreLost("/a");
        Report report = undo();
        assertThat(statuses(report)).containsExactly(Status.FAILED);
        assertThat(message(report)).contains("still not as it was: /a");
    }
}
