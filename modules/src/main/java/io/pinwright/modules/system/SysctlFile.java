package io.pinwright.modules.system;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A file of sysctl.d: lines {@code name = value}, comments with {@code #} or {@code ;}, a {@code -} before a name that may be
 * missing. Bytes that are not ours stay: only the value of the last line for a setting is replaced, which is the one that counts.
 *
 * <pre>
 * # steering
 * net.core.rps_sock_flow_entries = 32768
 * </pre>
 *
 * @param lines with their line ends
 */
record SysctlFile(List<String> lines) {

    /** All before the value, the name in it, the value, white space and line end. */
    private static final Pattern SETTING =
            Pattern.compile("(\\s*-?\\s*([^#;=\\s-][^=\\s]*)\\s*=[ \\t]*)(.*?)(\\s*)", Pattern.DOTALL);

    SysctlFile {
        lines = List.copyOf(lines);
    }

    static SysctlFile parse(String text) {
        List<String> lines = new ArrayList<>();
        int start = 0;
        for (int end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', start)) {
            lines.add(text.substring(start, end + 1));
            start = end + 1;
        }
        if (start < text.length()) {
            lines.add(text.substring(start));
        }
        return new SysctlFile(lines);
    }

    /** The value that counts for a setting. */
    Optional<String> value(String name) {
        int last = last(name);
        return last < 0
                ? Optional.empty()
                : Optional.of(Sysctl.normal(
                        setting(lines.get(last), name).orElseThrow().group(3)));
    }

    /** The file with this value for the setting, or without any line for it. */
    SysctlFile with(String name, Optional<String> value) {
        if (value(name).equals(value)) {
            return this;
        }
        List<String> changed = new ArrayList<>(lines);
        int last = last(name);
        if (value.isEmpty()) {
            changed.removeIf(line -> setting(line, name).isPresent());
        } else if (last >= 0) {
            Matcher old = setting(changed.get(last), name).orElseThrow();
            changed.set(last, old.group(1) + value.get() + old.group(4));
        } else {
            String end = !lines.isEmpty() && lines.get(0).endsWith("\r\n") ? "\r\n" : "\n";
            int before = changed.size() - 1;
            if (before >= 0 && !changed.get(before).endsWith("\n")) {
                changed.set(before, changed.get(before) + end);
            }
            changed.add(name + " = " + value.get() + end);
        }
        return new SysctlFile(changed);
    }

    String text() {
        return String.join("", lines);
    }

    private int last(String name) {
        for (int i = lines.size() - 1; i >= 0; i--) {
            if (setting(lines.get(i), name).isPresent()) {
                return i;
            }
        }
        return -1;
    }

    private static Optional<Matcher> setting(String line, String name) {
        Matcher matcher = SETTING.matcher(line);
        return matcher.matches() && Sysctl.path(matcher.group(2)).equals(Sysctl.path(name))
                ? Optional.of(matcher)
                : Optional.empty();
    }
}
