package io.pinwright.engine.report;

import java.util.List;

/**
 * Why a run ended before its end, and what that left undone.
 *
 * @param play its name
 * @param batch position of the batch in the play, from 1
 * @param batches how many the play has
 * @param reason the rule that ended it, with the numbers it was judged by
 * @param failed hosts of the batch that failed or were unreachable
 * @param cutShort hosts of the batch that did not fail, began the play and did not come to its end
 * @param notTouched hosts of the play to which nothing was done in it
 * @param playsNotBegun names of the plays after it
 */
public record RolloutStop(
        String play,
        int batch,
        int batches,
        String reason,
        List<String> failed,
        List<String> cutShort,
        List<String> notTouched,
        List<String> playsNotBegun) {

    public RolloutStop {
        failed = List.copyOf(failed);
        cutShort = List.copyOf(cutShort);
        notTouched = List.copyOf(notTouched);
        playsNotBegun = List.copyOf(playsNotBegun);
    }

    /** Whether anything was left undone. */
    public boolean leavesWork() {
        return !cutShort.isEmpty() || !notTouched.isEmpty() || !playsNotBegun.isEmpty();
    }
}
