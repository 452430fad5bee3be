package io.pinwright.runner.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.pinwright.engine.saved.SavedPlan;
import io.pinwright.engine.saved.SavedPlanFile;
import io.pinwright.engine.saved.SavedPlanText;
import io.pinwright.engine.saved.SavedPlay;
import io.pinwright.engine.saved.SavedTask;
import io.pinwright.engine.source.Source;
import io.pinwright.simulator.HostCounters;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What saved plans cost, in work and not in seconds: as much for each host, however many there are. */
class SavedPlanCostTest {

    private static final String DOMAIN = "domain=bigip-virtio";

    @TempDir
    Path folder;

    private static Path tuning(SavedPlanHost kvm) {
        try {
            return kvm.file("tune.yml", Files.readString(Cli.playbook("tune-vhost.yml")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> exchanges(SavedPlanHost kvm, int hosts) {
        List<String> all = new ArrayList<>();
        for (int i = 1; i <= hosts; i++) {
            HostCounters counters = kvm.host(i).counters();
            all.add(counters.execs() + " execs, " + counters.roundTrips() + " round trips");
            kvm.host(i).resetCounters();
        }
        return all;
    }

    @Test
    void savingAndApplyingAskAHostNoMoreOftenThanALiveApply() {
        try (SavedPlanHost saved = new SavedPlanHost(folder, 3);
                SavedPlanHost live = new SavedPlanHost(folder, 3)) {
            Path playbook = tuning(saved);
            assertThat(Cli.run("plan", playbook, "-i", saved.inventory(), "-e", DOMAIN, "--out", saved.plan())
                            .status())
                    .isZero();
            assertThat(exchanges(saved, 3)).containsOnly("1 execs, 1 round trips");
            assertThat(saved.apply().status()).isZero();
            assertThat(Cli.run("apply", playbook, "-i", live.inventory(), "-e", DOMAIN)
                            .status())
                    .isZero();
            assertThat(exchanges(saved, 3))
                    .containsOnly("1 execs, 2 round trips")
                    .isEqualTo(exchanges(live, 3));
        }
    }

    @Test
    void writingAndReadingAPlanTakesAsMuchForEachHostHoweverManyThereAre() {
        SavedPlan one;
        try (SavedPlanHost kvm = new SavedPlanHost(folder, 1)) {
            Path playbook = tuning(kvm);
            Cli.run("plan", playbook, "-i", kvm.inventory(), "-e", DOMAIN, "--out", kvm.plan());
            one = SavedPlanFile.read(kvm.plan());
        }
        SavedPlan few = times(one, 20);
        SavedPlan many = times(one, 160);
        roundTrip(few); // classes are loaded
        double ofFew = roundTrip(few) / 20.0;
        // What the compiler has made of the code by then, and how far a buffer has grown, make a third of a difference;
        // a cost that grows with the square of the hosts would be eight times as much.
        assertThat(roundTrip(many) / 160.0).isLessThan(2 * ofFew);
    }

    /** Bytes allocated by writing and reading a plan. */
    private static long roundTrip(SavedPlan plan) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long thread = Thread.currentThread().getId();
        long before = threads.getThreadAllocatedBytes(thread);
        SavedPlan read = SavedPlanText.parse(new Source("p", SavedPlanText.print(plan)));
        long bytes = threads.getThreadAllocatedBytes(thread) - before;
        assertThat(read.hosts()).hasSameSizeAs(plan.hosts());
        return bytes;
    }

    /** The same plan for so many hosts. */
    private static SavedPlan times(SavedPlan plan, int count) {
        SavedPlay play = plan.plays().get(0);
        Map<String, List<SavedTask>> hosts = new LinkedHashMap<>();
        for (int i = 0; i < count; i++) {
            hosts.put("host" + (1000 + i), play.hosts().get("kvm1"));
        }
        return new SavedPlan(
                plan.origin(),
                plan.secrets(),
                List.of(new SavedPlay(
                        play.name(),
                        play.playbook(),
                        List.of(List.copyOf(hosts.keySet())),
                        play.maxFailPercentage(),
                        play.tasks(),
                        hosts)),
                plan.outside());
    }
}
