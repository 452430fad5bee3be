package io.pinwright.engine.playbook;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How many hosts of a play are taken at once: one item of {@code serial}.
 *
 * @param number of hosts, 0 for all that are left; with {@code percent} from 1 to 100
 * @param percent whether {@code number} is a percentage of the play's hosts
 */
public record BatchSize(int number, boolean percent) {

    private static final Pattern WRITTEN = Pattern.compile("([0-9]{1,9})(%?)");

    public BatchSize {
        if (number < 0 || percent && (number < 1 || number > 100)) {
            throw new IllegalArgumentException("a batch of " + number + (percent ? "%" : ""));
        }
    }

    /** Reads {@code 2} or {@code 30%}; empty when it is neither. */
    static Optional<BatchSize> parse(String text) {
        Matcher matcher = WRITTEN.matcher(text.strip());
        if (!matcher.matches()) {
            return Optional.empty();
        }
        int number = Integer.parseInt(matcher.group(1));
        boolean percent = !matcher.group(2).isEmpty();
        return percent && (number < 1 || number > 100) ? Optional.empty() : Optional.of(new BatchSize(number, percent));
    }

    /**
     * How many hosts that is. A percentage is rounded down and is one host at least.
     *
     * @param hosts of the play, not only those that are left
     */
    int of(int hosts) {
        if (!percent) {
            return number == 0 ? hosts : number;
        }
        // Ansible's own arithmetic, so that a play has the batches that it has there, 29% of 100 hosts being 28
        // included.
        return Math.max(1, (int) (number / 100.0 * hosts));
    }
}
