package io.pinwright.engine.saved;

import io.pinwright.engine.json.ChangeJson;
import io.pinwright.engine.json.Secrets;
import io.pinwright.engine.json.StepJson;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What an apply shall do, and nothing else: per play and host the tasks as they were planned.
 *
 * @param origin who made it, when, with what
 * @param secrets knows again what the plan holds digests of alone
 * @param outside what the plan could not foretell, and which is therefore not done when it is applied
 */
public record SavedPlan(Origin origin, Secrets secrets, List<SavedPlay> plays, List<Outside> outside) {

    /**
     * Where a plan comes from.
     *
     * @param pinwright the release that made it
     * @param by {@code user@controller}
     * @param playbooks as they were named
     * @param folder in which they were named, absolute; empty for playbooks without a file
     */
    public record Origin(String pinwright, Instant created, String by, List<String> playbooks, String folder) {
        public Origin {
            playbooks = List.copyOf(playbooks);
        }
    }

    /**
     * A task, or a whole host, that is not part of the plan.
     *
     * @param task its name and place; empty for the whole host
     */
    public record Outside(String play, String host, String task, String why) {

        /** One line for people. */
        public String line() {
            return host + ": " + (task.isEmpty() ? "" : task + ": ") + why;
        }
    }

    public SavedPlan {
        plays = List.copyOf(plays);
        outside = List.copyOf(outside);
    }

    /** Knows the plan's changes and arguments again. */
    public Seals seals() {
        return new Seals(secrets);
    }

    /** Whether it refers to secrets, which must be at hand again when it is applied. */
    public boolean refersToSecrets() {
        return plays.stream()
                .flatMap(play -> play.hosts().values().stream())
                .flatMap(List::stream)
                .flatMap(task -> task.turns().stream())
                .anyMatch(turn -> turn.work().flatMap(SavedTask.Work::sealed).isPresent());
    }

    /** Where a playbook of it was, or would be now; empty when it had no file. */
    public Optional<Path> playbook(int index) {
        return origin.folder().isEmpty()
                ? Optional.empty()
                : Optional.of(Path.of(origin.folder())
                        .resolve(origin.playbooks().get(index))
                        .normalize());
    }

    static ChangeJson changes(Secrets secrets) {
        return new ChangeJson(new StepJson(secrets.withholdingAnswers(), SavedPlanJson::unknownPayload));
    }

    /** All hosts that have a part in it, in order of the plays. */
    public Set<String> hosts() {
        Set<String> hosts = new LinkedHashSet<>();
        plays.forEach(play -> play.batches()
                .forEach(batch ->
                        batch.stream().filter(play.hosts()::containsKey).forEach(hosts::add)));
        return hosts;
    }
}
