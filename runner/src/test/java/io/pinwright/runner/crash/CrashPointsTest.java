package io.pinwright.runner.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * An apply is broken at every point where it can be: each change is made or not made, and the journals know which; the next apply
 * ends where an undisturbed one does, and undo where all began. The points are those that the simulator counts; none is left out.
 */
class CrashPointsTest {

    private static final int AT_ONCE = 2;

    @TempDir
    Path folder;

    /** A domain's document, interrupts under the dead-man switch, a file. */
    @Nested
    class ShortPlaybook {

        @ParameterizedTest
        @EnumSource(
                value = Fault.class,
                names = {"SHELL_KILLED_AFTER", "CONTROLLER_KILLED_BEFORE_ENDED"})
        void isWholeAndCanBeTakenBack(Fault fault) throws Exception {
            assertThat(broken("short.yml", fault)).isEmpty();
        }
    }

    /** Each module that writes. */
    @Nested
    @Tag("crash")
    class EveryKindOfChange {

        @ParameterizedTest
        @EnumSource(Fault.class)
        void isWholeAndCanBeTakenBack(Fault fault) throws Exception {
            assertThat(broken("every-kind.yml", fault)).isEmpty();
        }
    }

    private List<String> broken(String name, Fault fault)
            throws URISyntaxException, InterruptedException, ExecutionException {
        Path playbook = Path.of(
                Objects.requireNonNull(CrashPointsTest.class.getResource(name)).toURI());
        Undisturbed undisturbed = Undisturbed.of(playbook, folder.resolve("undisturbed"));
        int places = fault.places(undisturbed);
        assertThat(places).isPositive();
        List<String> broken = new ArrayList<>();
        ExecutorService pool = Executors.newFixedThreadPool(AT_ONCE);
        try {
            List<Future<List<String>>> all = new ArrayList<>();
            for (int place = 1; place <= places; place++) {
                CrashPoint point = new CrashPoint(playbook, folder.resolve("point" + place), undisturbed, fault, place);
                all.add(pool.submit(point::broken));
            }
            for (Future<List<String>> one : all) {
                broken.addAll(one.get());
            }
        } finally {
            pool.shutdownNow();
        }
        return broken;
    }
}
