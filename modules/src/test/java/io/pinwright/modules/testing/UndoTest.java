package io.pinwright.modules.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.pinwright.engine.host.Answer;
import io.pinwright.engine.host.Answers;
import io.pinwright.engine.host.Guard;
import io.pinwright.engine.host.Observation;
import io.pinwright.engine.host.Query;
import io.pinwright.engine.host.Step;
import io.pinwright.engine.host.Undo;
import io.pinwright.engine.module.Change;
import io.pinwright.engine.module.TaskModule;
import io.pinwright.modules.files.FileModule;
import io.pinwright.modules.irq.IrqAffinity;
import io.pinwright.modules.libvirt.VirtPin;
import io.pinwright.modules.system.Service;
import io.pinwright.modules.vhost.QemuThreads;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** For every kind of change: taken back, all is as it was; and no change is made where what it rests on has moved. */
class UndoTest {

    @TempDir
    Path folder;

    private FolderHost host;

    @BeforeEach
    void open() {
        host = new FolderHost(folder);
    }

    @AfterEach
    void close() {
        host.close();
    }

    private static List<UndoCases.Case> cases() {
        return UndoCases.all();
    }

    /** What a task finds and does. */
    private record Planned(Answers before, List<Change> changes) {

        List<Step> steps() {
            return changes.stream().flatMap(change -> change.steps().stream()).toList();
        }

        List<Undo> undos() {
            return Undo.of(steps(), before);
        }

        /** As the engine puts them together. */
        List<Guard> guards() {
            Map<Query, Guard> guards = new LinkedHashMap<>();
            changes.forEach(change -> change.guards().forEach(guard -> guards.putIfAbsent(guard.query(), guard)));
            Guard.of(steps(), before).forEach(guard -> guards.putIfAbsent(guard.query(), guard));
            return List.copyOf(guards.values());
        }
    }

    private <A, S> Planned planned(TaskModule<A, S> module, String task) {
        A args = Given.args(module, task);
        Observation<S> observation = module.observe(args);
        Answers answers = Answers.NONE;
        for (int round = 0; round < 5; round++) {
            Observation.Progress<S> progress = observation.given(answers);
            if (progress.value().isPresent()) {
                return new Planned(answers, module.diff(args, progress.value().get()));
            }
            Map<Query, Answer> more = new LinkedHashMap<>();
            progress.needs().forEach(query -> more.put(query, host.answer(query)));
            answers = answers.with(Answers.of(more));
        }
        throw new AssertionError("the observation does not end");
    }

    private static List<Step> back(List<Undo> undos) {
        List<Step> steps = new ArrayList<>();
        Undo.order(undos).forEach(i -> steps.addAll(undos.get(i).steps()));
        return steps;
    }

