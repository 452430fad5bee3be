package io.pinwright.runner.render;

import static org.assertj.core.api.Assertions.assertThat;

import io.pinwright.engine.report.PlayInfo;
import io.pinwright.engine.report.RunEvent;
import io.pinwright.engine.report.Status;
import io.pinwright.engine.report.TaskInfo;
import io.pinwright.engine.report.TaskResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ProgressLineTest {

    private static final String ERASE = "\r\u001b[K";

    private final List<String> written = new ArrayList<>();
    private long now;
    private final ProgressLine progress = new ProgressLine(event -> {}, written::add, () -> now, 4);

    private static List<String> hosts(int count) {
        return IntStream.range(0, count).mapToObj(i -> "kvm" + i).toList();
    }

    private static PlayInfo info(int count) {
        return new PlayInfo(0, "Tune", hosts(count), List.of(hosts(count)), List.of());
    }

    private void play(int count) {
        progress.on(new RunEvent.PlayStarted(info(count), hosts(count)));
    }

    private void finish(int host, Duration at) {
        now = at.toNanos();
        progress.on(new RunEvent.HostFinished(0, "kvm" + host));
    }

    private void fail(int host) {
        progress.on(new RunEvent.TaskFinished(new TaskResult(
                new TaskInfo(0, 0, "t", "ping", false, null),
                "t",
                "kvm" + host,
                null,
                Status.FAILED,
                false,
                "no",
                List.of(),
                List.of(),
                List.of(),
                Optional.empty(),
                Map.of(),
                false,
                List.of())));
    }

    @Test
    void aRunThatIsSoonOverShowsNone() {
        play(10);
        for (int host = 0; host < 10; host++) {
            finish(host, Duration.ofMillis(90L * host));
        }
        progress.on(new RunEvent.PlayFinished(info(10)));
        assertThat(written).isEmpty();
    }

    @Test
    void itTellsHowManyAreDoneRunAndFailedAndHowLongItWillTake() {
        play(10);
        fail(0);
        finish(0, Duration.ofMillis(500));
        finish(1, Duration.ofSeconds(2));
        assertThat(written).containsExactly(ERASE + "[Tune] 2 of 10 hosts done, 4 running, 1 failed, about 8 s left");
    }

    @Test
    void itIsDrawnWhileNoHostSaysAnything() {
        play(10);
        for (int millis = 0; millis <= 3000; millis += 250) {
            now = Duration.ofMillis(millis).toNanos();
            progress.draw();
        }
        assertThat(written).containsExactly(ERASE + "[Tune] 0 of 10 hosts done, 4 running");
    }

    @Test
    void whatCameTooSoonAfterTheLastDrawingIsDrawnALittleLater() {
        play(10);
        finish(0, Duration.ofMillis(2000));
        finish(1, Duration.ofMillis(2010));
        now = Duration.ofMillis(2250).toNanos();
        progress.draw();
        assertThat(written).hasSize(2);
        assertThat(written.get(1)).startsWith(ERASE + "[Tune] 2 of 10 hosts done");
    }

    @Test
    void theTimeThatIsLeftCountsDownUntilTheNextHostIsDone() {
        play(4);
        finish(0, Duration.ofSeconds(3));
        now = Duration.ofSeconds(7).toNanos();
        progress.draw();
        now = Duration.ofSeconds(60).toNanos();
        progress.draw();
        assertThat(written)
                .extracting(text -> text.replaceAll("(?s).*, about", "about"))
                .containsExactly("about 9 s left", "about 5 s left", "about 1 s left");
    }

    @Test
    void itIsDrawnAtMostFiveTimesASecond() {
        play(1000);
        for (int host = 0; host < 1000; host++) {
            finish(host, Duration.ofMillis(1000 + host));
        }
        assertThat(written).hasSize(5);
    }

    @Test
    void itIsGoneBeforeAnythingElseIsWrittenAndAtTheEnd() {
        play(3);
        finish(0, Duration.ofSeconds(2));
        for (String line : List.of("ok: [kvm0]", "ok: [kvm1]")) {
            progress.erase();
            written.add(line);
        }
        finish(1, Duration.ofSeconds(4));
        progress.on(new RunEvent.PlayFinished(info(3)));
        assertThat(written.get(0)).startsWith(ERASE + "[Tune] 1 of 3");
        assertThat(written.subList(1, 4)).containsExactly(ERASE, "ok: [kvm0]", "ok: [kvm1]");
        assertThat(written.get(4)).startsWith(ERASE + "[Tune] 2 of 3");
        assertThat(written.get(5)).isEqualTo(ERASE);
        assertThat(written).hasSize(6);
    }

    @Test
    void aPlayOnOneHostShowsNone() {
        play(1);
        finish(0, Duration.ofSeconds(30));
        assertThat(written).isEmpty();
    }
}
