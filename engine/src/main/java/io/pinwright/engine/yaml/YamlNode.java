package io.pinwright.engine.yaml;

import io.pinwright.engine.source.Span;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A YAML value with its place: what {@link Yaml} reads and every loader walks. */
public sealed interface YamlNode {

    Span span();

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
            Span span) implements YamlNode {}

    /** A sequence. */
    record Sequence(List<YamlNode> items, Span span) implements YamlNode {
        public Sequence {
            items = List.copyOf(items);
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
    }

    /** One key with its value. */
    record Entry(Scalar key, YamlNode value) {
        /** The key as text. */
        public String name() {
            return key.text();
        }
    }
}
