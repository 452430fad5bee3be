package io.pinwright.engine;

import io.pinwright.engine.transport.ConnectionOverrides;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What ansible-playbook takes on its command line.
 *
 * @param limit a host pattern that further limits each play's hosts
 * @param tags only tasks with one of these run; empty for all
 * @param skipTags tasks with one of these do not run
 * @param extraVariables win over all others; values may be templates
 * @param forks hosts at once; 0 for as many as there are, up to {@value #FORKS_DEFAULT_MAX}
 * @param lockTimeout how long to wait for a host that another run changes
 * @param confirmWithin makes each host take back what was changed unless this run still reaches it so soon afterwards; empty for
 *     those changes alone that may cut the controller off
 * @param connection user, key, passwords and become as given on the command line
 */
public record RunOptions(
        Optional<String> limit,
        Set<String> tags,
        Set<String> skipTags,
        Map<String, @Nullable Object> extraVariables,
        int forks,
        ConnectionOverrides connection,
        Duration lockTimeout,
        Optional<Duration> confirmWithin) {

    /** How long a host's lock is waited for, unless the caller says otherwise. */
    public static final Duration LOCK_TIMEOUT = Duration.ofSeconds(10);

    /** How many hosts run at once at most, unless the caller says otherwise. */
    public static final int FORKS_DEFAULT_MAX = 64;

    public RunOptions {
        tags = Collections.unmodifiableSet(new LinkedHashSet<>(tags));
        skipTags = Collections.unmodifiableSet(new LinkedHashSet<>(skipTags));
        extraVariables = Collections.unmodifiableMap(new LinkedHashMap<>(extraVariables));
        if (forks < 0) {
            throw new IllegalArgumentException("forks " + forks);
        }
    }

    public static RunOptions defaults() {
        return new RunOptions(
                Optional.empty(),
                Set.of(),
                Set.of(),
                Map.of(),
                0,
                ConnectionOverrides.NONE,
                LOCK_TIMEOUT,
                Optional.empty());
    }

    public RunOptions withLimit(String pattern) {
        return new RunOptions(
                Optional.of(pattern), tags, skipTags, extraVariables, forks, connection, lockTimeout, confirmWithin);
    }

    public RunOptions withTags(List<String> wanted, List<String> unwanted) {
        return new RunOptions(
                limit,
                new LinkedHashSet<>(wanted),
                new LinkedHashSet<>(unwanted),
                extraVariables,
                forks,
                connection,
                lockTimeout,
                confirmWithin);
    }

    public RunOptions withExtraVariables(Map<String, ? extends @Nullable Object> variables) {
        return new RunOptions(
                limit, tags, skipTags, new LinkedHashMap<>(variables), forks, connection, lockTimeout, confirmWithin);
    }

    public RunOptions withForks(int hostsAtOnce) {
        return new RunOptions(
                limit, tags, skipTags, extraVariables, hostsAtOnce, connection, lockTimeout, confirmWithin);
    }

    public RunOptions withConnection(ConnectionOverrides overrides) {
        return new RunOptions(limit, tags, skipTags, extraVariables, forks, overrides, lockTimeout, confirmWithin);
    }

    public RunOptions withLockTimeout(Duration patience) {
        return new RunOptions(limit, tags, skipTags, extraVariables, forks, connection, patience, confirmWithin);
    }

    public RunOptions withConfirmWithin(Duration time) {
        return new RunOptions(limit, tags, skipTags, extraVariables, forks, connection, lockTimeout, Optional.of(time));
    }

    /** How many of so many hosts run at once. */
    int forksFor(int hosts) {
        return Math.max(1, forks > 0 ? Math.min(forks, hosts) : Math.min(FORKS_DEFAULT_MAX, hosts));
    }
}
