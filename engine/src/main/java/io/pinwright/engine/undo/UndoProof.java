package io.pinwright.engine.undo;

import io.pinwright.engine.host.Answer;
import io.pinwright.engine.host.Answers;
import io.pinwright.engine.host.Prediction;
import io.pinwright.engine.host.Query;
import io.pinwright.engine.host.Step;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Whether a host is as it was, by what it answers after changes were taken back. Lives for one exchange. */
public final class UndoProof {

    private final Answers answers;
    private final Set<Query> settled = new HashSet<>();

    /** @param answers read after the last step */
    public UndoProof(Answers answers) {
        this.answers = answers;
    }

    /**
     * What is not as it was although a change was taken back; asked of the last change first, for later ones decide.
     */
    public Optional<String> differs(PlannedUndo undo) {
        Set<Query> wrong = new LinkedHashSet<>();
        List<Step> steps = undo.change().steps();
        for (int i = steps.size() - 1; i >= 0; i--) {
            Set<Query> own = new LinkedHashSet<>();
            for (Prediction prediction : steps.get(i).predicts()) {
                if (prediction.guards() && !settled.contains(prediction.query()) && !holds(steps.get(i), prediction)) {
                    wrong.add(prediction.query());
                }
                own.add(prediction.query());
            }
            settled.addAll(own);
        }
        return wrong.isEmpty()
                ? Optional.empty()
                : Optional.of("it was taken back, and is still not as it was: "
                        + wrong.stream().map(UndoPlanner::read).collect(Collectors.joining(", ")));
    }

    private boolean holds(Step step, Prediction prediction) {
        if (step instanceof Step.WriteKernelFile file
                && prediction.query().equals(new Query.ReadFile(file.path()))
                && answers.get(prediction.query()).orElse(null) instanceof Answer.Content content) {
            return content.bytes().text().strip().equals(file.value().strip());
        }
        return WayBack.holds(prediction, answers);
    }
}
