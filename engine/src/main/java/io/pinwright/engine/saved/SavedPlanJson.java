package io.pinwright.engine.saved;

import io.pinwright.engine.host.Payload;
import io.pinwright.engine.json.BecomeJson;
import io.pinwright.engine.json.JsonFields;
import io.pinwright.engine.json.JsonValue;
import io.pinwright.engine.json.QueryJson;
import io.pinwright.engine.json.Secrets;
import io.pinwright.engine.report.Status;
import io.pinwright.engine.report.TaskInfo;
import io.pinwright.engine.saved.SavedPlan.Outside;
import io.pinwright.engine.saved.SavedTask.SavedChange;
import io.pinwright.engine.source.Source;
import io.pinwright.engine.source.Span;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/** The content of a saved plan as plain data, and back. */
final class SavedPlanJson {

    private static final int TASKS_MAX = 1_000_000;

    private SavedPlanJson() {}

    /** What stands for a secret that is only in the host's own documents: applying finds it there again. */
    static Payload unknownPayload(Secrets.Withheld secret) {
        return secret.kept().map(Payload::keptAt).orElseGet(() -> Payload.secret(""));
    }

    static Map<String, @Nullable Object> write(SavedPlan plan) {
        Map<String, @Nullable Object> out = new LinkedHashMap<>();
        out.put("playbooks", plan.origin().playbooks());
        out.put("folder", plan.origin().folder());
        out.put("salt", plan.secrets().salt());
        out.put("plays", plan.plays().stream().map(SavedPlanJson::write).toList());
        out.put(
                "outside",
                plan.outside().stream()
                        .map(one ->
                                Map.of("play", one.play(), "host", one.host(), "task", one.task(), "why", one.why()))
                        .toList());
        return out;
    }

    private static Map<String, @Nullable Object> write(SavedPlay play) {
        Map<String, @Nullable Object> out = new LinkedHashMap<>();
        out.put("name", play.name());
        out.put("playbook", play.playbook());
        out.put("batches", play.batches());
        play.maxFailPercentage()
                .ifPresent(percentage -> out.put(
                        "max_fail_percentage",
                        BigDecimal.valueOf(percentage).stripTrailingZeros().toPlainString()));
        out.put("tasks", play.tasks().stream().map(SavedPlanJson::write).toList());
        Map<String, @Nullable Object> hosts = new LinkedHashMap<>();
        play.hosts()
                .forEach((host, tasks) ->
                        hosts.put(host, tasks.stream().map(SavedPlanJson::write).toList()));
        out.put("hosts", hosts);
        return out;
    }

    private static Map<String, @Nullable Object> write(TaskInfo task) {
        Map<String, @Nullable Object> out = new LinkedHashMap<>();
        out.put("name", task.name());
        out.put("module", task.module());
        out.put("handler", task.handler());
        Span span = task.span();
        if (span != null) {
            out.put("file", span.source().name());
            out.put("line", span.line());
            out.put("column", span.column());
        }
        return out;
    }

    private static Map<String, @Nullable Object> write(SavedTask task) {
        Map<String, @Nullable Object> out = new LinkedHashMap<>();
        out.put("task", task.info().index());
        out.put("name", task.name());
        out.put("loop", task.loop());
        out.put("no_log", task.hidden());
        out.put("any_errors_fatal", task.fatal());
        out.put("turns", task.turns().stream().map(SavedPlanJson::write).toList());
        return out;
    }

    private static Map<String, @Nullable Object> write(SavedTask.Turn turn) {
        Map<String, @Nullable Object> out = new LinkedHashMap<>();
        out.put("status", turn.status().label());
        if (turn.item() != null) {
            out.put("item", turn.item());
        }
        if (turn.message() != null) {
            out.put("message", turn.message());
        }
        turn.outside().ifPresent(why -> out.put("outside", why));
        turn.work().ifPresent(work -> {
            work.become().ifPresent(become -> out.put("become", BecomeJson.write(become)));
            out.put("arguments", ArgumentJson.write(work.arguments()));
            out.put("changes", work.changes().stream().map(SavedPlanJson::write).toList());
            out.put("guards", work.guards().stream().map(QueryJson::write).toList());
            work.sealed()
                    .ifPresent(hashes ->
                            out.put("sealed", Map.of("arguments", hashes.arguments(), "guards", hashes.guards())));
        });
        return out;
    }

    private static Map<String, @Nullable Object> write(SavedChange change) {
        if (change.seal().isEmpty()) {
            return change.tree();
        }
        Map<String, @Nullable Object> out = new LinkedHashMap<>();
        out.put("sealed", change.seal().get());
        out.put("seen", change.tree());
        return out;
    }

