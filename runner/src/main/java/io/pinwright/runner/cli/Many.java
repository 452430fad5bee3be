package io.pinwright.runner.cli;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An option that may be repeated, or parameters of which there may be several.
 *
 * @param <T> what each is given as
 */
final class Many<T> extends Argument {

    /** All of them in their order. */
    List<T> values() {
        T @Nullable [] all = get();
        return all == null ? List.of() : List.of(all);
    }
}
