package io.pinwright.runner.cli;

import java.util.Optional;

/**
 * An option or parameter that may be left out.
 *
 * @param <T> what it is given as
 */
final class Maybe<T> extends Argument {

    Optional<T> value() {
        return Optional.ofNullable(get());
    }
}
