package io.pinwright.engine;

import io.pinwright.engine.module.Change;
import io.pinwright.engine.report.Report;
import java.util.stream.Stream;

/**
 * What apply would do now, found without writing anything.
 *
 * @param report what each task comes to on each host
 */
public record Plan(Report report) {

    public Stream<Change> changes() {
        return report.changes();
    }

    /** Whether every host is as wished: nothing to change, nothing unknown. */
    public boolean isEmpty() {
        return !report.hasChanges() && !report.hasFailures() && !report.hasUnreachable() && !report.hasDeferred();
    }
}
