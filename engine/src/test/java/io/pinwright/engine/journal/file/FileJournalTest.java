package io.pinwright.engine.journal.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pinwright.engine.host.Become;
import io.pinwright.engine.host.Guard;
import io.pinwright.engine.host.Payload;
import io.pinwright.engine.host.Query;
import io.pinwright.engine.host.Step;
import io.pinwright.engine.host.StepOutcome;
import io.pinwright.engine.host.Undo;
import io.pinwright.engine.journal.EntryEnd;
import io.pinwright.engine.journal.JournalEntry;
import io.pinwright.engine.journal.JournalException;
import io.pinwright.engine.journal.RecordedRun;
import io.pinwright.engine.journal.RunInfo;
import io.pinwright.engine.journal.RunJournal;
import io.pinwright.engine.json.RandomValues;
import io.pinwright.engine.module.Disruption;
import io.pinwright.engine.module.Effect;
import io.pinwright.engine.source.Diagnostic;
import io.pinwright.engine.source.DiagnosticException;
import io.pinwright.engine.source.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The journal as files. */
class FileJournalTest {

    private static final Instant NOW = Instant.parse("2026-11-22T16:47:00Z");
    private static final String ID = "20261122T164700Z-3f9a2c";

    @TempDir
    Path folder;

    private FileJournal journal() {
        return FileJournal.in(folder.resolve("state/pinwright"));
    }

    private static RunInfo info(String id) {
        return new RunInfo(id, NOW, "me@here", List.of("queues.yml"));
    }

    private static JournalEntry.Item item(boolean hidden, Undo... undos) {
        List<JournalEntry.Done> steps = new ArrayList<>();
        for (Undo undo : undos) {
            steps.add(new JournalEntry.Done(new Step.RemoveFile("/a", List.of()), undo));
        }
        return new JournalEntry.Item(
                "Pin",
                "p.yml:3:5",
                "virt_pin",
                "domain vm",
                "pins",
                "0",
                "1",
                Effect.NOW,
                Disruption.NONE,
                true,
                hidden,
                false,
                List.of(),
                List.of(new Guard(new Query.ReadFile("/g"), "a")),
                steps);
    }

    private static JournalEntry entry(int number, JournalEntry.Item... items) {
        return new JournalEntry(
                ID + "." + number,
                NOW,
                Optional.of(new Become(Become.Method.SUDO, "root", Secret.of("hunter2"), null, List.of())),
                Optional.of(Duration.ofSeconds(60)),
                List.of(items));
    }

    private static Undo write(String path, Payload content, int mode) {
        return new Undo(List.of(new Step.WriteFile(path, content, mode, "0", "0", List.of())), Optional.empty());
    }

    private static EntryEnd end(String message) {
        return new EntryEnd(
                NOW,
                EntryEnd.Status.DONE,
                List.of(StepOutcome.Status.DONE),
                List.of(List.of(new Guard(new Query.ReadFile("/a"), "a"))),
                message,
                Optional.of("/srv/state/runs/" + ID + ".1"));
    }

    private Path file(String name) {
        return folder.resolve("state/pinwright/runs").resolve(ID).resolve(name);
    }

