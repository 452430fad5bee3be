package io.pinwright.engine;

import io.pinwright.engine.report.Report;
import io.pinwright.engine.saved.ArgumentSource;
import io.pinwright.engine.saved.PlanCollector;
import io.pinwright.engine.saved.SavedPlan;
import java.util.List;

/** A plan that can be kept: what was found, and the plan itself. */
public final class SavedRun {

    private final Report report;
    private final PlanCollector collector;
    private final SavedPlan.Origin origin;
    private final List<Integer> playbooks;
    private final ArgumentSource source;

    /**
     * @param playbooks by play: which of the playbooks it is from
     * @param source of secret arguments
     */
    SavedRun(
            Report report,
            PlanCollector collector,
            SavedPlan.Origin origin,
            List<Integer> playbooks,
            ArgumentSource source) {
        this.report = report;
        this.collector = collector;
        this.origin = origin;
        this.playbooks = playbooks;
        this.source = source;
    }

    public Report report() {
        return report;
    }

    /**
     * The plan to keep.
     *
     * @throws io.pinwright.engine.source.DiagnosticException when something of it must not be written down
     */
    public SavedPlan plan() {
        return collector.plan(report, origin, playbooks, source);
    }
}
