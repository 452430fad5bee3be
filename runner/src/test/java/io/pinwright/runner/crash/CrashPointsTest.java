package io.pinwright.runner.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URISyntaxException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * An apply is broken at every point where it can be: each change is made or not made, and the journals know which; the next apply
 * ends where an undisturbed one does, and undo where all began. The points are those that the simulator counts; none is left out.
 * What two crashes leave that is the same to the last byte is applied again and taken back once.
 */
class CrashPointsTest {

    /** A domain's document, interrupts under the dead-man switch, a file. */
    @Nested
    class ShortPlaybook extends OfPlaybook {
        ShortPlaybook() {
            super("short.yml");
        }
    }

    /** Each module that writes. */
    @Nested
    @Tag("crash")
    class EveryKindOfChange extends OfPlaybook {
        EveryKindOfChange() {
            super("every-kind.yml");
        }
    }

    @TestInstance(Lifecycle.PER_CLASS)
    abstract static class OfPlaybook {
        private final String name;
        private CrashPoints points;

        OfPlaybook(String name) {
            this.name = name;
        }

        @BeforeAll
        void looksAtAnUndisturbedRun(@TempDir Path folder) throws URISyntaxException {
            points = new CrashPoints(name, folder);
        }

        @ParameterizedTest
        @EnumSource(Fault.class)
        void isWholeAndCanBeTakenBack(Fault fault) {
            assertThat(fault.places(points.undisturbed())).isPositive();
            assertThat(points.broken(fault)).isEmpty();
        }
    }
}
