package io.pinwright.engine.template;

import java.util.AbstractList;
import java.util.List;
import java.util.RandomAccess;
import org.jspecify.annotations.Nullable;

/** A range or the keys of a dict: goes through like a list, but Python never says it equals one; a plain list in results. */
final class PyView extends AbstractList<@Nullable Object> implements RandomAccess {

    private final List<@Nullable Object> items;

    PyView(List<@Nullable Object> items) {
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
