package io.pinwright.engine.saved;

import io.pinwright.engine.json.JsonText;
import io.pinwright.engine.json.JsonValue;
import io.pinwright.engine.source.Diagnostic;
import io.pinwright.engine.source.DiagnosticException;
import io.pinwright.engine.source.Source;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A saved plan as one JSON document in canonical form: one line, keys sorted, so that equal plans are equal texts.
 *
 * <pre>
 * {"by":"ann@ctl","content":{...},"created":"2026-11-22T17:00:00Z","format":"pinwright-plan","pinwright":"0.2.0",
 *  "sha256":"5e...","version":1}
 * </pre>
 *
 * <p>{@code sha256} is that of the document without it. It finds mistakes and careless edits; against people only a signature
 * helps.
 */
public final class SavedPlanText {

    static final String FORMAT = "pinwright-plan";
    static final int VERSION = 1;

    /** How a document ends, the hash apart. */
    private static final Pattern END = Pattern.compile(",\"sha256\":\"([0-9a-f]{64})\"(,\"version\":[0-9]+\\}\\n)$");

    private static final int END_CHARS_MAX = 200;

    private SavedPlanText() {}

    public static String print(SavedPlan plan) {
        Map<String, @Nullable Object> document = new LinkedHashMap<>();
        document.put("format", FORMAT);
        document.put("version", VERSION);
        document.put("pinwright", plan.origin().pinwright());
        document.put("created", plan.origin().created().toString());
        document.put("by", plan.origin().by());
        document.put("content", SavedPlanJson.write(plan));
        String bare = JsonText.canonical(document) + "\n";
        int end = bare.lastIndexOf(",\"version\":");
        return bare.substring(0, end) + ",\"sha256\":\"" + sha256(bare) + "\"" + bare.substring(end);
    }

    /** Whether a text is meant as a saved plan, whole or not: playbooks are lists, and begin otherwise. */
    public static boolean isMeant(String beginning) {
        return beginning.stripLeading().startsWith("{");
    }

    /**
     * The plan of a text.
     *
     * @throws DiagnosticException when it is none, of another version, or not as it was written
     */
    public static SavedPlan parse(Source source) {
        JsonValue document = document(source);
        requireThisFormat(source, document);
        requireUnchanged(source);
        return document.object(in -> {
            in.get("format");
            in.get("version");
            in.get("sha256");
            JsonValue created = in.get("created");
            return SavedPlanJson.read(
                    in.get("content"),
                    new SavedPlan.Origin(
                            in.get("pinwright").text(),
                            instant(created),
                            in.get("by").text(),
                            List.of(),
                            ""));
        });
    }

    private static JsonValue document(Source source) {
        try {
            return JsonText.parse(source);
        } catch (DiagnosticException e) {
            Diagnostic first = e.diagnostics().get(0);
            String where = first.place()
                    .map(place -> " at " + place.line() + ":" + place.column())
                    .orElse("");
            throw problem(source, "this is no saved plan, or not all of it", first.message() + where);
        }
    }

    private static void requireThisFormat(Source source, JsonValue document) {
        Map<String, JsonValue> fields = document.fields();
        JsonValue format = fields.get("format");
        if (format == null || !format.isText() || !format.text().equals(FORMAT)) {
            throw problem(source, "this is no saved plan", "its `format` is not `" + FORMAT + "`");
        }
        JsonValue version = fields.get("version");
        Object number = version == null ? null : version.plain();
        if (!String.valueOf(number).equals(Integer.toString(VERSION))) {
            throw problem(
                    source,
                    "this plan is of version " + number + ", and this program reads version " + VERSION,
                    "it was made by another release of Pinwright");
        }
    }

    private static void requireUnchanged(Source source) {
        String text = source.text();
        int tail = Math.max(0, text.length() - END_CHARS_MAX);
        Matcher end = END.matcher(text.substring(tail));
        if (!end.find()
                || !sha256(text.substring(0, tail + end.start()) + end.group(2)).equals(end.group(1))) {
            throw problem(
                    source,
                    "this plan was changed after it was made",
                    "its content does not have the hash that stands in it");
        }
    }

    private static Instant instant(JsonValue created) {
        try {
            return Instant.parse(created.text());
        } catch (DateTimeParseException e) {
            throw created.problem("is no time");
        }
    }

    private static DiagnosticException problem(Source source, String message, String why) {
        return new DiagnosticException(Diagnostic.error(null, source.name() + ": " + message)
                .why(why)
                .fix("make the plan anew with `plan --out`; nothing was done on any host"));
    }

    private static String sha256(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
