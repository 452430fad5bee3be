package io.pinwright.engine.template;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What {@code namespace(...)} makes: the one value that {@code set ns.name = ...} may change, within one rendering. */
final class Namespace extends LinkedHashMap<Object, @Nullable Object> {

    private static final long serialVersionUID = 1L;

    Namespace(Map<?, ? extends @Nullable Object> values) {
        super(values);
    }
}
