package io.pinwright.engine.template;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The variable {@code loop} of one turn; its depth counts recursive loops only, which are refused. */
final class Loop {

    private Loop() {}

    static Map<String, @Nullable Object> of(
            List<@Nullable Object> items, int turn, Map<String, @Nullable Object> shared) {
        long size = items.size();
        Map<String, @Nullable Object> out = new LinkedHashMap<>();
        out.put("index", turn + 1L);
        out.put("index0", (long) turn);
        out.put("revindex", size - turn);
        out.put("revindex0", size - turn - 1);
        out.put("first", turn == 0);
        out.put("last", turn == size - 1);
        out.put("length", size);
        out.put("depth", 1L);
        out.put("depth0", 0L);
        if (turn > 0) {
            out.put("previtem", items.get(turn - 1));
        }
        if (turn < size - 1) {
            out.put("nextitem", items.get(turn + 1));
        }
        Calls.Callable cycle = args -> {
            if (args.positional().isEmpty()) {
                throw Problem.of("`loop.cycle` needs the values to go through");
            }
            return args.positional().get(turn % args.positional().size());
        };
        out.put("cycle", cycle);
        Calls.Callable changed = args -> {
            boolean same = shared.containsKey("changed") && Python.equal(shared.get("changed"), args.positional());
            shared.put("changed", args.positional());
            return !same;
        };
        out.put("changed", changed);
        return out;
    }
}
