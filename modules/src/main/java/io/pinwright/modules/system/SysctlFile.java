package io.pinwright.modules.system;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A file of sysctl.d: lines {@code name = value}, comments with {@code #} or {@code ;}, a {@code -} before a name that may be
 * missing. Lines that are not ours keep their bytes.
 *
 * <pre>
 * # steering
 * net.core.rps_sock_flow_entries = 32768
 * </pre>
 */
record SysctlFile(List<String> lines) {

    SysctlFile {
        lines = List.copyOf(lines);
    }

    static SysctlFile parse(String text) {
        return new SysctlFile(text.lines().toList());
    }

    /** The value of the last line for a setting, which is the one that counts. */
    Optional<String> value(String name) {
        Optional<String> found = Optional.empty();
        for (String line : lines) {
            if (isFor(line, name)) {
                found = Optional.of(Sysctl.normal(line.substring(line.indexOf('=') + 1)));
            }
        }
        return found;
    }

    /** The file with one line for the setting that has this value, or with none. */
    SysctlFile with(String name, Optional<String> value) {
        if (value(name).equals(value)) {
            return this;
        }
        List<String> changed = new ArrayList<>();
        int last = -1;
        for (String line : lines) {
            if (!isFor(line, name)) {
                changed.add(line);
            } else {
                last = changed.size();
            }
        }
        int position = last < 0 ? changed.size() : last;
        value.ifPresent(wanted -> changed.add(position, name + " = " + wanted));
        return new SysctlFile(changed);
    }

    String text() {
        return lines.isEmpty() ? "" : String.join("\n", lines) + "\n";
    }

    private static boolean isFor(String line, String name) {
        String stripped = line.strip();
        int equals = stripped.indexOf('=');
        if (equals < 0 || stripped.startsWith("#") || stripped.startsWith(";")) {
            return false;
        }
        String key = stripped.substring(0, equals).strip();
        String bare = key.startsWith("-") ? key.substring(1) : key;
        return bare.equals(name) || bare.replace('/', '.').equals(name.replace('/', '.'));
    }
}
