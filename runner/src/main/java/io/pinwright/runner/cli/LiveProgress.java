package io.pinwright.runner.cli;

import io.pinwright.engine.RunOptions;
import io.pinwright.engine.report.RunListener;
import io.pinwright.runner.render.ProgressLine;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The progress line of one run, also while no host says anything; nothing where the output is no terminal. */
final class LiveProgress implements AutoCloseable {

    private static final long EVERY_MILLIS = 250;

    private final Terminal terminal;
    private final int forks;
    private volatile @Nullable ProgressLine line;
    private @Nullable Thread ticker;

    /** @param forks as the option has it: 0 for as many as by default */
    LiveProgress(Terminal terminal, int forks) {
        this.terminal = terminal;
        this.forks = forks > 0 ? forks : RunOptions.FORKS_DEFAULT_MAX;
    }

    /** Lines of the run, which the progress line makes room for. */
    Consumer<String> above(Consumer<String> lines) {
        return text -> {
            ProgressLine drawn = line;
            if (drawn != null) {
                drawn.erase();
            }
            lines.accept(text);
        };
    }

    /** What the run is to tell, so that the line can follow it. */
    RunListener around(RunListener listener) {
        if (!terminal.interactive()) {
            return listener;
        }
        ProgressLine drawn = new ProgressLine(listener, terminal::draw, System::nanoTime, forks);
        line = drawn;
        Thread thread = new Thread(() -> keepDrawing(drawn), "pinwright-progress");
        thread.setDaemon(true);
        thread.start();
        ticker = thread;
        return drawn;
    }

    private static void keepDrawing(ProgressLine line) {
        try {
            while (true) {
                Thread.sleep(EVERY_MILLIS);
                line.draw();
            }
        } catch (InterruptedException e) {
            // The run is over.
        }
    }

    @Override
    public void close() {
        end();
    }

    /** Takes the line away for good. */
    void end() {
        Thread drawing = ticker;
        ProgressLine drawn = line;
        if (drawing == null || drawn == null) {
            return;
        }
        drawing.interrupt();
        try {
            drawing.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        drawn.erase();
    }
}
