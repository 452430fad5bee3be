package io.pinwright.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.pinwright.engine.host.Answer;
import io.pinwright.engine.host.Bytes;
import io.pinwright.engine.host.FakeHost;
import io.pinwright.engine.host.Observation;
import io.pinwright.engine.host.Payload;
import io.pinwright.engine.host.Prediction;
import io.pinwright.engine.host.Query;
import io.pinwright.engine.host.Step;
import io.pinwright.engine.host.Writing;
import io.pinwright.engine.journal.file.FileJournal;
import io.pinwright.engine.module.AnyModule;
import io.pinwright.engine.module.ArgumentSpec;
import io.pinwright.engine.module.ArgumentTypes;
import io.pinwright.engine.module.Arguments;
import io.pinwright.engine.module.Change;
import io.pinwright.engine.module.ModuleRegistry;
import io.pinwright.engine.module.ModuleSpec;
import io.pinwright.engine.module.TaskModule;
import io.pinwright.engine.report.Mode;
import io.pinwright.engine.report.Report;
import io.pinwright.engine.report.RunListener;
import io.pinwright.engine.report.Status;
import io.pinwright.engine.undo.UndoOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is written to a host that may be cut off, and what is taken back of it while the host takes it back itself. */
class ArmedWritesTest {

    @TempDir
    Path folder;

    private Fleet fleet;
    private FileJournal journal;
    private Engine engine;

    /** Sets a file; what is also different comes with the same step. Both may cut the controller off. */
    record Twofold() implements TaskModule<String, String> {

        @Override
        public ModuleSpec spec() {
            return ModuleSpec.of(
                    "twofold", "Sets a file.", ArgumentSpec.required("path", ArgumentTypes.string(), "Where"));
        }

        @Override
        public String bind(Arguments arguments) {
            return arguments.require("path");
        }

        @Override
        public Observation<String> observe(String path) {
            return Observation.file(path).map(content -> content.orElse(""));
        }

        @Override
        public List<Change> diff(String path, String found) {
            if (found.equals("new")) {
                return List.of();
            }
            Step step = new Step.WriteFile(
                    path,
                    Payload.of("new"),
                    null,
                    null,
                    null,
                    List.of(new Prediction(new Query.ReadFile(path), new Answer.Content(Bytes.utf8("new")))));
            return List.of(
                    Change.of(path, "mode", null, "0644", List.of()).thatMayCutOff(),
                    Change.of(path, "content", found, "new", List.of(step)).thatMayCutOff());
        }
    }

    @BeforeEach
    void start() {
        fleet = Fleet.ofOne(folder);
        journal = FileJournal.in(folder.resolve("state"));
        List<AnyModule<?>> modules = new ArrayList<>(TestModules.all().modules());
        modules.add(new Twofold());
        engine = Engine.builder()
                .modules(ModuleRegistry.of(modules))
                .sessions(settings -> fleet.host(settings.name()))
                .journal(journal)
                .build();
    }

    private Report apply(String... tasks) {
        try {
            Path file =
                    java.nio.file.Files.writeString(folder.resolve("play.yml"), Fleet.tasks(String.join("\n", tasks)));
            return engine.apply(engine.playbook(file), fleet.inventory, RunOptions.defaults(), RunListener.NONE);
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void theSwitchIsArmedForTheFirstChangeThatHasStepsOfItsOwn() {
        fleet.host().file("/b", "old");
        apply("- {name: a, put: {path: /a, content: x}}", "- {name: b, twofold: {path: /b}}");
        assertThat(fleet.host().writings())
                .singleElement()
                .extracting(writing -> writing.journal()
                        .flatMap(Writing.Entry::confirm)
                        .map(Writing.Confirm::before)
                        .orElseThrow())
                .isEqualTo(1);
    }

    @Test
    void undoLooksAgainWhereTheHostTookTheRunBackByItselfInTheMeantime() {
        FakeHost host = fleet.host().file("/a", "old");
        apply("- {name: a, put: {path: /a, content: new}}");
        host.rested().onWrite(() -> host.file("/a", "old"));

        Report undo = engine.undo(
                journal.read(journal.find("last")),
                fleet.inventory,
                RunOptions.defaults(),
                UndoOptions.NONE,
                Mode.APPLY,
                RunListener.NONE);

        assertThat(undo.results()).extracting(result -> result.status()).containsExactly(Status.OK);
        assertThat(host.writes()).isEmpty();
        assertThat(host.file("/a")).contains("old");
    }
}
