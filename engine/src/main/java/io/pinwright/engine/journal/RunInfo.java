package io.pinwright.engine.journal;

import java.time.Instant;
import java.util.List;

/**
 * A run that may change hosts.
 *
 * @param id {@code 20261122T164700Z-3f9a2c}: sorts by time
 * @param owner {@code user@controller}
 * @param about what it applies, for people: files of playbooks, or the run that it takes back
 */
public record RunInfo(String id, Instant started, String owner, List<String> about) {
    public RunInfo {
        about = List.copyOf(about);
    }
}