    /** @param origin without the playbooks, which stand in the content */
    static SavedPlan read(JsonValue content, SavedPlan.Origin origin) {
        return content.object(in -> {
            JsonValue salt = in.get("salt");
            Secrets secrets = salted(salt);
            SavedPlan.Origin whole = new SavedPlan.Origin(
                    origin.pinwright(),
                    origin.created(),
                    origin.by(),
                    in.get("playbooks").texts(),
                    in.get("folder").text());
            int[] index = {0};
            return new SavedPlan(
                    whole,
                    secrets,
                    in.get("plays").items(play -> play(play, index[0]++, secrets)),
                    in.get("outside")
                            .items(one -> one.object(fields -> new Outside(
                                    fields.get("play").text(),
                                    fields.get("host").text(),
                                    fields.get("task").text(),
                                    fields.get("why").text()))));
        });
    }

    private static Secrets salted(JsonValue salt) {
        try {
            return Secrets.salted(salt.text());
        } catch (IllegalArgumentException e) {
            throw salt.problem("is no salt: " + e.getMessage());
        }
    }

    private static SavedPlay play(JsonValue value, int play, Secrets secrets) {
        return value.object(in -> {
            int[] next = {0};
            List<TaskInfo> tasks = in.get("tasks").items(task -> task(task, play, next[0]++));
            Map<String, List<SavedTask>> hosts = new LinkedHashMap<>();
            in.get("hosts")
                    .fields()
                    .forEach((host, list) -> hosts.put(host, list.items(task -> hostTask(task, tasks, secrets))));
            return new SavedPlay(
                    in.get("name").text(),
                    (int) in.get("playbook").number(0, TASKS_MAX),
                    in.get("batches").items(JsonValue::texts),
                    in.find("max_fail_percentage")
                            .map(text -> OptionalDouble.of(Double.parseDouble(text.text())))
                            .orElse(OptionalDouble.empty()),
                    tasks,
                    hosts);
        });
    }

    private static TaskInfo task(JsonValue value, int play, int index) {
        return value.object(in -> new TaskInfo(
                play,
                index,
                in.get("name").text(),
                in.get("module").text(),
                in.get("handler").flag(),
                in.find("file").map(file -> span(file, in)).orElse(null)));
    }

    private static Span span(JsonValue file, JsonFields in) {
        return new Span(new Source(file.text(), ""), (int) in.get("line").number(1, Integer.MAX_VALUE), (int)
                in.get("column").number(1, Integer.MAX_VALUE));
    }

    private static SavedTask hostTask(JsonValue value, List<TaskInfo> tasks, Secrets secrets) {
        return value.object(in -> {
            JsonValue task = in.get("task");
            int index = (int) task.number(0, TASKS_MAX);
            if (index >= tasks.size()) {
                throw task.problem("names a task that is not there");
            }
            TaskInfo info = tasks.get(index);
            return new SavedTask(
                    info,
                    in.get("name").text(),
                    in.get("loop").flag(),
                    in.get("no_log").flag(),
                    in.get("any_errors_fatal").flag(),
                    in.get("turns").items(turn -> turn(turn, info, secrets)));
        });
    }

    private static SavedTask.Turn turn(JsonValue value, TaskInfo info, Secrets secrets) {
        return value.object(in -> new SavedTask.Turn(
                in.find("item").map(JsonValue::text).orElse(null),
                in.get("status").constant(Status.class),
                in.find("message").map(JsonValue::text).orElse(null),
                in.find("outside").map(JsonValue::text),
                work(in, info, secrets)));
    }

    private static Optional<SavedTask.Work> work(JsonFields in, TaskInfo info, Secrets secrets) {
        Optional<JsonValue> arguments = in.find("arguments");
        if (arguments.isEmpty()) {
            return Optional.empty();
        }
        Span span = info.span();
        Span place = span == null ? arguments.get().span() : span;
        return Optional.of(new SavedTask.Work(
                in.find("become").map(BecomeJson::read),
                ArgumentJson.read(arguments.get(), place),
                in.get("changes").items(change -> change(change, secrets)),
                in.get("guards").items(QueryJson::guard),
                in.find("sealed").map(SavedPlanJson::sealed)));
    }

    private static SavedTask.Sealed sealed(JsonValue value) {
        return value.object(in -> {
            Map<String, String> arguments = new LinkedHashMap<>();
            in.get("arguments").fields().forEach((name, hash) -> arguments.put(name, hash.text()));
            return new SavedTask.Sealed(arguments, in.get("guards").text());
        });
    }

    private static SavedChange change(JsonValue value, Secrets secrets) {
        return value.fields().containsKey("sealed")
                ? value.object(in -> change(
                        in.get("seen"), secrets, Optional.of(in.get("sealed").text())))
                : change(value, secrets, Optional.empty());
    }

    @SuppressWarnings("unchecked") // what ChangeJson reads is an object
    private static SavedChange change(JsonValue value, Secrets secrets, Optional<String> seal) {
        return new SavedChange(
                SavedPlan.changes(secrets).read(value), (Map<String, @Nullable Object>) value.plain(), seal);
    }
}
