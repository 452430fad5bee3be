package io.pinwright.simulator;

import java.util.List;

/**
 * What a simulated host has seen since its start or the last reset.
 *
 * @param connections logins that succeeded
 * @param execs exec requests
 * @param roundTrips questions with an answer: each exec request, and each burst of standard input that comes after output
 * @param writes every change of a file or a domain, in order, such as {@code write /etc/sysctl.conf} and {@code virsh define
 *     bigip-virtio}; temporary files and locks ({@code /tmp}, {@code /var/tmp}, {@code /dev}, {@code /run/lock}, {@code
 *     /run/user}) are left out
 */
public record HostCounters(int connections, int execs, int roundTrips, List<String> writes) {
    public HostCounters {
        writes = List.copyOf(writes);
    }
}
