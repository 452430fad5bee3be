package io.pinwright.engine.transport.ssh;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What ssh_config and {@code -o} options say of one host: keywords in lower case, values without quotes, the first one
 * wins. Tokens are not expanded yet. Not thread-safe while it is filled.
 */
final class SshOptions {

    /** Keywords that gather values rather than keep the first. */
    private static final Set<String> GATHERING = Set.of("identityfile", "certificatefile");

    private final Map<String, List<List<String>>> values = new LinkedHashMap<>();

    /** Adds a line's value, unless an earlier line has said something else. */
    void add(String keyword, List<String> arguments) {
        List<List<String>> said = values.computeIfAbsent(keyword.toLowerCase(Locale.ROOT), key -> new ArrayList<>());
        if (said.isEmpty() || GATHERING.contains(keyword.toLowerCase(Locale.ROOT))) {
            if (!said.contains(arguments)) {
                said.add(List.copyOf(arguments));
            }
        }
    }

    /** The single value of a keyword. */
    Optional<String> get(String keyword) {
        return words(keyword).map(words -> String.join(" ", words));
    }

    /** The arguments of a keyword's line. */
    Optional<List<String>> words(String keyword) {
        List<List<String>> said = values.get(keyword);
        return said == null || said.isEmpty() ? Optional.empty() : Optional.of(said.get(0));
    }

    /** The values of a keyword that gathers. */
    List<String> all(String keyword) {
        return values.getOrDefault(keyword, List.of()).stream()
                .map(words -> String.join(" ", words))
                .toList();
    }

    Set<String> keywords() {
        return java.util.Collections.unmodifiableSet(values.keySet());
    }
}
