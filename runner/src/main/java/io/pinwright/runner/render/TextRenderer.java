package io.pinwright.runner.render;

import io.pinwright.engine.module.Change;
import io.pinwright.engine.module.Effect;
import io.pinwright.engine.report.Mode;
import io.pinwright.engine.report.PlayInfo;
import io.pinwright.engine.report.Recap;
import io.pinwright.engine.report.Report;
import io.pinwright.engine.report.RolloutStop;
import io.pinwright.engine.report.RunEvent;
import io.pinwright.engine.report.RunListener;
import io.pinwright.engine.report.Status;
import io.pinwright.engine.report.TaskInfo;
import io.pinwright.engine.report.TaskResult;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * A run as ansible-playbook shows it, plus what changes and a summary line. Results of hosts that are ahead wait until every
 * host has passed their task, so that each task is shown once. Not thread-safe; the engine calls listeners one at a time.
 */
public final class TextRenderer implements RunListener {

    private static final int WIDTH = 79;

    private static final int NOT_BEGUN = -1;

    private static final int NO_MORE = Integer.MAX_VALUE;

    private final Consumer<String> out;
    private final Consumer<String> err;
    private final Colours colours;
    private final Mode mode;
    private final boolean diff;
    private final int verbosity;
    private final Map<Integer, List<TaskResult>> waiting = new TreeMap<>();

    /** The last task that each host which still runs has a result for, and how many hosts are at each. */
    private final Map<String, Integer> reached = new HashMap<>();

    private final NavigableMap<Integer, Integer> hostsAt = new TreeMap<>();
    private int shown;

    /**
     * @param out takes one line at a time, without a line end
     * @param err takes warnings, which are no result
     * @param diff whether to show whole texts before and after
     * @param verbosity 0 to 4: 1 shows what each task returned, 3 the steps of each change
     */
    public TextRenderer(
            Consumer<String> out, Consumer<String> err, Colours colours, Mode mode, boolean diff, int verbosity) {
        this.out = out;
        this.err = err;
        this.colours = colours;
        this.mode = mode;
        this.diff = diff;
        this.verbosity = verbosity;
    }

    @Override
    public void on(RunEvent event) {
        if (event instanceof RunEvent.PlayStarted started) {
            start(started.play(), started.hosts());
        } else if (event instanceof RunEvent.TaskFinished finished) {
            TaskResult result = finished.result();
            waiting.computeIfAbsent(result.task().index(), index -> new ArrayList<>())
                    .add(result);
            moved(result.host(), result.task().index());
            showPassed();
        } else if (event instanceof RunEvent.HostFinished finished) {
            moved(finished.host(), NO_MORE);
            showPassed();
        } else if (event instanceof RunEvent.PlayFinished) {
            reached.clear();
            hostsAt.clear();
            showPassed();
        } else if (event instanceof RunEvent.Stopped stopped) {
            stopped(stopped.stop());
        } else if (event instanceof RunEvent.Replanned replanned) {
            err.accept(
                    colours.warning(Printable.of("[" + replanned.host() + "] moved since it was looked at; nothing was"
                            + " written, it is planned anew:\n  " + replanned.message())));
        } else if (event instanceof RunEvent.Warned warned) {
            err.accept(colours.warning(Printable.of(warned.diagnostic().render())));
        }
    }

    private void start(PlayInfo play, List<String> hosts) {
        String dry = mode == Mode.APPLY ? "" : mode == Mode.CHECK ? " [CHECK MODE]" : "";
        out.accept("");
        int batch = play.batches().size() == 1 ? 0 : play.batches().indexOf(hosts) + 1;
        String which =
                batch == 0 ? "" : " (batch " + batch + " of " + play.batches().size() + ")";
        out.accept(colours.strong(header("PLAY [" + Printable.line(play.name()) + "]" + which + dry)));
        if (play.batches().size() > 1 && batch == 0) {
            out.accept(colours.faint(Summary.batches(play)));
        }
        if (play.hosts().isEmpty()) {
            out.accept(colours.status(Status.SKIPPED, "skipping: no hosts matched"));
        }
        waiting.clear();
        reached.clear();
        hostsAt.clear();
        hosts.forEach(host -> moved(host, NOT_BEGUN));
        shown = -1;
    }

    private void moved(String host, int task) {
        Integer before = task == NO_MORE ? reached.remove(host) : reached.put(host, task);
        if (before != null) {
            hostsAt.computeIfPresent(before, (at, count) -> count == 1 ? null : count - 1);
        }
        if (task != NO_MORE) {
            hostsAt.merge(task, 1, Integer::sum);
        }
    }

    /** Shows each task that no running host can still have a result for. */
    private void showPassed() {
        int slowest = hostsAt.isEmpty() ? Integer.MAX_VALUE : hostsAt.firstKey();
        while (!waiting.isEmpty()) {
            int index = waiting.keySet().iterator().next();
            if (index > slowest) {
                return;
            }
            show(waiting.remove(index));
        }
    }

    private void show(List<TaskResult> results) {
        TaskInfo task = results.get(0).task();
        if (task.index() != shown) {
            out.accept("");
            out.accept(colours.strong(header((task.handler() ? "RUNNING HANDLER [" : "TASK [")
                    + Printable.line(results.get(0).name()) + "]")));
            shown = task.index();
        }
        results.stream()
                .sorted((one, other) -> NaturalOrder.OF_NAMES.compare(one.host(), other.host()))
                .forEach(this::show);
    }

