package io.pinwright.engine.explain;

import io.pinwright.engine.source.Secret;
import io.pinwright.engine.template.NotYetKnown;
import io.pinwright.engine.template.TemplateText;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Values as explanations may show them. Inventories hold passwords as plain texts, so what is named like a secret is made one
 * before anything is evaluated: what templates make of it is then a secret too.
 */
public final class Masking {

    private static final Pattern SECRET = Pattern.compile(
            "password|passwd|passphrase|(^|[_.-])(pass|pw|secrets?|tokens?|credentials?|api[_-]?key|private[_-]?key)([_.-]|\\d*$)");

    /** What is about a secret without being one: where it is kept, how it is asked for. */
    private static final Pattern ABOUT = Pattern.compile("[_.-](file|path|dir|method|prompt|length|days|policy)$");

    private Masking() {}

    /** Whether a variable, key or argument of this name holds a secret, going by its name. */
    public static boolean isSecret(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return SECRET.matcher(lower).find() && !ABOUT.matcher(lower).find();
    }

    /** Variables, those that are named like secrets made secrets. */
    public static Map<String, @Nullable Object> of(Map<String, ? extends @Nullable Object> variables) {
        Map<String, @Nullable Object> masked = new LinkedHashMap<>();
        variables.forEach((name, value) -> masked.put(name, of(name, value)));
        return masked;
    }

    /** A value under its name. */
    public static @Nullable Object of(String name, @Nullable Object value) {
        // The variables of other hosts are masked by who makes them, one host at a time when it is asked for.
        if (name.equals("hostvars") || name.equals("groups")) {
            return value;
        }
        return masked(isSecret(name), value);
    }

    private static @Nullable Object masked(boolean secret, @Nullable Object value) {
        if (value instanceof Map<?, ?> map) {
            Map<@Nullable Object, @Nullable Object> copy = new LinkedHashMap<>();
            map.forEach((key, item) -> copy.put(key, masked(secret || isSecret(String.valueOf(key)), item)));
            return Collections.unmodifiableMap(copy);
        }
        if (value instanceof List<?> list) {
            List<@Nullable Object> copy = new ArrayList<>();
            list.forEach(item -> copy.add(masked(secret, item)));
            return Collections.unmodifiableList(copy);
        }
        if (!secret || value == null || value instanceof Boolean || value instanceof NotYetKnown) {
            return value;
        }
        return value instanceof Secret
                ? value
                : Secret.of(value instanceof TemplateText text ? text.text() : String.valueOf(value));
    }
}
