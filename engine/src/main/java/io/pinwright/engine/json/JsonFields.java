package io.pinwright.engine.json;

import io.pinwright.engine.source.DiagnosticException;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The fields of one JSON object while it is read. Remembers which were asked for. Used by one thread. */
public final class JsonFields {

    private final JsonValue object;
    private final Map<String, JsonValue> fields;
    private final Set<String> asked = new LinkedHashSet<>();

    JsonFields(JsonValue object, Map<String, JsonValue> fields) {
        this.object = object;
        this.fields = fields;
    }

    /** A field that must be there. */
    public JsonValue get(String name) {
        return find(name).orElseThrow(() -> object.problem("has no `" + name + "`"));
    }

    public Optional<JsonValue> find(String name) {
        asked.add(name);
        return Optional.ofNullable(fields.get(name));
    }

    /** The object itself, for messages. */
    public DiagnosticException problem(String text) {
        return object.problem(text);
    }

    void requireAllKnown() {
        fields.forEach((name, value) -> {
            if (!asked.contains(name)) {
                throw value.problem("is not known here");
            }
        });
    }
}