    @Test
    void aRunThatWritesNothingLeavesNothing() {
        journal().begin(info(ID));
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void filesAreForTheirOwnerAlone() throws IOException {
        journal().begin(info(ID)).planned("kvm1", entry(1, item(false)));
        try (Stream<Path> made = Files.walk(folder.resolve("state"))) {
            assertThat(made.toList())
                    .hasSize(6)
                    .allSatisfy(path -> assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                            .isEqualTo(Files.isDirectory(path) ? "rwx------" : "rw-------"));
        }
    }

    @Test
    void whatWasWrittenReadsBackAsItWas() {
        RunJournal run = journal().begin(info(ID));
        run.planned("kvm1", entry(1, item(false, write("/a", Payload.of("old"), 0644))));
        run.ended("kvm1", ID + ".1", end("fine"));
        run.planned("kvm1", entry(2, item(false)));
        run.planned("../../etc/kvm 2", entry(1, item(true)));

        RecordedRun read = journal().read(ID);

        assertThat(read.info()).isEqualTo(info(ID));
        assertThat(read.warnings()).isEmpty();
        assertThat(read.hosts()).containsOnlyKeys("kvm1", "../../etc/kvm 2");
        RecordedRun.Entry first = read.hosts().get("kvm1").get(0);
        assertThat(first.end()).contains(end("fine"));
        assertThat(first.become().orElseThrow())
                .isEqualTo(new Become(Become.Method.SUDO, "root", null, null, List.of()));
        assertThat(first.changes().get(0).steps().get(0).undo()).isEqualTo(write("/a", Payload.of("old"), 0644));
        assertThat(first.changes().get(0).guardsAfter()).hasSize(1);
        assertThat(first.folder()).isEqualTo("/srv/state/runs/" + ID + ".1");
        RecordedRun.Entry second = read.hosts().get("kvm1").get(1);
        assertThat(second.status()).isEqualTo(EntryEnd.Status.UNKNOWN);
        assertThat(second.folder()).isEqualTo("/srv/state/runs/" + ID + ".2");
        RecordedRun.Change hidden =
                read.hosts().get("../../etc/kvm 2").get(0).changes().get(0);
        assertThat(hidden.before()).isNull();
        assertThat(hidden.after()).isNull();
    }

    @Test
    void noSecretIsInTheFilesAndItIsKnownWhereTheHostHasIt() throws IOException {
        RunJournal run = journal().begin(info(ID));
        run.planned(
                "kvm1",
                entry(
                        1,
                        item(false, write("/secret", Payload.secret("hunter2"), 0644)),
                        item(false, write("/private", Payload.of("hunter2"), 0600)),
                        item(true, write("/hidden", Payload.of("hunter2"), 0644))));
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                assertThat(Files.readString(file)).doesNotContain("hunter2");
            }
        }
        RecordedRun.Entry entry = journal().read(ID).hosts().get("kvm1").get(0);
        String base = "/var/lib/pinwright/runs/" + ID + ".1/";
        assertThat(entry.kept()).containsOnlyKeys(base + "0.0", base + "1.0", base + "2.0");
        assertThat(entry.kept().get(base + "1.0").fits(io.pinwright.engine.host.Bytes.utf8("hunter2")))
                .isTrue();
        assertThat(entry.kept().get(base + "1.0").fits(io.pinwright.engine.host.Bytes.utf8("hunter3")))
                .isFalse();
        assertThat(entry.changes().get(1).steps().get(0).undo())
                .isEqualTo(write("/private", Payload.keptAt(base + "1.0"), 0600));
    }

    @Test
    void whateverKindOfStepIsWrittenCanBeRead() {
        RunJournal run = journal().begin(info(ID));
        List<JournalEntry.Item> items = new ArrayList<>();
        for (long seed = 0; seed < 100; seed++) {
            items.add(item(false, new RandomValues(seed).undo()));
        }
        run.planned("kvm1", entry(1, items.toArray(JournalEntry.Item[]::new)));
        assertThat(journal().read(ID).hosts().get("kvm1").get(0).changes()).hasSize(100);
    }

    @Test
    void aLastRecordThatIsCutOffAnywhereIsToldAndIsNoDamage() throws IOException {
        RunJournal run = journal().begin(info(ID));
        run.planned("kvm1", entry(1, item(false, write("/a", Payload.of("\u20ac old\n"), 0644))));
        int whole = (int) Files.size(file("kvm1.jsonl"));
        run.ended("kvm1", ID + ".1", end("\u20ac"));
        byte[] bytes = Files.readAllBytes(file("kvm1.jsonl"));
        for (int size = whole + 1; size < bytes.length; size++) {
            Files.write(file("kvm1.jsonl"), Arrays.copyOf(bytes, size));
            RecordedRun read = journal().read(ID);
            assertThat(read.hosts().get("kvm1")).hasSize(1);
            assertThat(read.hosts().get("kvm1").get(0).end()).isEmpty();
            assertThat(read.warnings()).singleElement().asString().contains("kvm1.jsonl", "cut off");
        }
    }

    @Test
    void aRunOfWhichOnlyTheFirstRecordBeganHasNoEntry() throws IOException {
        RunJournal run = journal().begin(info(ID));
        run.planned("kvm1", entry(1, item(false)));
        byte[] bytes = Files.readAllBytes(file("kvm1.jsonl"));
        for (int size = 0; size < bytes.length; size++) {
            Files.write(file("kvm1.jsonl"), Arrays.copyOf(bytes, size));
            assertThat(journal().read(ID).hosts()).isEmpty();
        }
    }

    @Test
    void aDamagedRecordIsAnErrorThatNamesFileAndLine() throws IOException {
        RunJournal run = journal().begin(info(ID));
        run.planned("kvm1", entry(1, item(false)));
        run.ended("kvm1", ID + ".1", end(""));
        Files.writeString(
                file("kvm1.jsonl"), Files.readString(file("kvm1.jsonl")).replace("{\"planned\"", "{\"pl@nned\""));
        assertThatThrownBy(() -> journal().read(ID))
                .isInstanceOf(DiagnosticException.class)
                .hasMessageContaining(file("kvm1.jsonl") + ":2:")
                .hasMessageContaining("/pl@nned is not known here");
    }

    @Test
    void aJournalOfAnotherVersionIsNotGuessedAt() throws IOException {
        journal().begin(info(ID)).planned("kvm1", entry(1, item(false)));
        Files.writeString(
                file("run.json"), Files.readString(file("run.json")).replace("\"version\":1", "\"version\":2"));
        assertThatThrownBy(() -> journal().read(ID)).hasMessageContaining("/version is 2, but this Pinwright reads");
    }

    @Test
    void aFolderThatCannotBeWrittenStopsTheRunBeforeTheHostIsTouched() throws IOException {
        Files.writeString(folder.resolve("state"), "a file in the way");
        RunJournal run = journal().begin(info(ID));
        assertThatThrownBy(() -> run.planned("kvm1", entry(1, item(false))))
                .isInstanceOf(JournalException.class)
                .hasMessageContaining("kvm1.jsonl cannot be written");
    }

    private static String id(int second) {
        return String.format("20261122T1647%02dZ-3f9a2c", second);
    }

    @Test
    void theOldestRunsGo() {
        FileJournal journal = FileJournal.in(folder, 3);
        for (int i = 10; i < 15; i++) {
            journal.begin(info(id(i))).planned("kvm1", entry(1, item(false)));
        }
        assertThat(journal.ids()).containsExactly(id(14), id(13), id(12));
    }

    @Test
    void aRunIsFoundByItsBeginningOrAsTheLast() {
        FileJournal journal = journal();
        for (int i = 9; i < 12; i++) {
            journal.begin(info(id(i))).planned("kvm1", entry(1, item(false)));
        }
        assertThat(journal.find("last")).isEqualTo(id(11));
        assertThat(journal.find("20261122T164709")).isEqualTo(id(9));
        assertThatThrownBy(() -> journal.find("20261122T16471"))
                .isInstanceOfSatisfying(
                        DiagnosticException.class,
                        e -> assertThat(e.diagnostics())
                                .extracting(Diagnostic::message)
                                .containsExactly("2 runs begin with 20261122T16471"));
        assertThatThrownBy(() -> journal.find("2025")).hasMessageContaining("there is no run 2025");
        assertThatThrownBy(() -> FileJournal.in(folder.resolve("none")).find("last"))
                .hasMessageContaining("has no runs");
    }
}
