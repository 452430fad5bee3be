package io.pinwright.engine.apply;

import io.pinwright.engine.playbook.Section;
import io.pinwright.engine.playbook.Task;
import io.pinwright.engine.report.TaskInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A play's tasks and handlers in order, numbered for results. Immutable, shared by all hosts of the play. */
record PlayTasks(List<Entry> tasks, List<Entry> handlers) {

    /** The module that the engine adds in front of a play that gathers facts. */
    static final String FACTS_MODULE = "setup";

    /** One task with its place in the play. */
    record Entry(TaskInfo info, Task task, boolean gathersFacts) {

        Optional<String> registers() {
            return task.register();
        }

        /** Whether a handler is called this, or listens to it. */
        boolean answersTo(String notified) {
            return task.name().text().equals(notified) || task.listen().contains(notified);
        }

        Section section() {
            return task.section();
        }
    }

    PlayTasks {
        tasks = List.copyOf(tasks);
        handlers = List.copyOf(handlers);
    }

    static PlayTasks of(int play, Optional<Task> gatherFacts, List<Task> tasks, List<Task> handlers) {
        List<Entry> entries = new ArrayList<>();
        gatherFacts.ifPresent(task -> entries.add(entry(play, entries.size(), task, false, true)));
        tasks.forEach(task -> entries.add(entry(play, entries.size(), task, false, false)));
        List<Entry> handlerEntries = new ArrayList<>();
        handlers.forEach(
                task -> handlerEntries.add(entry(play, entries.size() + handlerEntries.size(), task, true, false)));
        return new PlayTasks(entries, handlerEntries);
    }

    private static Entry entry(int play, int index, Task task, boolean handler, boolean gathersFacts) {
        return new Entry(
                new TaskInfo(play, index, task.name().text(), task.module(), handler, task.span()), task, gathersFacts);
    }

    List<TaskInfo> infos() {
        List<TaskInfo> infos = new ArrayList<>();
        tasks.forEach(entry -> infos.add(entry.info()));
        handlers.forEach(entry -> infos.add(entry.info()));
        return infos;
    }
}
