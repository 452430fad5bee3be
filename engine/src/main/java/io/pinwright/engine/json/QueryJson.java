package io.pinwright.engine.json;

import io.pinwright.engine.host.Guard;
import io.pinwright.engine.host.Query;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Queries and guards as JSON. What is as usual (a limit, a deadline) is left out. */
public final class QueryJson {

    private QueryJson() {}

    /** {@code {"path": "/proc/meminfo", "read": "file"}}. */
    public static Map<String, @Nullable Object> write(Query query) {
        Map<String, @Nullable Object> out = new LinkedHashMap<>();
        if (query instanceof Query.ReadFile read) {
            out.put("read", "file");
            out.put("path", read.path());
            limit(out, read.bytesMax());
        } else if (query instanceof Query.Glob glob) {
            out.put("read", "glob");
            out.put("kind", JsonValue.label(glob.kind()));
            out.put("patterns", glob.patterns());
            limit(out, glob.bytesMax());
        } else if (query instanceof Query.Run run) {
            out.put("read", "command");
            out.put("argv", run.argv());
            limit(out, run.bytesMax());
            if (!run.timeout().equals(Query.TIMEOUT)) {
                out.put("timeout_ms", run.timeout().toMillis());
            }
        } else if (query instanceof Query.Stat stat) {
            out.put("read", "stat");
            out.put("path", stat.path());
            out.put("follow", stat.follow());
            out.put("checksum", stat.checksum());
        }
        return out;
    }

    private static void limit(Map<String, @Nullable Object> out, int bytesMax) {
        if (bytesMax != Query.BYTES_MAX) {
            out.put("bytes_max", bytesMax);
        }
    }

    public static Query read(JsonValue value) {
        return value.object(QueryJson::query);
    }

    private static Query query(JsonFields in) {
        JsonValue kind = in.get("read");
        return switch (kind.text()) {
            case "file" -> new Query.ReadFile(in.get("path").text(), limit(in));
            case "glob" ->
                new Query.Glob(
                        in.get("kind").constant(Query.GlobKind.class),
                        in.get("patterns").texts(),
                        limit(in));
            case "command" -> new Query.Run(in.get("argv").texts(), time(in, "timeout_ms", Query.TIMEOUT), limit(in));
            case "stat" ->
                new Query.Stat(
                        in.get("path").text(),
                        in.get("follow").flag(),
                        in.get("checksum").flag());
            default -> throw kind.problem("is `" + kind.text() + "`, not file, glob, command or stat");
        };
    }

    private static int limit(JsonFields in) {
        return in.find("bytes_max")
                .map(value -> (int) value.number(0, Integer.MAX_VALUE))
                .orElse(Query.BYTES_MAX);
    }

    static Duration time(JsonFields in, String name, Duration usual) {
        return in.find(name)
                .map(value -> Duration.ofMillis(value.number(1, Long.MAX_VALUE)))
                .orElse(usual);
    }

    /** {@code {"expected": DIGEST, "query": QUERY}}. */
    public static Map<String, @Nullable Object> write(Guard guard) {
        Map<String, @Nullable Object> out = new LinkedHashMap<>();
        out.put("query", write(guard.query()));
        out.put("expected", guard.expected());
        return out;
    }

    public static Guard guard(JsonValue value) {
        return value.object(
                in -> new Guard(read(in.get("query")), in.get("expected").text()));
    }
}
