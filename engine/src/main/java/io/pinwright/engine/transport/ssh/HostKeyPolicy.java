package io.pinwright.engine.transport.ssh;

import java.util.Locale;
import java.util.Optional;

/** What StrictHostKeyChecking says. JSch takes every word but two for "accept anything": it never sees the user's. */
enum HostKeyPolicy {
    /** Only known keys; {@code ask} is the same here, since nobody is asked during a run. */
    STRICT,
    /** An unknown key is written down and accepted; a changed one refused. */
    ACCEPT_NEW,
    /** Anything. */
    ANY,
    /** None: the key is only looked at. */
    LOOK;

    /** The policy that a word of ssh_config names; empty for one that is no such word. */
    static Optional<HostKeyPolicy> parse(String word) {
        return switch (word.toLowerCase(Locale.ROOT)) {
            case "yes", "true", "ask" -> Optional.of(STRICT);
            case "accept-new" -> Optional.of(ACCEPT_NEW);
            case "no", "false", "off" -> Optional.of(ANY);
            default -> Optional.empty();
        };
    }
}
