package io.pinwright.simulator;

import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * What a simulated host has seen since its start or the last reset.
 *
 * @param connections logins that succeeded
 * @param execs exec requests
 * @param roundTrips questions with an answer: each exec request, and each burst of standard input that comes after output
 * @param mutations every change of a file or a domain, in order, such as {@code write /etc/sysctl.conf} and {@code virsh define
 *     bigip-virtio}; the k-th is where {@link Faults} puts what shall go wrong at the k-th change. Temporary files and locks
 *     ({@code /tmp}, {@code /var/tmp}, {@code /dev}, {@code /run/lock}, {@code /run/user}) are left out
 */
public record HostCounters(int connections, int execs, int roundTrips, List<String> mutations) {

    /** Where Pinwright keeps lock and journal on a host. */
    private static final Predicate<String> JOURNAL = Pattern.compile(
                    "\\w+ (/var/lib|/\\S+/\\.local/state)/pinwright(/.*)?")
            .asMatchPredicate();

    public HostCounters {
        mutations = List.copyOf(mutations);
    }

    /** The changes of the host's state: all but those of Pinwright's own lock and journal. */
    public List<String> writes() {
        return mutations.stream().filter(JOURNAL.negate()).toList();
    }

    /** The changes of Pinwright's own lock and journal on the host. */
    public List<String> journalWrites() {
        return mutations.stream().filter(JOURNAL).toList();
    }
}
