package io.pinwright.engine.drift;

import java.time.LocalDate;
import java.util.Optional;

/**
 * Who says that a difference may stay.
 *
 * @param reason in the words of who accepted it
 * @param expires the last day on which it is accepted; empty for what the playbook itself lets pass
 * @param place of the words that accept it, {@code file:line:column}
 */
public record Accepted(String reason, Optional<LocalDate> expires, String place) {}
