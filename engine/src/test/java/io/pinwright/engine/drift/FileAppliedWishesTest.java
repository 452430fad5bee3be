package io.pinwright.engine.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pinwright.engine.drift.AppliedWishes.Never;
import io.pinwright.engine.drift.AppliedWishes.Proof;
import io.pinwright.engine.drift.AppliedWishes.Proved;
import io.pinwright.engine.drift.AppliedWishes.Unreadable;
import io.pinwright.engine.drift.AppliedWishes.Wish;
import io.pinwright.engine.report.Report;
import io.pinwright.engine.report.Status;
import io.pinwright.engine.source.Diagnostic;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The history of applies, from one process to the next. */
class FileAppliedWishesTest {

    private static final Instant FIRST = Instant.parse("2026-11-20T03:00:00Z");
    private static final Instant SECOND = Instant.parse("2026-11-21T03:00:00Z");

    @TempDir
    Path folder;

    private FileAppliedWishes open() {
        try {
            return FileAppliedWishes.open(folder);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private List<Diagnostic> add(Reports report, Instant at, String run) {
        return open().add(report.applied(), at, run);
    }

    private Proof proof(String digest, @Nullable String value) {
        return open().of(new Wish("kvm1", Optional.of(digest), "domain adc", "emulatorpin (live)", value));
    }

    private Path file() {
        return folder.resolve("applied").resolve("kvm1.txt");
    }

    @Test
    void whatAnApplyChangedIsKnownToTheNextProcess() {
        add(Reports.of().changed("w1", Reports.pin("0", "1")), FIRST, "run-1");

        assertThat(proof("w1", "1")).isEqualTo(new Proved(FIRST, "run-1"));
    }

    @Test
    void whatWasRightAlreadyCountsToo() {
        add(Reports.of().ok("w1"), FIRST, "run-1");

        assertThat(proof("w1", "1")).isEqualTo(new Proved(FIRST, "run-1"));
    }

    @Test
    void theLastApplyThatProvedItIsTheOneThatIsNamed() {
        add(Reports.of().changed("w1", Reports.pin("0", "1")), FIRST, "run-1");
        add(Reports.of().ok("w1"), SECOND, "run-2");

        assertThat(proof("w1", "1")).isEqualTo(new Proved(SECOND, "run-2"));
    }

    @Test
    void aValueIsKnownAgainInATaskThatWasEdited() {
        add(Reports.of().changed("w1", Reports.pin("0", "1")), FIRST, "run-1");

        assertThat(proof("edited", "1")).isEqualTo(new Proved(FIRST, "run-1"));
        assertThat(proof("edited", "2")).isEqualTo(new Never());
    }

    @Test
    void aWishOfThePastThatALaterApplyReplacedIsNotInPlace() {
        add(Reports.of().changed("w1", Reports.pin("0", "1")), FIRST, "run-1");
        add(Reports.of().changed("w2", Reports.pin("1", "2")), SECOND, "run-2");

        assertThat(proof("w1", "1")).isEqualTo(new Never());
        assertThat(proof("w2", "2")).isEqualTo(new Proved(SECOND, "run-2"));
    }

    @Test
    void aThingIsTheSameWhicheverModuleSetsIt() {
        add(Reports.of().changed("whole", Reports.pin("0", "1")), FIRST, "run-1");
        assertThat(proof("part, of another playbook", "1")).isEqualTo(new Proved(FIRST, "run-1"));

        add(Reports.of().ok("else").changed("another", Reports.pin("1", "2")), SECOND, "run-2");
        assertThat(proof("whole", "1")).as("an apply took it away, no hand").isEqualTo(new Never());
    }

    @Test
    void theSameWishOfTheSameTaskIsReplacedAlsoWhereNothingHadToChange() {
        add(Reports.of().ok("w1"), FIRST, "run-1");
        add(Reports.of().ok("w2"), SECOND, "run-2");

        assertThat(proof("w1", "1")).isEqualTo(new Never());
    }

    @Test
    void aTaskThatFailedRemovesNothing() {
        add(Reports.of().ok("w1"), FIRST, "run-1");
        add(Reports.of().ended(Status.FAILED, "no such domain"), SECOND, "run-2");

        assertThat(proof("w1", "1")).isEqualTo(new Proved(FIRST, "run-1"));
    }

    @Test
    void aHostThatWasLostHasProvedNothing() {
        add(Reports.of().changed("w1", Reports.pin("0", "1")).ended(Status.UNREACHABLE, "lost"), FIRST, "run-1");

        assertThat(proof("w1", "1")).isEqualTo(new Never());
    }

    @Test
    void anotherHostsWishesAreNotThisOnes() {
        add(Reports.of().on("kvm2").ok("w1"), FIRST, "run-1");

        assertThat(proof("w1", "1")).isEqualTo(new Never());
    }

    @Test
    void aLookProvesNothing() {
        Report seen = Reports.of().ok("w1").seen();

        assertThatThrownBy(() -> open().add(seen, FIRST, "run-1")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void filesAreTheOwnersAloneAndHoldNoValues() throws IOException {
        add(Reports.of().changed("w1", Reports.pin("0", "s3cret")), FIRST, "run-1");

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("salt"))))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("applied"))))
                .isEqualTo("rwx------");
        assertThat(Files.readString(file())).doesNotContain("s3cret").doesNotContain("emulatorpin");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[]",
                "nonsense",
                "pinwright-applied 2\nhost kvm1\n",
                "pinwright-applied 99\nhost kvm1\nend 0\n",
                "pinwright-applied 2\nhost kvm2\nend 0\n",
                "pinwright-applied 2\nhost kvm1\nsalt other\nend 0\n"
            })
    void aDamagedOrForeignFileIsReportedAndItsHistoryUnknown(String text) throws IOException {
        add(Reports.of().ok("w1"), FIRST, "run-1");
        Files.writeString(file(), text);
        FileAppliedWishes wishes = open();

        Proof proof = wishes.of(new Wish("kvm1", Optional.of("w1"), "t", "a", "1"));

        assertThat(proof).isInstanceOf(Unreadable.class);
        assertThat(wishes.problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem.render()).contains("kvm1.txt", "fix: remove the file"));
    }

    @Test
    void aLineMissingOrTooManyIsADamagedFile() throws IOException {
        add(Reports.of().changed("w1", Reports.pin("0", "1")), FIRST, "run-1");
        List<String> lines = Files.readAllLines(file());
        for (int gone = 0; gone < lines.size(); gone++) {
            List<String> rest = new ArrayList<>(lines);
            String line = rest.remove(gone);
            Files.write(file(), rest);
            assertThat(proof("w1", "1")).as("without " + line).isInstanceOf(Unreadable.class);
            rest.addAll(lines);
            Files.write(file(), rest);
            assertThat(proof("w1", "1")).as("twice " + line).isInstanceOf(Unreadable.class);
        }
    }

    @Test
    void aCharacterThatCannotBeThereIsADamagedFile() throws IOException {
        add(Reports.of().changed("w1", Reports.pin("0", "1")), FIRST, "run-1");
        String whole = Files.readString(file());
        for (int at = 0; at < whole.length(); at++) {
            boolean ofAName = whole.startsWith("run-1\n", whole.lastIndexOf(' ', at) + 1);
            if (!ofAName) {
                Files.writeString(file(), whole.substring(0, at) + "~" + whole.substring(at + 1));
                assertThat(proof("w1", "1")).as("at " + at).isInstanceOf(Unreadable.class);
            }
        }
    }

    @Test
    void aRunMayHaveAnyName() {
        String name = "night run\n\\ k\u00f6ln ";
        add(Reports.of().ok("w1"), FIRST, name);

        assertThat(proof("w1", "1")).isEqualTo(new Proved(FIRST, name));
    }

    @Test
    void anyCutOfTheFileIsUnreadableAndNeverAnEmptyHistory() throws IOException {
        add(Reports.of().changed("w1", Reports.pin("0", "1")), FIRST, "run-1");
        String whole = Files.readString(file());
        for (int cut = 0; cut < whole.length(); cut++) {
            Files.writeString(file(), whole.substring(0, cut));
            assertThat(proof("w1", "1")).as("cut at " + cut).isInstanceOf(Unreadable.class);
        }
    }

    @Test
    void anApplyPutsAnUnreadableFileAsideAndBeginsAnew() throws IOException {
        add(Reports.of().ok("w1"), FIRST, "run-1");
        Files.writeString(file(), "{");

        List<Diagnostic> problems = add(Reports.of().ok("w2"), SECOND, "run-2");

        assertThat(problems).singleElement().asString().contains("begins anew", "kvm1.txt.unreadable");
        assertThat(folder.resolve("applied").resolve("kvm1.txt.unreadable")).hasContent("{");
        assertThat(proof("w2", "1")).isEqualTo(new Proved(SECOND, "run-2"));
    }

    @Test
    void aFolderThatCannotBeWrittenIsSaidAndStopsNobody() throws IOException {
        FileAppliedWishes wishes = open();
        Files.writeString(folder.resolve("applied"), "a file where the folder is to be");

        assertThat(wishes.add(Reports.of().ok("w1").applied(), FIRST, "run-1"))
                .singleElement()
                .asString()
                .contains("what was applied is not remembered");
    }

    @Test
    void aSaltThatIsDamagedIsNotMadeAnew() throws IOException {
        open();
        Files.writeString(folder.resolve("salt"), "short");

        assertThatThrownBy(() -> FileAppliedWishes.open(folder))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("holds 5 bytes");
    }

    @Test
    void aHostsNameNeverLeavesTheFolder() throws IOException {
        for (String name : List.of("../../etc/cron", "..", ".hidden", "a/b", "x".repeat(400), "k\u00f6ln", "::1")) {
            open().add(Reports.of().on(name).ok("w1").applied(), FIRST, "run-1");
            assertThat(open().of(new Wish(name, Optional.of("w1"), "t", "a", null)))
                    .as(name)
                    .isInstanceOf(Proved.class);
        }
        try (Stream<Path> written = Files.list(folder.resolve("applied"))) {
            assertThat(written.map(path -> path.getFileName().toString()))
                    .hasSize(8)
                    .allMatch(name -> name.equals(".lock") || name.matches("[A-Za-z0-9%_-][A-Za-z0-9%._-]*\\.txt"));
        }
    }

    @Test
    void appliesAtOnceLoseNothingOfEachOther() throws InterruptedException {
        open();
        ExecutorService pool = Executors.newFixedThreadPool(8);
        IntStream.range(0, 24)
                .forEach(number -> pool.submit(() -> {
                    Reports report = Reports.of();
                    IntStream.rangeClosed(0, number).forEach(skipped -> report.ended(Status.SKIPPED, "no"));
                    return add(report.ok("w" + number), FIRST, "run-" + number);
                }));
        pool.shutdown();
        assertThat(pool.awaitTermination(1, TimeUnit.MINUTES)).isTrue();

        assertThat(IntStream.range(0, 24).mapToObj(number -> proof("w" + number, "1")))
                .allMatch(Proved.class::isInstance);
    }
}
