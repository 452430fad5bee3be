package io.pinwright.engine.journal.file;

import io.pinwright.engine.host.Guard;
import io.pinwright.engine.host.Payload;
import io.pinwright.engine.host.Step;
import io.pinwright.engine.host.StepOutcome;
import io.pinwright.engine.host.Undo;
import io.pinwright.engine.journal.EntryEnd;
import io.pinwright.engine.journal.JournalEntry;
import io.pinwright.engine.journal.RecordedRun;
import io.pinwright.engine.json.BecomeJson;
import io.pinwright.engine.json.JsonFields;
import io.pinwright.engine.json.JsonValue;
import io.pinwright.engine.json.QueryJson;
import io.pinwright.engine.json.Secrets;
import io.pinwright.engine.json.StepJson;
import io.pinwright.engine.module.Disruption;
import io.pinwright.engine.module.Effect;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Entries and their ends as JSON. Of answers only digests are written; the bytes that files and documents held before are, unless
 * they may be secret: then the host's own entry alone has them.
 */
final class EntryJson {

    /** Bits of a mode: others may read. */
    private static final int OTHERS_READ = 04;

    private final Secrets secrets;
    private final StepJson steps;

    EntryJson(Secrets secrets) {
        this.secrets = secrets.withholdingAnswers();
        this.steps = new StepJson(this.secrets);
    }

    Map<String, @Nullable Object> write(JournalEntry entry) {
        Map<String, @Nullable Object> out = new LinkedHashMap<>();
        out.put("name", entry.name());
        out.put("at", entry.at().toString());
        entry.become().ifPresent(become -> out.put("become", BecomeJson.write(become)));
        entry.confirmWithin().ifPresent(within -> out.put("confirm_within_ms", within.toMillis()));
        out.put("changes", entry.changes().stream().map(this::write).toList());
        return out;
    }

    private Map<String, @Nullable Object> write(JournalEntry.Item item) {
        Map<String, @Nullable Object> out = new LinkedHashMap<>();
        out.put("task", item.task());
        out.put("place", item.place());
        out.put("module", item.module());
        out.put("target", item.target());
        out.put("attribute", item.attribute());
        out.put("before", item.hidden() ? null : item.before());
        out.put("after", item.hidden() ? null : item.after());
        out.put("effect", JsonValue.label(item.effect()));
        out.put("disruption", JsonValue.label(item.disruption()));
        out.put("may_cut_off", item.mayCutOff());
        out.put("hidden", item.hidden());
        out.put("action", item.action());
        out.put(
                "guards_after",
                item.guardsAfter().stream().map(QueryJson::write).toList());
        out.put(
                "steps",
                item.steps().stream().map(done -> write(done, item.hidden())).toList());
        return out;
    }

    private Map<String, @Nullable Object> write(JournalEntry.Done done, boolean hidden) {
        Map<String, @Nullable Object> out = new LinkedHashMap<>();
        out.put("does", hidden ? "(not shown: no_log)" : done.step().describe());
        out.put("foretold", foretold(done.step()).stream().map(QueryJson::write).toList());
        out.put("undo", steps.write(withheld(done.undo(), hidden)));
        return out;
    }

    private static List<Guard> foretold(Step step) {
        List<Guard> foretold = new ArrayList<>();
        step.predicts().stream()
                .filter(prediction -> prediction.guards())
                .forEach(prediction -> StepJson.digest(prediction)
                        .ifPresent(digest -> foretold.add(new Guard(prediction.query(), digest))));
        return foretold;
    }

    /** With what nobody but the host may hold marked as secret. */
    private static Undo withheld(Undo undo, boolean hidden) {
        return new Undo(
                undo.steps().stream().map(step -> withheld(step, hidden)).toList(), undo.impossible());
    }

    private static Step withheld(Step step, boolean hidden) {
        if (step instanceof Step.WriteFile file) {
            Integer mode = file.mode();
            boolean secret = hidden || mode != null && (mode & OTHERS_READ) == 0;
            return secret
                    ? new Step.WriteFile(
                            file.path(), secret(file.content()), mode, file.owner(), file.group(), file.predicts())
                    : file;
        }
        return step instanceof Step.Run run && hidden && !run.stdin().isEmpty()
                ? new Step.Run(
                        run.argv(),
                        secret(run.stdin()),
                        run.environment(),
                        run.directory(),
                        run.timeout(),
                        run.okExits(),
                        run.inverse(),
                        run.predicts())
                : step;
    }

