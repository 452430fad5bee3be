package io.pinwright.engine.undo;

import io.pinwright.engine.host.Query;
import io.pinwright.engine.host.Step;
import io.pinwright.engine.module.Change;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Leaves out what would be written only to be written again: of several whole documents for one place the last is enough, unless
 * something else happens to that place in between.
 */
final class UndoCollapse {

    private UndoCollapse() {}

    private record Place(int change, int step) {}

    static List<PlannedUndo> of(List<PlannedUndo> planned) {
        Set<Place> dropped = new HashSet<>();
        List<PlannedUndo> result = new ArrayList<>(planned);
        boolean[] cutsOff = new boolean[planned.size()];
        for (int i = 0; i < planned.size(); i++) {
            cutsOff[i] = planned.get(i).change().mayCutOff();
            for (int j = 0; j < planned.get(i).change().steps().size(); j++) {
                Optional<Place> later = later(planned, i, j);
                if (later.isPresent()) {
                    dropped.add(new Place(i, j));
                    cutsOff[later.get().change()] |= cutsOff[i];
                }
            }
        }
        for (int i = 0; i < planned.size(); i++) {
            Change change = planned.get(i).change();
            List<Step> left = new ArrayList<>();
            for (int j = 0; j < change.steps().size(); j++) {
                if (!dropped.contains(new Place(i, j))) {
                    left.add(change.steps().get(j));
                }
            }
            result.set(i, planned.get(i).with(rebuilt(change, left, cutsOff[i] && !left.isEmpty())));
        }
        return List.copyOf(result);
    }

    private static Change rebuilt(Change change, List<Step> steps, boolean cutsOff) {
        return new Change(
                change.target(),
                change.attribute(),
                change.before(),
                change.after(),
                change.disruption(),
                change.effect(),
                change.diff(),
                change.action(),
                steps,
                change.guards(),
                change.guardsAfter(),
                cutsOff);
    }

    /** The step that makes one unnecessary. */
    private static Optional<Place> later(List<PlannedUndo> planned, int change, int step) {
        Step one = planned.get(change).change().steps().get(step);
        Optional<Object> place = place(one);
        Set<Query> touched = UndoPlanner.touched(one);
        for (int i = change; i < planned.size() && place.isPresent(); i++) {
            if (!planned.get(i)
                    .entry()
                    .become()
                    .equals(planned.get(change).entry().become())) {
                return Optional.empty();
            }
            List<Step> steps = planned.get(i).change().steps();
            for (int j = i == change ? step + 1 : 0; j < steps.size(); j++) {
                if (place(steps.get(j)).equals(place) && setsAll(steps.get(j))) {
                    return Optional.of(new Place(i, j));
                }
                if (UndoPlanner.touched(steps.get(j)).stream().anyMatch(touched::contains)
                        || steps.get(j).predicts().isEmpty()) {
                    return Optional.empty();
                }
            }
        }
        return Optional.empty();
    }

    /** A file step that keeps the mode or owner of what is there rests on what an earlier one set. */
    private static boolean setsAll(Step step) {
        return !(step instanceof Step.WriteFile file) || file.mode() != null && file.owner() != null;
    }

    /** What a step sets as a whole; empty for one that changes a part, or more than it says. */
    private static Optional<Object> place(Step step) {
        if (step instanceof Step.Run run) {
            return run.inverse() instanceof io.pinwright.engine.host.Inverse.Restore restore
                    ? Optional.of(List.of(run.argv(), restore.document()))
                    : Optional.empty();
        }
        return step.writes().map(path -> path);
    }
}
