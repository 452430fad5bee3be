package io.pinwright.modules.vhost;

import static org.assertj.core.api.Assertions.assertThat;

import io.pinwright.engine.host.Answer;
import io.pinwright.engine.host.Answers;
import io.pinwright.modules.cpu.CpuSet;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class QemuThreadsTest {

    @Test
    void kernelThreadsOfOlderKernelsAreWorkers() {
        QemuProcess process = ArticleHost.domain(ArticleHost.kthreads(ArticleHost.EVEN, ArticleHost.ODD));

        assertThat(process.workers().threads())
                .extracting(QemuThread::tid)
                .containsExactly(615, 616, 617, 618, 619, 620, 621, 622, 623);
        assertThat(process.workers().threads()).allMatch(QemuThread::kernel);
        assertThat(process.workers().allowed()).isEqualTo(ArticleHost.ODD);
    }

    @Test
    void threadsOfQemuOnNewerKernelsAreWorkers() {
        QemuProcess process = ArticleHost.domain(ArticleHost.vhostTasks(ArticleHost.EVEN, ArticleHost.ODD));

        assertThat(process.workers().count()).isEqualTo(9);
        assertThat(process.workers().threads()).noneMatch(QemuThread::kernel);
        assertThat(process.threads()).isSortedAccordingTo((a, b) -> Integer.compare(a.tid(), b.tid()));
    }

    @Test
    void otherKernelThreadsThatEndInThePidAreNoWorkers() {
        String text = ArticleHost.HEAD + "d 607 vm\n" + ArticleHost.thread(607, 1, "qemu", ArticleHost.EVEN, "emulator")
                + "k\n" + ArticleHost.thread(613, 2, "kvm-nx-lpage-recovery-607", ArticleHost.EVEN, "emulator")
                + "k\n" + ArticleHost.thread(635, 2, "kvm-pit/607", ArticleHost.EVEN, "emulator")
                + "k\n" + ArticleHost.thread(640, 2, "vhost-6071", ArticleHost.EVEN, "emulator")
                + "k\n" + ArticleHost.thread(641, 2, "vhost-607", ArticleHost.EVEN, "emulator") + ArticleHost.END;

        assertThat(ArticleHost.parsed(text).of("vm").orElseThrow().workers().threads())
                .extracting(QemuThread::tid)
                .containsExactly(641);
    }

    @Test
    void aUsersProcessNamedLikeAWorkerIsNone() {
        String text = ArticleHost.HEAD + "d 607 vm\n" + "k\n"
                + ArticleHost.thread(900, 899, "vhost-607", ArticleHost.EVEN, "emulator") + ArticleHost.END;

        assertThat(ArticleHost.parsed(text).of("vm").orElseThrow().threads()).isEmpty();
    }

    @Test
    void theThreadsRoleIsInItsName() {
        QemuProcess process = ArticleHost.domain(ArticleHost.kthreads(ArticleHost.EVEN, ArticleHost.ODD));

        assertThat(process.threads().stream()
                        .flatMapToInt(thread -> thread.vcpu().stream())
                        .toArray())
                .containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
        assertThat(process.threads().stream().flatMap(thread -> thread.iothread().stream()))
                .containsExactly("mon_iothread");
        assertThat(process.main().orElseThrow().comm()).isEqualTo("qemu-system-x86");
    }

    @Test
    void theCgroupKeepsItsBackslashes() {
        assertThat(ArticleHost.domain(ArticleHost.kthreads(ArticleHost.EVEN, ArticleHost.ODD))
                        .main()
                        .orElseThrow()
                        .cgroup())
                .isEqualTo("/machine.slice/machine-qemu\\x2d1\\x2dbigip\\x2dvirtio.scope/libvirt/emulator");
    }

    @Test
    void theCpusetControllersPathCountsOnCgroupVersion1() {
        String text = ArticleHost.HEAD + "d 7 w\nt 7 1\nn qemu\na 0-1\ng\n"
                + "c 3:cpuset:/machine/qemu-1-w.libvirt-qemu/emulator\nc 0::/\n" + ArticleHost.END;

        assertThat(ArticleHost.parsed(text)
                        .of("w")
                        .orElseThrow()
                        .main()
                        .orElseThrow()
                        .cgroup())
                .isEqualTo("/machine/qemu-1-w.libvirt-qemu/emulator");
    }

    @Test
    void aCgroupHoldsForTheThreadsThatFollow() {
        String text = ArticleHost.HEAD + "d 7 w\nt 7 1\nn qemu\na 0\ng\nc 0::/e\nt 8 1\nn x\na 0\nt 9 1\nn y\na 0\ng\n"
                + ArticleHost.END;

        assertThat(ArticleHost.parsed(text).of("w").orElseThrow().threads())
                .extracting(QemuThread::cgroup)
                .containsExactly("/e", "/e", "");
    }

    @Test
    void whatCouldNotBeReadIsUnknown() {
        String text = ArticleHost.HEAD + "d 7 w\nt 7 1\nn vhost-7\na \ng\nd 0 x\n" + ArticleHost.END;
        QemuThreads threads = ArticleHost.parsed(text);

        assertThat(threads.of("w").orElseThrow().workers().unknown()).hasSize(1);
        assertThat(threads.of("x").orElseThrow().pid()).isZero();
        assertThat(threads.problem()).isEmpty();
    }

    @Test
    void aFolderThatMayNotBeReadIsAProblem() {
        assertThat(ArticleHost.parsed(ArticleHost.HEAD + "u /run/libvirt/qemu\nend\n")
                        .problem())
                .hasValue("no permission to read /run/libvirt/qemu");
    }

    @Test
    void aTextThatIsCutOffIsAProblem() {
        String whole = ArticleHost.kthreads(ArticleHost.EVEN, ArticleHost.ODD);

        assertThat(ArticleHost.parsed(whole).problem()).isEmpty();
        assertThat(ArticleHost.parsed(whole.substring(0, whole.length() / 2)).problem())
                .hasValueSatisfying(problem -> assertThat(problem).contains("cut off"));
    }

    @Test
    void anotherTextIsAProblem() {
        assertThat(ArticleHost.parsed("sh: not found\nend\n").problem()).isPresent();
    }

    @Test
    void anAnswerThatCannotBeReadIsAProblemAndNoException() {
        QemuThreads threads = observed(new Answer.Unreadable("took longer than 60 s"));

        assertThat(threads.processes()).isEmpty();
        assertThat(threads.problem()).hasValue("the threads of the domains cannot be read: took longer than 60 s");
        assertThat(threads.predictions()).isEmpty();
    }

    @Test
    void theDaemonsOwnPidFileIsNoDomain() {
        String daemon = ArticleHost.HEAD + "d 300 driver\nt 300 1\nn libvirtd\na 0-15\ng\n" + ArticleHost.END;
        String domain = ArticleHost.HEAD + "d 300 driver\nt 300 1\nn qemu-kvm\na 0-15\ng\n" + ArticleHost.END;

        assertThat(ArticleHost.parsed(daemon).processes()).isEmpty();
        assertThat(ArticleHost.parsed(domain).of("driver")).isPresent();
    }

    @Test
    void theFirstThreadFollowsEmulatorPinWithoutACpusetAndOthersDoNot() {
        String text =
                ArticleHost.HEAD + "d 7 w\nt 7 1\nn qemu\na 0\ng\nc 0::/\nt 8 1\nn vhost-7\na 0\n" + ArticleHost.END;
        QemuProcess process = ArticleHost.parsed(text).of("w").orElseThrow();

        assertThat(process.threads().stream().filter(process::followsEmulatorPin))
                .extracting(QemuThread::tid)
                .containsExactly(7);
    }

    @Test
    void threadsOfTheEmulatorCgroupFollowEmulatorPinAndVcpusDoNot() {
        QemuProcess process = ArticleHost.domain(ArticleHost.kthreads(ArticleHost.EVEN, ArticleHost.ODD));

        assertThat(process.threads().stream().filter(process::followsEmulatorPin))
                .extracting(QemuThread::comm)
                .doesNotContain("CPU 0/KVM")
                .contains("qemu-system-x86", "IO mon_iothread", "vhost-607")
                .hasSize(12);
    }

    @Test
    void allThreadsThatMovedArePredicted() {
        QemuThreads before = ArticleHost.parsed(ArticleHost.kthreads(ArticleHost.EVEN, ArticleHost.EVEN));
        QemuThreads after = before.withAllowed(Map.of(615, ArticleHost.ODD, 607, ArticleHost.ODD));

        QemuThreads predicted = observed(after.predictions().get(0).answer());

        assertThat(predicted).isEqualTo(after).isNotEqualTo(before);
        assertThat(predicted.of(ArticleHost.NAME).orElseThrow().workers().notOn(ArticleHost.EVEN))
                .extracting(QemuThread::tid)
                .containsExactly(615);
    }

    @Test
    void anEmulatorPinMovesTheEmulatorCgroupAndNoVcpu() {
        for (String text : List.of(
                ArticleHost.kthreads(ArticleHost.EVEN, CpuSet.of(2)),
                ArticleHost.vhostTasks(ArticleHost.EVEN, CpuSet.of(2)))) {
            QemuProcess after = ArticleHost.parsed(text)
                    .afterEmulatorPin(ArticleHost.NAME, ArticleHost.ODD)
                    .of(ArticleHost.NAME)
                    .orElseThrow();

            assertThat(after.workers().allowed()).isEqualTo(ArticleHost.ODD);
            assertThat(after.main().orElseThrow().allowed()).hasValue(ArticleHost.ODD);
            assertThat(after.threads().stream().filter(thread -> thread.vcpu().isPresent()))
                    .allMatch(thread -> !thread.allowed().orElseThrow().intersects(ArticleHost.ODD));
        }
    }

    @Test
    void aVcpuPinMovesThatVcpu() {
        QemuThreads before = ArticleHost.parsed(ArticleHost.kthreads(ArticleHost.EVEN, ArticleHost.ODD));
        QemuThreads after = before.afterVcpuPin(ArticleHost.NAME, 3, CpuSet.of(12));

        assertThat(after)
                .isEqualTo(before.withAllowed(Map.of(628, CpuSet.of(12))))
                .isNotEqualTo(before);
        assertThat(before.afterVcpuPin("another", 3, CpuSet.of(12))).isSameAs(before);
    }

    @Test
    void anIothreadPinMovesThatIothread() {
        String text = ArticleHost.HEAD + "d 7 w\nt 7 1\nn qemu\na 0\ng\nt 8 1\nn IO iothread1\na 0\nt 9 1\n"
                + "n IO iothread12\na 0\n" + ArticleHost.END;

        assertThat(ArticleHost.parsed(text)
                        .afterIothreadPin("w", 1, CpuSet.of(5))
                        .of("w")
                        .orElseThrow()
                        .threads())
                .extracting(QemuThread::allowed)
                .containsExactly(Optional.of(CpuSet.of(0)), Optional.of(CpuSet.of(5)), Optional.of(CpuSet.of(0)));
    }

    @Test
    void threadsThatDoNotComeFromAHostSayTheSameAsText() {
        QemuThreads read = ArticleHost.parsed(ArticleHost.kthreads(ArticleHost.EVEN, ArticleHost.ODD));
        QemuThreads made = new QemuThreads(read.processes(), read.problem());

        assertThat(observed(made.predictions().get(0).answer()).processes()).isEqualTo(read.processes());
    }

    @Test
    void nothingMovedIsTheSameValue() {
        QemuThreads threads = ArticleHost.parsed(ArticleHost.kthreads(ArticleHost.EVEN, ArticleHost.EVEN));

        assertThat(threads.withAllowed(Map.of(615, ArticleHost.EVEN))).isSameAs(threads);
    }

    @Test
    void threadsThatMovedAreThoseThatTheMovedTextSays() {
        Random random = new Random(5);
        for (int round = 0; round < 300; round++) {
            String text = random.nextBoolean()
                    ? ArticleHost.kthreads(ArticleHost.EVEN, ArticleHost.EVEN)
                    : ArticleHost.vhostTasks(ArticleHost.EVEN, ArticleHost.EVEN);
            // Of some threads it cannot be read where they may run, or is not told at all.
            List<String> lines = new ArrayList<>(text.lines().toList());
            for (int i = lines.size() - 1; i >= 0; i--) {
                if (lines.get(i).startsWith("a ") && random.nextInt(20) == 0) {
                    if (random.nextBoolean()) {
                        lines.set(i, "a ");
                    } else {
                        lines.remove(i);
                    }
                }
            }
            String given = String.join("\n", lines) + "\n";
            Map<Integer, CpuSet> places = new HashMap<>();
            for (int n = random.nextInt(4); n >= 0; n--) {
                places.put(600 + random.nextInt(50), CpuSet.of(random.nextInt(64)));
            }

            QemuThreads moved = QemuThreads.parse(given).withAllowed(places);

            assertThat(moved.processes())
                    .isEqualTo(QemuThreads.parse(QemuThreadsText.withAllowed(given, places))
                            .processes());
        }
    }

    @Test
    void onlyTheLinesOfTheThreadsThatMovedChange() {
        long seed = 20261122;
        Random random = new Random(seed);
        for (int round = 0; round < 100; round++) {
            String text = random.nextBoolean()
                    ? ArticleHost.kthreads(ArticleHost.EVEN, ArticleHost.EVEN)
                    : ArticleHost.vhostTasks(ArticleHost.EVEN, ArticleHost.EVEN);
            int tid = 600 + random.nextInt(50);
            CpuSet cpus = CpuSet.of(random.nextInt(64), random.nextInt(64));
            String moved = QemuThreadsText.withAllowed(text, Map.of(tid, cpus));

            List<String> before = text.lines().toList();
            List<String> after = moved.lines().toList();
            for (int line = 0; line < before.size(); line++) {
                boolean isOfThread = line >= 2 && before.get(line - 2).startsWith("t " + tid + " ");
                assertThat(after.get(line))
                        .as("seed %d round %d line %d", seed, round, line)
                        .isEqualTo(isOfThread ? "a " + cpus : before.get(line));
            }
        }
    }

    @Test
    void damagedTextNeverThrows() {
        long seed = 607;
        Random random = new Random(seed);
        String text = ArticleHost.kthreads(ArticleHost.EVEN, ArticleHost.ODD);
        for (int round = 0; round < 500; round++) {
            StringBuilder damaged = new StringBuilder(text);
            for (int i = 0; i < 1 + random.nextInt(20); i++) {
                damaged.setCharAt(
                        16 + random.nextInt(text.length() - 16), "dtknagcue \n\u00e9-9".charAt(random.nextInt(14)));
            }
            assertThat(QemuThreads.parse(damaged.toString()))
                    .as("seed %d round %d", seed, round)
                    .isNotNull();
        }
    }

    private static QemuThreads observed(Answer answer) {
        return QemuThreads.observe()
                .given(Answers.of(Map.of(QemuThreads.QUERY, answer)))
                .value()
                .orElseThrow();
    }
}
