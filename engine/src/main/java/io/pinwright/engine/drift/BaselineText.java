package io.pinwright.engine.drift;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes the baseline that accepts what is there now: one entry for each difference, with all hosts that have it. */
public final class BaselineText {

    private BaselineText() {}

    private record Key(
            String target, String attribute, @Nullable String observed) {}

    /** Whether an item can be accepted by a baseline: a difference whose values are shown. */
    public static boolean canAccept(DriftItem item) {
        return item.isDifference() && !item.target().equals(DriftFinder.HIDDEN);
    }

    /** The text of the file. */
    public static String of(List<DriftItem> items, String reason, LocalDate expires) {
        Map<Key, List<String>> hosts = new LinkedHashMap<>();
        for (DriftItem item : items) {
            if (canAccept(item)) {
                List<String> names = hosts.computeIfAbsent(
                        new Key(item.target(), item.attribute(), item.observed()), key -> new ArrayList<>());
                if (!names.contains(item.host())) {
                    names.add(item.host());
                }
            }
        }
        StringBuilder out =
                new StringBuilder("# Differences that `pinwright check --baseline` accepts until they expire.\n");
        if (hosts.isEmpty()) {
            out.append("[]\n");
        }
        hosts.forEach((key, names) -> out.append("- hosts: ")
                .append(quoted(String.join(",", names)))
                .append("\n  target: ")
                .append(quoted(Glob.literal(key.target())))
                .append("\n  attribute: ")
                .append(quoted(Glob.literal(key.attribute())))
                .append("\n  observed: ")
                .append(key.observed() == null ? "null" : quoted(key.observed()))
                .append("\n  reason: ")
                .append(quoted(reason))
                .append("\n  expires: ")
                .append(expires)
                .append('\n'));
        return out.toString();
    }

    /** A YAML string in double quotes; whatever a host said stays inside. */
    private static String quoted(String text) {
        StringBuilder out = new StringBuilder("\"");
        text.codePoints().forEach(c -> {
            if (c == '"' || c == '\\') {
                out.append('\\').append((char) c);
            } else if (c < ' ' || c >= 0x7f && c < 0x10000 && !Character.isLetterOrDigit(c)) {
                out.append(String.format("\\u%04x", c));
            } else {
                out.appendCodePoint(c);
            }
        });
        return out.append('"').toString();
    }
}
