package io.pinwright.engine.module;

import java.util.Map;

/**
 * How an argument's value is read, what a message calls it, and its JSON Schema. Modules add types of their own for domain
 * words.
 */
public interface ArgumentType<T> {

    /**
     * Reads a value.
     *
     * @param name of the argument, for messages
     * @param value never pending, never null inside
     * @throws io.pinwright.engine.source.DiagnosticException when it is not of this type, at the value's place
     */
    T read(String name, ArgumentValue value);

    /** What users call it: {@code integer 1 to 256}. */
    String describe();

    /** JSON Schema of it, as plain maps and lists. */
    Map<String, Object> schema();
}
