package io.pinwright.engine.report;

/**
 * One host's counts, in the order of Ansible's recap. A changed task counts as ok too; an ignored failure counts as ok and
 * ignored, as in Ansible.
 *
 * @param deferred tasks that could not be judged; not in Ansible's recap
 * @param refused tasks that were not begun because the host had moved; not in Ansible's recap
 */
public record Recap(
        int ok,
        int changed,
        int unreachable,
        int failed,
        int skipped,
        int rescued,
        int ignored,
        int deferred,
        int refused) {

    public static final Recap NONE = new Recap(0, 0, 0, 0, 0, 0, 0, 0, 0);

    /** These counts with one more result. */
    public Recap plus(TaskResult result) {
        boolean ignoredFailure = result.status() == Status.FAILED && result.ignored();
        boolean done = result.status() == Status.OK || result.status() == Status.CHANGED || ignoredFailure;
        return new Recap(
                ok + (done ? 1 : 0),
                changed + (result.status() == Status.CHANGED ? 1 : 0),
                unreachable + (result.status() == Status.UNREACHABLE ? 1 : 0),
                failed + (result.status() == Status.FAILED && !ignoredFailure ? 1 : 0),
                skipped + (result.status() == Status.SKIPPED ? 1 : 0),
                rescued,
                ignored + (ignoredFailure ? 1 : 0),
                deferred + (result.status() == Status.DEFERRED ? 1 : 0),
                refused + (result.status() == Status.REFUSED ? 1 : 0));
    }
}
