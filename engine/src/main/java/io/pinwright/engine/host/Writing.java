package io.pinwright.engine.host;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What one exchange writes, and under which conditions: the lock is taken, the guards are looked at, the way back is put on the
 * host's disk, then the steps run. Whatever stops short of the steps leaves the host as it is.
 *
 * @param steps in order; without any, the lock is all that is asked for
 * @param guards all of them must hold before the first step
 * @param lock taken before the guards are looked at, held until the shell ends
 * @param journal the way back
 */
public record Writing(List<Step> steps, List<Guard> guards, Optional<Lock> lock, Optional<Entry> journal) {

    public Writing {
        steps = List.copyOf(steps);
        guards = List.copyOf(guards);
        journal.ifPresent(entry -> {
            if (entry.undos().size()
                    != entry.changes().stream().mapToInt(Integer::intValue).sum()) {
                throw new IllegalArgumentException("a journal entry says how each step is taken back");
            }
        });
    }

    /** Steps without lock, guard and journal: for tests of what carries them, and for what is no change. */
    public static Writing bare(List<Step> steps) {
        return new Writing(steps, List.of(), Optional.empty(), Optional.empty());
    }

    /** The lock alone: who holds it knows that no run is under way, and what a dead one armed has gone off. */
    public static Writing locking(Lock lock) {
        return new Writing(List.of(), List.of(), Optional.of(lock), Optional.empty());
    }

    /** Whether the host is not even asked for its lock. */
    public boolean isEmpty() {
        return steps.isEmpty() && lock.isEmpty();
    }

    /**
     * The lock of a host: nobody else changes it while it is held.
     *
     * @param run the run's id: letters, digits and dashes
     * @param owner {@code user@controller}, told to who finds the host locked
     * @param patience how long to wait for another to end
     */
    public record Lock(String run, String owner, Duration patience) {
        public Lock {
            requireWord(run);
            requireWord(owner);
        }
    }

    /**
     * An entry of the host's journal: kept in a folder of this name, with a script that takes the steps back.
     *
     * @param name unique on the host, sorting by time: letters, digits, dots and dashes
     * @param about lines for who reads it on the host: which run, whose, what changes from what to what; no secrets
     * @param undos one a step
     * @param changes of how many steps each change is made, in order: when a later one of them fails, the earlier are taken back
     * @param confirm when the host shall take everything back by itself
     */
    public record Entry(
            String name, List<String> about, List<Undo> undos, List<Integer> changes, Optional<Confirm> confirm) {
        public Entry {
            requireWord(name);
            about = about.stream()
                    .map(line -> line.replaceAll("\\p{Cntrl}", "?"))
                    .toList();
            undos = List.copyOf(undos);
            changes = List.copyOf(changes);
        }

        /** The numbers of a change's steps, from 0; the last of the entry's changes ends at its last step. */
        public List<List<Integer>> stepsByChange() {
            List<List<Integer>> all = new ArrayList<>();
            int next = 0;
            for (int count : changes) {
                List<Integer> own = new ArrayList<>();
                for (int i = 0; i < count; i++) {
                    own.add(next++);
                }
                all.add(own);
            }
            return all;
        }
    }

    /**
     * The dead-man switch: unless the controller confirms in time, the host takes the entry back by itself.
     *
     * @param before the first step before which the switch must be armed, from 0
     * @param within counted from the end of the last step
     */
    public record Confirm(int before, Duration within) {
        public Confirm {
            if (within.toSeconds() < 1 || within.compareTo(Duration.ofDays(1)) > 0) {
                throw new IllegalArgumentException("to be confirmed within 1 second to 1 day, not " + within);
            }
        }
    }

    private static void requireWord(String word) {
        if (!word.matches("[A-Za-z0-9][A-Za-z0-9._@-]{0,199}")) {
            throw new IllegalArgumentException("not a plain word: " + word);
        }
    }
}
