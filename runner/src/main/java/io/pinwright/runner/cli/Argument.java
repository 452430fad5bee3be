package io.pinwright.runner.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.IGetter;
import picocli.CommandLine.Model.ISetter;

/** What a command line gives for one option or parameter: picocli puts it here, and its command reads it. */
abstract class Argument implements IGetter, ISetter {

    private @Nullable Object given;

    @Override
    @SuppressWarnings("unchecked")
    public final <T extends @Nullable Object> T get() {
        return (T) given;
    }

    @Override
    public final <T extends @Nullable Object> T set(T value) {
        T before = get();
        given = value;
        return before;
    }

    /** Whether the command line names it. */
    final boolean isGiven() {
        return given != null;
    }
}
