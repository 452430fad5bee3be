package io.pinwright.engine.yaml;

import io.pinwright.engine.source.Span;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A YAML value with its place: what {@link Yaml} reads and every loader walks. */
public sealed interface YamlNode {

    Span span();

    /** What the value is, for messages: {@code a mapping}, {@code a list}, {@code a number}. */
    String kind();

    /**
     * A scalar.
     *
     * @param text as written, escapes undone
     * @param value by the YAML 1.2 core schema: null, Boolean, Long, java.math.BigInteger, Double or String
     * @param quoted whether it was quoted or a block scalar, so that its value is a string
     * @param tag an explicit local tag such as {@code !vault} or {@code !unsafe}, or null
     */
    record Scalar(
            String text,
            @Nullable Object value,
            boolean quoted,
            @Nullable String tag,
            Span span) implements YamlNode {

        private static final Set<String> YAML_1_1_BOOLEANS =
                Set.of("yes", "Yes", "YES", "no", "No", "NO", "on", "On", "ON", "off", "Off", "OFF");

        /** A string that stands somewhere, as if it had been quoted. */
        public static Scalar string(String text, Span span) {
            return new Scalar(text, text, true, null, span);
        }

        /** A plain {@code yes}, {@code no}, {@code on} or {@code off}: a string in YAML 1.2, a boolean in YAML 1.1. */
        public boolean isYaml11Boolean() {
            return !quoted && tag == null && YAML_1_1_BOOLEANS.contains(text);
        }

        public boolean isNull() {
            return value == null;
        }

        @Override
        public String kind() {
            if (value == null) {
                return "empty";
            }
            if (value instanceof Boolean) {
                return "a boolean";
            }
            return value instanceof Number ? "a number" : "a string";
        }
    }

    /** A sequence. */
    record Sequence(List<YamlNode> items, Span span) implements YamlNode {
        public Sequence {
            items = List.copyOf(items);
        }

        @Override
        public String kind() {
            return "a list";
        }
    }

    /** A mapping with keys in the order written; keys are unique. */
    record Mapping(List<Entry> entries, Span span) implements YamlNode {
        public Mapping {
            entries = List.copyOf(entries);
        }

        public Optional<YamlNode> get(String key) {
            return entries.stream()
                    .filter(entry -> entry.name().equals(key))
                    .findFirst()
                    .map(Entry::value);
        }

        @Override
        public String kind() {
            return "a mapping";
        }
    }

    /** One key with its value. */
    record Entry(Scalar key, YamlNode value) {
        /** The key as text. */
        public String name() {
            return key.text();
        }
    }
}