    private static Payload secret(Payload payload) {
        return new Payload(payload.bytes(), true, payload.kept());
    }

    /**
     * Reads an entry.
     *
     * @param folder where the host keeps its own entry
     */
    RecordedRun.Entry entry(JsonValue value, Optional<EntryEnd> end, String folder) {
        Map<String, RecordedRun.Kept> kept = new LinkedHashMap<>();
        AtomicInteger step = new AtomicInteger();
        return value.object(in -> {
            List<RecordedRun.Change> changes = in.get("changes").items(change -> change(change, folder, step, kept));
            return new RecordedRun.Entry(
                    in.get("name").text(),
                    instant(in.get("at")),
                    in.find("become").map(BecomeJson::read),
                    in.find("confirm_within_ms").map(ms -> Duration.ofMillis(ms.number(1, Long.MAX_VALUE))),
                    changes,
                    end,
                    folder,
                    kept);
        });
    }

    private RecordedRun.Change change(
            JsonValue value, String folder, AtomicInteger step, Map<String, RecordedRun.Kept> kept) {
        return value.object(in -> new RecordedRun.Change(
                in.get("task").text(),
                in.get("place").text(),
                in.get("module").text(),
                in.get("target").text(),
                in.get("attribute").text(),
                in.get("before").textOrNull(),
                in.get("after").textOrNull(),
                in.get("effect").constant(Effect.class),
                in.get("disruption").constant(Disruption.class),
                in.get("may_cut_off").flag(),
                in.get("hidden").flag(),
                in.get("action").flag(),
                in.get("guards_after").items(QueryJson::guard),
                in.get("steps").items(one -> step(one, folder + "/" + step.getAndIncrement(), kept))));
    }

    private RecordedRun.Step step(JsonValue value, String files, Map<String, RecordedRun.Kept> kept) {
        return value.object(in -> new RecordedRun.Step(
                in.get("does").text(),
                in.get("foretold").items(QueryJson::guard),
                in.get("undo").object(undo -> undo(undo, files, kept))));
    }

    /** The host's script keeps what its M-th step of the N-th step's way back needs in a file {@code N.M}. */
    private Undo undo(JsonFields in, String files, Map<String, RecordedRun.Kept> kept) {
        if (in.find("impossible").isPresent()) {
            return new Undo(List.of(), Optional.of(in.get("impossible").text()));
        }
        AtomicInteger number = new AtomicInteger();
        List<Step> back = in.get("steps").items(one -> {
            String path = files + "." + number.getAndIncrement();
            return new StepJson(secrets, withheld -> {
                        String where = withheld.kept().orElse(path);
                        kept.put(where, new RecordedRun.Kept(secrets, withheld));
                        return Payload.keptAt(where);
                    })
                    .read(one);
        });
        return new Undo(back, Optional.empty());
    }

    Map<String, @Nullable Object> write(String entry, EntryEnd end) {
        Map<String, @Nullable Object> out = new LinkedHashMap<>();
        out.put("name", entry);
        out.put("at", end.at().toString());
        out.put("status", JsonValue.label(end.status()));
        out.put("outcomes", end.outcomes().stream().map(JsonValue::label).toList());
        out.put(
                "after",
                end.after().stream()
                        .map(guards -> guards.stream().map(QueryJson::write).toList())
                        .toList());
        out.put("message", end.message());
        end.folder().ifPresent(folder -> out.put("folder", folder));
        return out;
    }

    Map.Entry<String, EntryEnd> end(JsonValue value) {
        return value.object(in -> Map.entry(
                in.get("name").text(),
                new EntryEnd(
                        instant(in.get("at")),
                        in.get("status").constant(EntryEnd.Status.class),
                        in.get("outcomes").items(outcome -> outcome.constant(StepOutcome.Status.class)),
                        in.get("after").items(guards -> guards.items(QueryJson::guard)),
                        in.get("message").text(),
                        in.find("folder").map(JsonValue::text))));
    }

    static Instant instant(JsonValue value) {
        try {
            return Instant.parse(value.text());
        } catch (java.time.format.DateTimeParseException e) {
            throw value.problem("must be a time: 2026-11-22T16:47:00Z");
        }
    }
}
