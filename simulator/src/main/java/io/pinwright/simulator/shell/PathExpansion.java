package io.pinwright.simulator.shell;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Pathname expansion on a virtual file system. */
final class PathExpansion {

    private static final int MATCHES_MAX = 200_000;

    private PathExpansion() {}

    /** Paths that match, sorted bytewise; empty when none does. */
    static List<String> expand(VirtualFiles files, String directory, Expander.Field field) {
        List<String> found = List.of("");
        int start = 0;
        int length = field.text.length();
        while (start <= length && !found.isEmpty()) {
            int slashes = start;
            while (slashes < length && field.text.charAt(slashes) == '/') {
                slashes++;
            }
            String prefix = field.text.substring(start, slashes);
            int end = slashes;
            while (end < length && field.text.charAt(end) != '/') {
                end++;
            }
            found = step(
                    files,
                    directory,
                    found,
                    prefix,
                    field.text.subSequence(slashes, end),
                    field.marks.subSequence(slashes, end),
                    end == length);
            if (end == length) {
                break;
            }
            start = end;
        }
        List<String> sorted = new ArrayList<>(found);
        Collections.sort(sorted);
        return sorted;
    }

    private static List<String> step(
            VirtualFiles files,
            String directory,
            List<String> bases,
            String slashes,
            CharSequence name,
            CharSequence marks,
            boolean last) {
        List<String> next = new ArrayList<>();
        boolean isPattern = ShellPattern.isPattern(name, marks);
        ShellPattern pattern = ShellPattern.compile(name, marks);
        for (String base : bases) {
            String parent = base + slashes;
            if (!isPattern) {
                String path = parent + unescaped(name, marks);
                if (!last
                        || path.endsWith("/") && isDirectory(files, directory, path)
                        || !path.endsWith("/")
                                && files.status(Paths.resolve(directory, path), false)
                                        .isPresent()) {
                    next.add(path);
                }
                continue;
            }
            List<String> names;
            try {
                names = files.list(files.realPath(Paths.resolve(directory, parent.isEmpty() ? "." : parent)));
            } catch (VirtualIoException e) {
                continue;
            }
            List<String> all = new ArrayList<>(names);
            if (pattern.beginsWithDot()) {
                all.add(".");
                all.add("..");
            }
            for (String candidate : all) {
                if (candidate.startsWith(".") && !pattern.beginsWithDot() || !pattern.matches(candidate)) {
                    continue;
                }
                if (last || isDirectory(files, directory, parent + candidate)) {
                    next.add(parent + candidate);
                }
                if (next.size() > MATCHES_MAX) {
                    throw new Budget.LimitException("more than " + MATCHES_MAX + " matches of a pattern");
                }
            }
        }
        return next;
    }

    private static String unescaped(CharSequence name, CharSequence marks) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < name.length(); i++) {
            if (name.charAt(i) == '\\' && marks.charAt(i) == 'u' && i + 1 < name.length()) {
                i++;
            }
            text.append(name.charAt(i));
        }
        return text.toString();
    }

    private static boolean isDirectory(VirtualFiles files, String directory, String path) {
        return files.status(Paths.resolve(directory, path), true)
                .filter(status -> status.kind() == VirtualFiles.Kind.DIRECTORY)
                .isPresent();
    }
}
