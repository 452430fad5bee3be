package io.pinwright.engine.apply;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The hosts of a batch that failed, and whether they end the run. Thread-safe. */
final class BatchFailures {

    /** Whether and when failures end a run. */
    enum Rule {
        /** Never: nothing is written, and all hosts shall be seen. */
        NONE,
        /** By {@code any_errors_fatal}, {@code max_fail_percentage}, and when all hosts of a batch failed. */
        ROLLOUT
    }

    private final Rule rule;
    private final List<String> hosts;
    private final OptionalDouble percentageMax;
    private final Set<String> failed = new LinkedHashSet<>();
    private @Nullable String fatal;
    private volatile boolean stopped;

    /**
     * @param hosts of the batch
     */
    BatchFailures(Rule rule, List<String> hosts, OptionalDouble percentageMax) {
        this.rule = rule;
        this.hosts = List.copyOf(hosts);
        this.percentageMax = percentageMax;
    }

    /**
     * Notes that a host failed or was unreachable.
     *
     * @param isFatal whether {@code any_errors_fatal} holds for the task
     */
    synchronized void add(String host, boolean isFatal) {
        failed.add(host);
        if (isFatal && fatal == null) {
            fatal = host;
        }
        stopped = rule == Rule.ROLLOUT && (fatal != null || isExceeded());
    }

    private boolean isExceeded() {
        return percentageMax.isPresent() && failed.size() * 100.0 > percentageMax.getAsDouble() * hosts.size();
    }

    /** Whether hosts that run shall stop before they write again, and others not begin. */
    boolean stopped() {
        return stopped;
    }

    /** Why the run ends with this batch, when all its hosts have ended; empty when it goes on. */
    synchronized Optional<String> reason() {
        if (rule == Rule.NONE) {
            return Optional.empty();
        }
        String share = failed.size() + " of " + hosts.size() + (hosts.size() == 1 ? " host failed" : " hosts failed");
        if (fatal != null) {
            return Optional.of(share + " (" + fatal + " in a task with any_errors_fatal)");
        }
        if (isExceeded()) {
            return Optional.of(share + " (" + number(failed.size() * 100.0 / hosts.size()) + "% > max_fail_percentage "
                    + number(percentageMax.getAsDouble()) + ")");
        }
        return !hosts.isEmpty() && failed.size() == hosts.size() ? Optional.of(share) : Optional.empty();
    }

    /** All hosts of the batch. */
    List<String> hosts() {
        return hosts;
    }

    /** Those that failed, in the order of the play. */
    synchronized List<String> failed() {
        return hosts.stream().filter(failed::contains).toList();
    }

    private static String number(double value) {
        BigDecimal rounded = BigDecimal.valueOf(value).setScale(2, RoundingMode.HALF_UP);
        return rounded.stripTrailingZeros().toPlainString();
    }
}