    @ParameterizedTest
    @MethodSource("cases")
    void takenBackAllIsAsItWasByteForByte(UndoCases.Case one) {
        one.host().accept(host);
        Map<String, String> start = host.all();
        List<Undo> undos = new ArrayList<>();
        for (String task : one.tasks()) {
            Planned planned = planned(one.module(), task);
            assertThat(planned.changes()).isNotEmpty();
            assertThat(planned.undos())
                    .allSatisfy(undo -> assertThat(undo.impossible()).isEmpty());
            undos.addAll(planned.undos());
            planned.steps().forEach(host::run);
            assertThat(planned(one.module(), task).changes()).allMatch(Change::action);
        }

        back(undos).forEach(host::run);

        assertThat(host.all()).isEqualTo(start);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void everyGuardHoldsOnTheHostThatWasReadAndNoneWhereItsFactMoved(UndoCases.Case one) {
        one.host().accept(host);
        Planned planned = planned(one.module(), one.tasks().get(0));
        List<Guard> guards = planned.guards();
        assertThat(guards.isEmpty())
                .isEqualTo(planned.steps().stream()
                        .allMatch(step -> step.predicts().isEmpty()));
        for (Guard guard : guards) {
            assertThat(holds(guard)).as("on the host: " + guard).isTrue();
            Map<String, String> before = new TreeMap<>(host.all());
            Runnable mend = MovedFacts.move(host, guard.query());
            assertThat(host.all()).isNotEqualTo(before);
            assertThat(holds(guard)).as("moved: " + guard).isFalse();
            mend.run();
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void whatTakingBackRestsOnHoldsOnceTheChangesAreMade(UndoCases.Case one) {
        one.host().accept(host);
        Planned planned = planned(one.module(), one.tasks().get(0));
        planned.steps().forEach(host::run);
        // Of one fact that several changes move, the last counts.
        Map<Query, Guard> after = new LinkedHashMap<>();
        planned.changes().forEach(change -> change.guardsAfter().forEach(guard -> after.put(guard.query(), guard)));
        assertThat(after.values())
                .allSatisfy(
                        guard -> assertThat(holds(guard)).as(guard.toString()).isTrue());
    }

    private boolean holds(Guard guard) {
        return Guard.of(guard.query(), host.answer(guard.query())).equals(java.util.Optional.of(guard));
    }

    @Test
    void aPinWhereThereWasNoneIsTakenBackToTheCpusThatThreadsHaveWithoutOne() {
        ArticleFolder.on(host, ArticleFolder.document(false, "", "2"), ArticleFolder.document(true, "", "2"));
        Map<String, String> start = host.all();
        Planned planned = planned(new VirtPin(QemuThreads.observe()), "{domain: bigip-virtio, emulator: {node: 1}}");
        planned.steps().forEach(host::run);
        back(planned.undos()).forEach(host::run);
        // virsh cannot remove a pin of a running domain.
        assertThat(host.text(ArticleFolder.LIVE)).contains("<emulatorpin cpuset='0-15'/>");
        host.file(ArticleFolder.LIVE, ArticleFolder.document(true, "", "2"));
        ArticleFolder.place(host, "/proc/607", "0,2,4,6,8,10,12,14");
        assertThat(host.all()).isEqualTo(start);
    }

    @Test
    void aFolderWithSomethingInItCannotComeBackAndTheUndoSaysWhy() {
        host.file("/lab/a/b", "");
        assertThat(planned(new FileModule(), "{path: /lab/a, state: absent}").undos())
                .singleElement()
                .satisfies(undo -> assertThat(undo.impossible()).contains("what was in the directory is not kept"));
    }

    @ParameterizedTest
    @CsvSource({
        "ssh, stopped, true",
        "sshd.socket, stopped, true",
        "wg-quick@wg0, started, true",
        "networking, restarted, true",
        "irqbalance, stopped, false",
        "ssh-agent, stopped, false"
    })
    void unitsOfTheNetworkMayCutTheControllerOff(String unit, String state, boolean may) {
        String name = unit.contains(".") ? unit : unit + ".service";
        ArticleFolder.on(host, ArticleFolder.document(false, "", ""), "")
                .file("/lab/" + name + ".active", state.equals("started") ? "inactive\n" : "active\n")
                .file("/lab/" + name + ".enabled", "enabled\n");
        assertThat(planned(new Service(), "{name: " + unit + ", state: " + state + "}")
                        .changes())
                .singleElement()
                .matches(change -> change.mayCutOff() == may);
    }

    @Test
    void interruptsMayCutTheControllerOffAndWhatGuardsThemIsTheInterruptNotItsNumber() {
        ArticleFolder.on(host, ArticleFolder.document(false, "", ""), "");
        List<Change> changes =
                planned(new IrqAffinity(), "{device: enp4s0f0, node: 0}").changes();
        assertThat(changes).isNotEmpty().allMatch(Change::mayCutOff);
        String counted = host.text("/proc/interrupts").replace(" 0 0 ", " 7 123456 ");
        host.file("/proc/interrupts", counted);
        assertThat(changes.get(0).guards()).allMatch(this::holds);
        host.file("/proc/interrupts", counted.replace("enp4s0f0-TxRx-3", "enp4s0f1-TxRx-3"));
        assertThat(changes.get(0).guards()).anyMatch(guard -> !holds(guard));
    }
}
