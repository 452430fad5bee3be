package io.pinwright.engine.template;

import java.util.AbstractList;
import java.util.List;
import java.util.RandomAccess;
import org.jspecify.annotations.Nullable;

/** A Python tuple: prints with parentheses and never equals a list; becomes a plain list in results. */
final class PyTuple extends AbstractList<@Nullable Object> implements RandomAccess {

    private final List<@Nullable Object> items;

    private final List<String> names;

    PyTuple(List<@Nullable Object> items) {
        this(items, List.of());
    }

    /** A named tuple: its items have names too. */
    PyTuple(List<@Nullable Object> items, List<String> names) {
        this.items = items;
        this.names = names;
    }

    /** The index of the item of this name, or -1. */
    int named(String name) {
        return names.indexOf(name);
    }

    @Override
    public @Nullable Object get(int index) {
        return items.get(index);
    }

    @Override
    public int size() {
        return items.size();
    }
}
