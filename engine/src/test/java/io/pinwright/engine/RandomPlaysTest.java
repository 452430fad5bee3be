package io.pinwright.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.pinwright.engine.host.FakeHost;
import io.pinwright.engine.host.Writing;
import io.pinwright.engine.report.Report;
import io.pinwright.engine.report.Status;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Plays made by chance; the seed is the test's name. */
class RandomPlaysTest {

    private static final int PLAYS = 40;

    @TempDir
    Path folder;

    /** A play whose end state is known: each file is set by one task, then added to, or is removed. */
    private record Made(String playbook, Map<String, String> before) {}

    private static Made play(Random random, boolean stable) {
        StringBuilder tasks = new StringBuilder();
        Map<String, String> before = new TreeMap<>();
        int files = 1 + random.nextInt(4);
        for (int file = 0; file < files; file++) {
            if (random.nextBoolean()) {
                before.put("/f" + file, random.nextBoolean() ? "a\n" : "b\nc\n");
            }
        }
        int count = 1 + random.nextInt(8);
        for (int i = 0; i < count; i++) {
            String path = "/f" + random.nextInt(files);
            String kind = switch (random.nextInt(stable ? 2 : 4)) {
                case 0, 1 -> "append: {path: " + path + ", content: \"" + (char) ('a' + random.nextInt(3)) + "\"}";
                case 2 -> "put: {path: " + path + ", content: \"" + (char) ('a' + random.nextInt(3)) + "\\n\"}";
                default -> "remove: {path: " + path + "}";
            };
            tasks.append("- name: t")
                    .append(i)
                    .append("\n  ")
                    .append(kind)
                    .append("\n  register: r")
                    .append(i)
                    .append('\n');
            if (i > 0 && random.nextInt(3) == 0) {
                tasks.append("  when: r")
                        .append(random.nextInt(i))
                        .append(" is ")
                        .append(random.nextBoolean() ? "changed\n" : "not skipped\n");
            }
            if (random.nextInt(4) == 0) {
                tasks.append("  loop: [1, 2]\n");
            }
            if (random.nextInt(3) == 0) {
                tasks.append("  notify: mark\n");
            }
        }
        return new Made(
                Fleet.tasks(tasks.toString())
                        + "  handlers:\n    - {name: mark, append: {path: /marked, content: x}}\n",
                before);
    }

    private Fleet fleet(Made made) {
        Fleet fleet = Fleet.ofOne(folder);
        made.before().forEach(fleet.host()::file);
        return fleet;
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void applyDoesWhatThePlanSaid(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < PLAYS; i++) {
            Made made = play(random, false);
            Fleet fleet = fleet(made);
            Report planned = fleet.plan(made.playbook());
            assertThat(fleet.host().roundTrips()).as(made.playbook()).isEqualTo(1);
            assertThat(fleet.host().writes()).isEmpty();
            fleet.host().rested();
            Report applied = fleet.apply(made.playbook());
            assertThat(Fleet.statuses(applied)).as(made.playbook()).isEqualTo(Fleet.statuses(planned));
            assertThat(applied.hasFailures()).as(made.playbook()).isFalse();
            assertThat(fleet.host().roundTrips()).as(made.playbook()).isLessThanOrEqualTo(2);
            assertThat(fleet.host().files()).as(made.playbook()).isEqualTo(oneByOne(made, applied));
        }
    }

    /** The end state by the simplest means: each change's steps in order. */
    private Map<String, String> oneByOne(Made made, Report applied) {
        FakeHost host = new FakeHost();
        made.before().forEach(host::file);
        applied.changes()
                .flatMap(change -> change.steps().stream())
                .forEach(step -> host.writer(java.util.Optional.empty())
                        .write(Writing.bare(java.util.List.of(step)), java.util.List.of()));
        return host.files();
    }

    @ParameterizedTest
    @ValueSource(longs = {5, 6, 7, 8})
    void whatWasAppliedIsNotAppliedAgain(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < PLAYS; i++) {
            Made made = play(random, true);
            // Conditions on `changed` may well come out otherwise the second time; what they guard is true by then or
            // not wanted.
            String playbook = made.playbook().replaceAll("(?m)^ +when: r[0-9]+ is changed\n", "");
            Fleet fleet = fleet(made);
            fleet.apply(playbook);
            Map<String, String> end = fleet.host().files();
            fleet.host().rested();
            assertThat(new Plan(fleet.plan(playbook)).isEmpty()).as(playbook).isTrue();
            fleet.host().rested();
            fleet.apply(playbook);
            assertThat(fleet.host().writes()).as(playbook).isEmpty();
            assertThat(fleet.host().roundTrips()).isEqualTo(1);
            assertThat(fleet.host().files()).isEqualTo(end);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {9, 10, 11})
    void aConnectionLostAnywhereIsMendedByTheNextRun(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < PLAYS; i++) {
            Made made = play(random, true);
            String playbook = made.playbook()
                    .replaceAll("(?m)^ +when: r[0-9]+ is changed\n", "")
                    .replaceAll("(?m)^ +notify: mark\n", "");
            Fleet undisturbed = fleet(made);
            undisturbed.apply(playbook);
            for (int trip = 1; trip <= undisturbed.host().roundTrips(); trip++) {
                for (boolean after : new boolean[] {false, true}) {
                    Fleet fleet = fleet(made);
                    if (after) {
                        fleet.host().loseAfter(trip);
                    } else {
                        fleet.host().loseAt(trip);
                    }
                    Report lost = fleet.apply(playbook);
                    assertThat(lost.hasUnreachable()).isTrue();
                    assertThat(lost.results())
                            .filteredOn(result -> result.status() == Status.UNREACHABLE)
                            .hasSize(1);
                    fleet.host().rested();
                    assertThat(fleet.apply(playbook).hasFailures()).isFalse();
                    assertThat(fleet.host().files())
                            .as(playbook)
                            .isEqualTo(undisturbed.host().files());
                }
            }
        }
    }
}
