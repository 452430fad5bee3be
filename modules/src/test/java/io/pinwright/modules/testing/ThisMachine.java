package io.pinwright.modules.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.pinwright.engine.host.Answer;
import io.pinwright.engine.host.Query;
import io.pinwright.engine.host.Step;
import io.pinwright.engine.host.StepOutcome;
import io.pinwright.engine.host.Writing;
import io.pinwright.engine.module.Change;
import io.pinwright.engine.module.TaskModule;
import io.pinwright.engine.transport.ConnectionSettings;
import io.pinwright.engine.transport.HostSession;
import io.pinwright.engine.transport.HostSessions;
import io.pinwright.engine.transport.SessionLimits;
import io.pinwright.engine.transport.local.LocalTransport;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** This machine as a host, through the engine's own local connection. */
public final class ThisMachine implements AutoCloseable {

    private final LocalTransport transport = LocalTransport.create();
    private final HostSession session =
            HostSessions.open(transport, ConnectionSettings.ssh("localhost"), SessionLimits.defaults());

    Answer answer(Query query) {
        return session.reader(Optional.empty()).read(List.of(query)).get(query).orElseThrow();
    }

    public <A, S> List<Change> changes(TaskModule<A, S> module, String yaml) {
        return Given.changes(module, Given.args(module, yaml), this::answer);
    }

    /** What the task registers when nothing ran. */
    public <A, S> Map<String, @Nullable Object> result(TaskModule<A, S> module, String yaml) {
        A args = Given.args(module, yaml);
        return module.result(args, Given.observed(module.observe(args), this::answer), List.of());
    }

    /** Makes the changes; each step succeeds, the forecast was right, and a second look finds nothing to do. */
    public <A, S> List<Change> apply(TaskModule<A, S> module, String yaml) {
        A args = Given.args(module, yaml);
        List<Change> changes = Given.changes(module, args, this::answer);
        assertThat(Given.changesAfter(module, args, this::answer, changes))
                .as("after the forecast")
                .isEmpty();
        run(changes);
        assertThat(Given.changes(module, args, this::answer))
                .as("after the changes")
                .isEmpty();
        return changes;
    }

    /** Runs a raw command and gives what it registers. */
    public <A, S> Map<String, @Nullable Object> run(TaskModule<A, S> module, String yaml) {
        A args = Given.args(module, yaml);
        S state = Given.observed(module.observe(args), this::answer);
        List<StepOutcome> outcomes = session.writer(Optional.empty())
                .write(Writing.bare(steps(module.diff(args, state))), List.of())
                .outcomes();
        return module.result(args, state, outcomes);
    }

    private void run(List<Change> changes) {
        List<Step> steps = steps(changes);
        List<StepOutcome> outcomes = session.writer(Optional.empty())
                .write(Writing.bare(steps), List.of())
                .outcomes();
        for (int i = 0; i < steps.size(); i++) {
            assertThat(outcomes.get(i).isDone())
                    .as(steps.get(i).describe() + ": "
                            + outcomes.get(i).stderr().text())
                    .isTrue();
        }
    }

    /**
     * Runs one step; it must succeed.
     *
     * @param as how a failure calls it
     */
    void run(Step as, Step step) {
        StepOutcome outcome = session.writer(Optional.empty())
                .write(Writing.bare(List.of(step)), List.of())
                .outcomes()
                .get(0);
        assertThat(outcome.isDone())
                .as(as.describe() + ": " + outcome.stdout().text()
                        + outcome.stderr().text())
                .isTrue();
    }

    private static List<Step> steps(List<Change> changes) {
        return changes.stream().flatMap(change -> change.steps().stream()).toList();
    }

    @Override
    public void close() {
        session.close();
        transport.close();
    }
}
