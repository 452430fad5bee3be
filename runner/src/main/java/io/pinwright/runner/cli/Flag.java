package io.pinwright.runner.cli;

/** An option without a value. */
final class Flag extends Argument {

    boolean isSet() {
        return Boolean.TRUE.equals(get());
    }
}
