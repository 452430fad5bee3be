package io.pinwright.engine.explain;

import io.pinwright.engine.source.Diagnostic;
import io.pinwright.engine.source.DiagnosticException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A variable, or a part of one: {@code net}, {@code net.queues}, {@code disks[0]['size']}.
 *
 * @param text as written
 * @param name of the variable
 * @param keys that lead to the part; empty for the whole variable
 */
record VariablePath(String text, String name, List<String> keys) {

    private static final Pattern PATH =
            Pattern.compile("([A-Za-z_]\\w*)((?:\\.\\w+|\\[(?:\\d+|'[^']*'|\"[^\"]*\")])+)");
    private static final Pattern KEY = Pattern.compile("\\.(\\w+)|\\[(\\d+)]|\\['([^']*)']|\\[\"([^\"]*)\"]");

    VariablePath {
        keys = List.copyOf(keys);
    }

    /**
     * Reads one. A text that is the name of a variable is that, whatever it holds.
     *
     * @throws DiagnosticException when it is neither a name nor a path
     */
    static VariablePath of(String text, Set<String> names) {
        if (names.contains(text) || text.matches("[\\w-]+")) {
            return new VariablePath(text, text, List.of());
        }
        Matcher path = PATH.matcher(text);
        if (!path.matches()) {
            throw new DiagnosticException(
                    Diagnostic.error(null, "`" + text + "` is neither a variable nor a part of one")
                            .fix("write a name, with keys and indexes behind it: `net.queues`, `disks[0]`"));
        }
        List<String> keys = new ArrayList<>();
        Matcher key = KEY.matcher(path.group(2));
        while (key.find()) {
            for (int group = 1; group <= key.groupCount(); group++) {
                if (key.group(group) != null) {
                    keys.add(key.group(group));
                }
            }
        }
        return new VariablePath(text, path.group(1), keys);
    }

    /** The part of a value as far as the keys lead. */
    @Nullable
    Object in(@Nullable Object whole) {
        Object part = whole;
        for (String key : keys) {
            if (part instanceof Map<?, ?> map) {
                part = map.containsKey(key) ? map.get(key) : number(key) != null ? map.get(number(key)) : null;
            } else if (part instanceof List<?> list && number(key) != null && number(key) < list.size()) {
                part = list.get(number(key).intValue());
            } else {
                return part;
            }
        }
        return part;
    }

    private static @Nullable Long number(String key) {
        return key.matches("\\d{1,9}") ? Long.valueOf(key) : null;
    }
}
