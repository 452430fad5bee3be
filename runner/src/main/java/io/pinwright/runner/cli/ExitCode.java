package io.pinwright.runner.cli;

import io.pinwright.engine.drift.DriftReport;
import io.pinwright.engine.report.Report;

/** Exit statuses of the command, one meaning each. */
enum ExitCode {
    DONE(0),
    BROKEN(1),
    /** A host failed, or differences were found. */
    FAILED(2),
    /** A host was no longer what the plan was made from: nothing was written there. */
    REFUSED(3),
    UNREACHABLE(4),
    USAGE(5),
    FAILED_AND_UNREACHABLE(6),
    INVALID(7),
    NOT_JUDGED(8),
    INTERRUPTED(99);

    private final int status;

    ExitCode(int status) {
        this.status = status;
    }

    int status() {
        return status;
    }

    /** After an apply: 0 whether or not something changed. */
    static ExitCode ofApply(Report report) {
        if (report.interrupted()) {
            return INTERRUPTED;
        }
        if (report.hasFailures()) {
            return report.hasUnreachable() ? FAILED_AND_UNREACHABLE : FAILED;
        }
        if (report.hasRefusals()) {
            return report.hasUnreachable() ? FAILED_AND_UNREACHABLE : REFUSED;
        }
        return report.hasUnreachable() ? UNREACHABLE : DONE;
    }

    /** After a check: differences that nobody accepted count, and a restart that is pending is one. */
    static ExitCode ofCheck(Report report, DriftReport drift) {
        if (report.interrupted()) {
            return INTERRUPTED;
        }
        if (drift.hasDifferences()) {
            return report.hasUnreachable() ? FAILED_AND_UNREACHABLE : FAILED;
        }
        if (report.hasUnreachable()) {
            return UNREACHABLE;
        }
        return drift.hasUnknown() ? NOT_JUDGED : DONE;
    }

    /** After a plan with detailed exit codes: changes count. A host that failed cannot be judged. */
    static ExitCode ofPlan(Report report) {
        if (report.interrupted()) {
            return INTERRUPTED;
        }
        if (report.hasChanges()) {
            return report.hasUnreachable() ? FAILED_AND_UNREACHABLE : FAILED;
        }
        if (report.hasUnreachable()) {
            return UNREACHABLE;
        }
        return report.hasFailures() || report.hasDeferred() ? NOT_JUDGED : DONE;
    }
}
