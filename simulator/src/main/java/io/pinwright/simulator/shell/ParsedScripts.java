package io.pinwright.simulator.shell;

import io.pinwright.simulator.shell.Syntax.Node;
import java.util.LinkedHashMap;
import java.util.Map;

/** Scripts already parsed: many hosts run the same ones. Thread-safe; bounded. */
final class ParsedScripts {

    private static final int SCRIPTS_MAX = 256;
    private static final int CHARACTERS_MAX = 8 << 20;
    private static final Map<String, Node> PARSED = new LinkedHashMap<>(16, 0.75f, true);
    private static int characters;

    private ParsedScripts() {}

    /**
     * The syntax tree of a script.
     *
     * @throws SyntaxException when it is not in the language
     */
    static Node parse(String script) {
        synchronized (PARSED) {
            Node known = PARSED.get(script);
            if (known != null) {
                return known;
            }
        }
        Node parsed = Parser.parse(script);
        synchronized (PARSED) {
            if (PARSED.put(script, parsed) == null) {
                characters += script.length();
            }
            while (PARSED.size() > SCRIPTS_MAX || characters > CHARACTERS_MAX) {
                String oldest = PARSED.keySet().iterator().next();
                PARSED.remove(oldest);
                characters -= oldest.length();
            }
        }
        return parsed;
    }
}
