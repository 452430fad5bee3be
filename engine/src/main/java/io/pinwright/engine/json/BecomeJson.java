package io.pinwright.engine.json;

import io.pinwright.engine.host.Become;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** As whom something was done, as JSON: method and user; never the password, and not the path of sudo. */
public final class BecomeJson {

    private BecomeJson() {}

    public static Map<String, @Nullable Object> write(Become become) {
        Map<String, @Nullable Object> out = new LinkedHashMap<>();
        out.put("method", JsonValue.label(become.method()));
        out.put("user", become.user());
        return out;
    }

    /** Without password, executable and flags, which are those of the connection of the day. */
    public static Become read(JsonValue value) {
        return value.object(in -> new Become(
                in.get("method").constant(Become.Method.class),
                in.get("user").text(),
                null,
                null,
                java.util.List.of()));
    }
}
