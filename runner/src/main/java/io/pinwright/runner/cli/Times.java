package io.pinwright.runner.cli;

import org.jspecify.annotations.Nullable;

/** An option without a value that may be repeated to get more of what it does. */
final class Times extends Argument {

    int count() {
        boolean @Nullable [] all = get();
        return all == null ? 0 : all.length;
    }
}
