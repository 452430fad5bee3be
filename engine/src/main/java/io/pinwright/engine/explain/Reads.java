package io.pinwright.engine.explain;

import io.pinwright.engine.explain.ChangeExplanation.Read;
import io.pinwright.engine.host.Become;
import io.pinwright.engine.host.Query;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Reads as a person would type them. */
final class Reads {

    private Reads() {}

    static List<Read> of(Map<Optional<Become>, Set<Query>> asked) {
        List<Read> reads = new ArrayList<>();
        asked.forEach((become, queries) -> queries.stream()
                .map(query -> new Read(command(query), become.map(Become::user)))
                .distinct()
                .forEach(reads::add));
        return reads;
    }

    static String command(Query query) {
        if (query instanceof Query.ReadFile file) {
            return "cat " + word(file.path());
        }
        if (query instanceof Query.Glob glob) {
            String patterns = String.join(" ", glob.patterns());
            return switch (glob.kind()) {
                case CONTENT -> "grep -H . " + patterns;
                case NAME -> "ls -d " + patterns;
                case LINK -> "readlink " + patterns;
            };
        }
        if (query instanceof Query.Stat stat) {
            return (stat.checksum() ? "sha256sum " : stat.follow() ? "stat -L " : "stat ") + word(stat.path());
        }
        return ((Query.Run) query).argv().stream().map(Reads::word).collect(Collectors.joining(" "));
    }

    private static String word(String word) {
        return word.matches("[A-Za-z0-9_@%+=:,./^-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}
