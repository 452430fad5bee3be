package io.pinwright.runner.render;

import io.pinwright.engine.report.RunEvent;
import io.pinwright.engine.report.RunListener;
import io.pinwright.engine.report.Status;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * One line at the bottom of a terminal that says how far a run has come. It is drawn a few times a second at most, after events and
 * when somebody asks, and taken away before anything else is written. Thread-safe: hosts can be silent for long, and another
 * thread asks then.
 */
public final class ProgressLine implements RunListener {

    private static final long FIRST_NANOS = Duration.ofSeconds(1).toNanos();

    private static final long EVERY_NANOS = Duration.ofMillis(200).toNanos();

    /** Back to the first column, and what stood there is gone: ECMA-48, erase in line. */
    private static final String ERASE = "\r\u001b[K";

    private final RunListener listener;
    private final Consumer<String> terminal;
    private final LongSupplier clock;
    private final int forks;
    private final Set<String> done = new HashSet<>();
    private final Set<String> failed = new HashSet<>();
    private String play = "";
    private int hosts;
    private long begun;
    private long latest;
    private long drawn;
    private String shown = "";

    /**
     * @param listener told of each event; it calls {@link #erase} before it writes
     * @param terminal takes text as it is, and shows it at once
     * @param clock nanoseconds
     * @param forks how many hosts run at a time, at most; at least 1
     */
    public ProgressLine(RunListener listener, Consumer<String> terminal, LongSupplier clock, int forks) {
        this.listener = listener;
        this.terminal = terminal;
        this.clock = clock;
        this.forks = forks;
    }

    @Override
    public synchronized void on(RunEvent event) {
        listener.on(event);
        if (event instanceof RunEvent.PlayStarted started) {
            play = Printable.line(started.play().name());
            hosts = started.hosts().size();
            done.clear();
            failed.clear();
            begun = clock.getAsLong();
            drawn = begun + FIRST_NANOS - EVERY_NANOS;
        } else if (event instanceof RunEvent.HostFinished finished) {
            done.add(finished.host());
            latest = clock.getAsLong();
        } else if (event instanceof RunEvent.TaskFinished finished) {
            Status status = finished.result().status();
            if (status == Status.UNREACHABLE
                    || status == Status.REFUSED
                    || status == Status.FAILED && !finished.result().ignored()) {
                failed.add(finished.result().host());
            }
        } else if (event instanceof RunEvent.PlayFinished) {
            erase();
            hosts = 0;
        }
        draw();
    }

    /** Draws the line again if it is time and it says something else now. */
    public synchronized void draw() {
        long now = clock.getAsLong();
        if (hosts < 2 || now - drawn < EVERY_NANOS) {
            return;
        }
        drawn = now;
        String text = text(now);
        if (!text.equals(shown)) {
            shown = text;
            terminal.accept(ERASE + text);
        }
    }

    private String text(long now) {
        int left = hosts - done.size();
        StringBuilder text = new StringBuilder("[" + play + "] " + done.size() + " of " + hosts + " hosts done, "
                + Math.min(forks, left) + " running");
        if (!failed.isEmpty()) {
            text.append(", ").append(failed.size()).append(" failed");
        }
        if (!done.isEmpty() && left > 0) {
            // From the hosts that are done; it counts down until the next one is.
            double nanos = (double) (latest - begun) / done.size() * left - (now - latest);
            long seconds = Math.max(1, Math.round(nanos / 1e9));
            text.append(", about ")
                    .append(seconds < 120 ? seconds + " s" : (seconds + 30) / 60 + " min")
                    .append(" left");
        }
        return text.toString();
    }

    /** Takes the line away, until it is drawn again. */
    public synchronized void erase() {
        if (!shown.isEmpty()) {
            shown = "";
            terminal.accept(ERASE);
        }
    }
}
