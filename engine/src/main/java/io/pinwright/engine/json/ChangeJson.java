package io.pinwright.engine.json;

import io.pinwright.engine.module.Change;
import io.pinwright.engine.module.Disruption;
import io.pinwright.engine.module.Effect;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Changes as JSON, with all that making them takes. */
public final class ChangeJson {

    private final StepJson steps;

    /** @param steps writes and reads the changes' steps, and knows what is secret */
    public ChangeJson(StepJson steps) {
        this.steps = steps;
    }

    public Map<String, @Nullable Object> write(Change change) {
        Map<String, @Nullable Object> out = new LinkedHashMap<>();
        out.put("target", change.target());
        out.put("attribute", change.attribute());
        out.put("before", change.before());
        out.put("after", change.after());
        out.put("disruption", JsonValue.label(change.disruption()));
        out.put("effect", JsonValue.label(change.effect()));
        change.diff().ifPresent(diff -> {
            Map<String, @Nullable Object> texts = new LinkedHashMap<>();
            texts.put("name", diff.name());
            texts.put("before", diff.before());
            texts.put("after", diff.after());
            out.put("diff", texts);
        });
        out.put("action", change.action());
        out.put("may_cut_off", change.mayCutOff());
        out.put("guards", change.guards().stream().map(QueryJson::write).toList());
        out.put(
                "guards_after",
                change.guardsAfter().stream().map(QueryJson::write).toList());
        out.put("steps", change.steps().stream().map(steps::write).toList());
        return out;
    }

    public Change read(JsonValue value) {
        return value.object(in -> new Change(
                in.get("target").text(),
                in.get("attribute").text(),
                in.get("before").textOrNull(),
                in.get("after").textOrNull(),
                in.get("disruption").constant(Disruption.class),
                in.get("effect").constant(Effect.class),
                diff(in.find("diff")),
                in.get("action").flag(),
                in.get("steps").items(steps::read),
                in.get("guards").items(QueryJson::guard),
                in.get("guards_after").items(QueryJson::guard),
                in.get("may_cut_off").flag()));
    }

    private static Optional<Change.TextDiff> diff(Optional<JsonValue> value) {
        return value.map(diff -> diff.object(in -> new Change.TextDiff(
                in.get("name").text(), in.get("before").text(), in.get("after").text())));
    }
}
