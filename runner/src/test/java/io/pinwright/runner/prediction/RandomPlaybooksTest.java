package io.pinwright.runner.prediction;

import static io.pinwright.runner.prediction.OneHost.play;
import static org.assertj.core.api.Assertions.assertThat;

import io.pinwright.engine.host.Answer;
import io.pinwright.engine.host.Answers;
import io.pinwright.engine.host.FileStatus;
import io.pinwright.engine.host.Query;
import io.pinwright.engine.host.Step;
import io.pinwright.engine.report.Mode;
import io.pinwright.engine.report.Report;
import io.pinwright.engine.report.TaskResult;
import io.pinwright.modules.vhost.QemuProcess;
import io.pinwright.modules.vhost.QemuThreads;
import io.pinwright.simulator.BuiltinHosts;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Playbooks made by chance, one after another on one host; the seed is the test's name. What the plan foretold is what apply did
 * and what the host says then.
 */
class RandomPlaybooksTest {

    private static final int PLAYBOOKS = 8;

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void applyDoesWhatThePlanForetold(long seed) {
        Random random = new Random(seed);
        try (OneHost kvm = host()) {
            for (int i = 0; i < PLAYBOOKS; i++) {
                String playbook = play(
                        new RandomPlaybook(random, false, "t").tasks(2 + random.nextInt(9)), RandomPlaybook.handlers());
                String run = "seed " + seed + ", playbook " + i + "\n" + playbook;
                Report planned = kvm.run(Mode.READ_ONLY, playbook);
                Report applied = kvm.run(Mode.APPLY, playbook);
                assertThat(lines(applied)).as(run).isEqualTo(lines(planned));
                assertEndState(run, kvm, planned);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {5, 6})
    void afterApplyThePlanIsEmpty(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 3; i++) {
            try (OneHost kvm = host()) {
                String playbook = play(
                        new RandomPlaybook(random, true, "t").tasks(2 + random.nextInt(12)), RandomPlaybook.handlers());
                String run = "seed " + seed + ", playbook " + i + "\n" + playbook;
                Report planned = kvm.run(Mode.READ_ONLY, playbook);
                Report applied = kvm.run(Mode.APPLY, playbook);
                assertThat(lines(applied)).as(run).isEqualTo(lines(planned));
                kvm.host().resetCounters();
                Report again = kvm.run(Mode.APPLY, playbook);
                assertThat(again.changes()).as(run).isEmpty();
                assertThat(kvm.host().counters().writes()).as(run).isEmpty();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {7, 8, 9})
    void theSecondHalfIsPlannedAsItIsOnceTheFirstIsDone(long seed) {
        Random random = new Random(seed);
        try (OneHost kvm = host()) {
            for (int i = 0; i < PLAYBOOKS; i++) {
                String first = play(new RandomPlaybook(random, false, "a").tasks(1 + random.nextInt(5)), "");
                String second = play(
                        new RandomPlaybook(random, false, "b").tasks(1 + random.nextInt(5)), RandomPlaybook.handlers());
                String run = "seed " + seed + ", playbook " + i + "\n" + first + second;
                first = first.replaceAll("(?m)^ +notify: note\n", "");
                Report both = kvm.run(random.nextBoolean() ? Mode.READ_ONLY : Mode.CHECK, first + second);
                Report done = kvm.run(Mode.APPLY, first);
                Report rest = kvm.run(Mode.READ_ONLY, second);
                List<String> apart = new ArrayList<>(lines(done));
                apart.addAll(lines(rest));
                assertThat(lines(both)).as(run).isEqualTo(apart);
                // Where a task failed, its host takes no part in what comes behind.
                if (!done.hasFailures()) {
                    assertThat(lines(kvm.run(Mode.APPLY, second))).as(run).isEqualTo(lines(rest));
                }
            }
        }
    }

    private OneHost host() {
        OneHost kvm = new OneHost(folder, BuiltinHosts.r710(1));
        kvm.host().run("mkdir -p /srv");
        kvm.beside("answers.j2", "told {{ told }}\n");
        return kvm;
    }

    /** Each result, with its changes and what it registered; a service's process id and a file's time are not foretold. */
    private static List<String> lines(Report report) {
        List<String> lines = new ArrayList<>();
        for (TaskResult result : report.results()) {
            lines.add(result.name() + ": " + result.status() + " " + result.message());
            result.changes()
                    .forEach(change -> lines.add("  " + change.summary()
                            + change.diff()
                                    .map(diff ->
                                            diff.after().length() < 100 ? diff.toString() : "#" + diff.hashCode())));
            lines.add("  = " + String.valueOf(result.values()).replaceAll("mtime=\\d+", "mtime=?"));
        }
        return lines;
    }

    /** Asks again whatever the steps of the plan foretell. */
    private static void assertEndState(String run, OneHost kvm, Report planned) {
        List<Step> steps =
                planned.changes().flatMap(change -> change.steps().stream()).toList();
        Answers foretold = Answers.foretold(steps);
        Set<Query> queries = new LinkedHashSet<>(foretold.queries());
        steps.forEach(step -> step.writes().ifPresent(path -> queries.add(new Query.ReadFile(path))));
        if (queries.isEmpty()) {
            return;
        }
        Answers told = kvm.read(queries);
        for (Query query : queries) {
            foretold.get(query)
                    .ifPresent(answer -> assertThat(plain(told.get(query)))
                            .as(() -> run + query.toString().lines().findFirst().orElseThrow())
                            .isEqualTo(plain(Optional.of(answer))));
        }
    }

    /** Without what no plan can know: times, and how large a folder is on disk. */
    private static String plain(Optional<Answer> answer) {
        if (answer.orElseThrow() instanceof Answer.Status found) {
            FileStatus status = found.status();
            boolean folder = status.type() == FileStatus.Type.DIRECTORY;
            return status.type() + " " + Integer.toOctalString(status.mode()) + " " + status.owner() + ":"
                    + status.group() + " " + (folder ? "" : status.sizeBytes()) + " " + status.linkTarget() + " "
                    + status.sha256();
        }
        if (answer.get() instanceof Answer.Output output
                && output.stdout().text().startsWith("qemu-threads")) {
            return threads(output.stdout().text());
        }
        if (answer.get() instanceof Answer.Output output) {
            // libvirt drops what is its default: one queue, and then an empty driver.
            String text = output.stdout().text().replaceAll(" queues='1'", "").replaceAll("\\s*<driver/>", "");
            return output.exit() + " " + text;
        }
        return answer.get() instanceof Answer.Content content
                ? content.bytes().text()
                : answer.get().toString();
    }

    /** Without QEMU's own threads but the first: where those may run rests on what the kernel remembers of them. */
    private static String threads(String text) {
        StringBuilder told = new StringBuilder();
        for (QemuProcess process : QemuThreads.parse(text).processes()) {
            told.append(process.domain()).append(' ').append(process.main()).append(process.workers());
            process.threads().stream()
                    .filter(thread -> thread.vcpu().isPresent())
                    .forEach(told::append);
        }
        return told.toString();
    }
}