    private void stopped(RolloutStop stop) {
        out.accept("");
        out.accept(colours.strong(header("NO MORE HOSTS LEFT")));
        String batch = stop.batches() == 1 ? "" : " in batch " + stop.batch() + " of " + stop.batches();
        out.accept(colours.status(Status.FAILED, "stopped" + batch + ": " + Printable.line(stop.reason())));
        names("failed: ", stop.failed());
        names("cut short: ", stop.cutShort());
        names("not touched: ", stop.notTouched());
        names("plays not begun: ", stop.playsNotBegun());
    }

    private void names(String what, List<String> names) {
        if (!names.isEmpty()) {
            out.accept("  " + what + Printable.line(String.join(", ", names)));
        }
    }

    private void show(TaskResult result) {
        if (result.items().isEmpty()) {
            line(result);
        } else {
            result.items().forEach(this::line);
        }
        if (result.ignored()) {
            out.accept(colours.status(Status.SKIPPED, "...ignoring"));
        }
    }

    private void line(TaskResult result) {
        String item =
                result.item() == null || result.hidden() ? "" : " => (item=" + Printable.line(result.item()) + ")";
        String host = "[" + Printable.line(result.host()) + "]";
        String message =
                result.hidden() ? "(hidden by no_log)" : result.message() == null ? "" : Printable.of(result.message());
        String text = switch (result.status()) {
            case OK -> "ok: " + host + item;
            case CHANGED -> (mode == Mode.APPLY ? "changed: " : "would change: ") + host + item;
            case SKIPPED -> "skipping: " + host + item;
            case DEFERRED -> "deferred: " + host + item;
            case FAILED -> "fatal: " + host + item + ": FAILED!";
            case UNREACHABLE -> "fatal: " + host + ": UNREACHABLE!";
            case REFUSED -> "fatal: " + host + item + ": REFUSED!";
        };
        if (result.status() == Status.DEFERRED) {
            message = message.replaceFirst("^deferred: ", "");
        }
        boolean said = !message.isEmpty() && (result.status() != Status.SKIPPED || verbosity > 0 || isRaw(message));
        out.accept(colours.status(result.status(), said && !message.contains("\n") ? text + " => " + message : text));
        if (said && message.contains("\n")) {
            message.lines().forEach(line -> out.accept(colours.status(result.status(), "  " + line)));
        }
        if (result.hidden()) {
            return;
        }
        result.changes().forEach(this::change);
        result.warnings().forEach(warning -> out.accept(colours.warning("  ! " + Printable.line(warning))));
        if (verbosity > 0 && !result.values().isEmpty()) {
            out.accept(colours.faint("  " + Printable.of(Json.compact(result.values()))));
        }
    }

    /** A raw command that check mode leaves out is worth saying; a false condition is not. */
    private static boolean isRaw(String message) {
        return message.startsWith("not run");
    }

    private void change(Change change) {
        if (change.action()
                && change.before() == null
                && change.after() == null
                && verbosity == 0
                && mode == Mode.APPLY) {
            return;
        }
        String sign = change.action() ? ">" : change.before() == null ? "+" : change.after() == null ? "-" : "~";
        String when = change.effect() == Effect.NEXT_START ? "  (at next start)" : "";
        out.accept(colours.status(Status.CHANGED, "  " + sign + " " + Printable.line(change.summary()) + when));
        if (verbosity >= 3) {
            change.steps().forEach(step -> out.accept(colours.faint("      $ " + Printable.line(step.describe()))));
        }
        if (diff) {
            change.diff()
                    .ifPresent(texts -> UnifiedDiff.of(texts).forEach(line -> {
                        String safe = Printable.of(line);
                        out.accept("    "
                                + (line.startsWith("+")
                                        ? colours.added(safe)
                                        : line.startsWith("-") ? colours.removed(safe) : safe));
                    }));
        }
    }

    /** The recap, then one line that says what the run came to. */
    public void recap(Report report) {
        recaps(report);
        out.accept("");
        Summary.lines(report).forEach(out);
    }

    /** The recap alone. */
    public void recaps(Report report) {
        out.accept("");
        out.accept(colours.strong(header("PLAY RECAP")));
        int width =
                report.recaps().keySet().stream().mapToInt(String::length).max().orElse(0);
        report.recaps()
                .forEach((host, recap) -> out.accept(
                        colours.status(worst(recap), pad(Printable.line(host), width) + " : " + counts(recap))));
    }

    private static String pad(String host, int width) {
        return host + " ".repeat(Math.max(0, width - host.length()));
    }

    private static Status worst(Recap recap) {
        if (recap.failed() > 0 || recap.unreachable() > 0) {
            return Status.FAILED;
        }
        return recap.changed() > 0 ? Status.CHANGED : Status.OK;
    }

    private static String counts(Recap recap) {
        String ansible = count("ok", recap.ok())
                + count("changed", recap.changed())
                + count("unreachable", recap.unreachable())
                + count("failed", recap.failed())
                + count("skipped", recap.skipped())
                + count("rescued", recap.rescued())
                + count("ignored", recap.ignored());
        String more = (recap.deferred() > 0 ? "deferred=" + recap.deferred() + " " : "")
                + (recap.refused() > 0 ? "refused=" + recap.refused() : "");
        return (ansible + more).stripTrailing();
    }

    /** Not by String.format: its numbers follow the locale, whose texts take a hundred classes. */
    private static String count(String name, int count) {
        return name + "=" + pad("" + count, 4) + " ";
    }

    private static String header(String text) {
        return text + " " + "*".repeat(Math.max(3, WIDTH - text.length() - 1));
    }
}
