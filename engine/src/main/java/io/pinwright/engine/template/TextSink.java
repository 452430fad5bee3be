package io.pinwright.engine.template;

import io.pinwright.engine.source.Secret;
import org.jspecify.annotations.Nullable;

/** Collects a text and remembers whether a secret went into it. Not thread-safe. */
final class TextSink {

    private final StringBuilder out = new StringBuilder();
    private boolean secret;

    void add(@Nullable Object value) {
        if (Taint.has(value)) {
            secret = true;
            out.append(Python.text(Taint.reveal(value)));
        } else {
            out.append(Python.text(value));
        }
        if (out.length() > Operators.TEXT_MAX) {
            throw Problem.of("a text grows over " + Operators.TEXT_MAX + " characters");
        }
    }

    /** The text: a String, or a Secret when a part of it was one. */
    Object value() {
        return secret ? Secret.of(out.toString()) : out.toString();
    }
}
