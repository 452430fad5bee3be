package io.pinwright.engine.template;

import java.util.AbstractList;
import java.util.List;
import java.util.RandomAccess;
import org.jspecify.annotations.Nullable;

/** A Python tuple: prints with parentheses and never equals a list; becomes a plain list in results. */
final class PyTuple extends AbstractList<@Nullable Object> implements RandomAccess {

    private final List<@Nullable Object> items;

    PyTuple(List<@Nullable Object> items) {
        this.items = items;
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
