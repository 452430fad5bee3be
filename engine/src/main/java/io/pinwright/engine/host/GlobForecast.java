package io.pinwright.engine.host;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** What a glob will be answered once something was done to paths that its patterns match. */
record GlobForecast(Query.GlobKind kind, List<Pattern> patterns) {

    GlobForecast(Query.Glob glob) {
        this(glob.kind(), glob.patterns().stream().map(GlobForecast::compiled).toList());
    }

    /** As a shell has it: no wildcard stands for a slash, nor for a dot at the beginning of a name. */
    private static Pattern compiled(String pattern) {
        StringBuilder regex = new StringBuilder();
        boolean begins = true;
        for (int i = 0; i < pattern.length(); i++) {
            char c = pattern.charAt(i);
            int close = c == '[' ? pattern.indexOf(']', i + 2) : -1;
            if (begins && (c == '*' || c == '?' || close > 0)) {
                regex.append("(?!\\.)");
            }
            if (c == '*') {
                regex.append("[^/]*");
            } else if (c == '?') {
                regex.append("[^/]");
            } else if (close > 0) {
                String set = pattern.substring(i + 1, close);
                boolean not = set.startsWith("!");
                regex.append("(?!/)[").append(not ? "^" : "");
                regex.append((not ? set.substring(1) : set).replaceAll("([\\[\\]\\\\^&])", "\\\\$1"));
                regex.append(']');
                i = close;
            } else {
                regex.append(Pattern.quote(String.valueOf(c)));
            }
            begins = c == '/';
        }
        return Pattern.compile(regex.toString());
    }

    /** Whether something may match a pattern, or lie above what matches it, by what stands before the first wildcard. */
    static boolean mayConcern(String pattern, String path) {
        int length = Math.min(pattern.length(), path.length());
        for (int i = 0; i < length; i++) {
            char c = pattern.charAt(i);
            if (c == '*' || c == '?' || c == '[') {
                return true;
            }
            if (c != path.charAt(i)) {
                return false;
            }
        }
        return path.length() <= pattern.length();
    }

    private boolean matches(String path) {
        return patterns.stream().anyMatch(pattern -> pattern.matcher(path).matches());
    }

    /** The entries after what a layer tells of paths. */
    Answer.Entries after(Answer.Entries before, Layer layer) {
        Map<String, Bytes> entries = new TreeMap<>(before.byPath());
        layer.paths().forEach((path, fate) -> {
            if (fate instanceof PathFate.Written written) {
                put(entries, path, written.content());
            } else {
                entries.keySet().removeIf(entry -> entry.equals(path) || entry.startsWith(path + "/"));
            }
        });
        // Again: what was written below a folder that was removed before.
        layer.paths().forEach((path, fate) -> {
            if (fate instanceof PathFate.Written written) {
                put(entries, path, written.content());
            }
        });
        layer.answers().forEach((query, answer) -> apply(entries, query, answer));
        return entries.equals(before.byPath()) ? before : new Answer.Entries(entries);
    }

    private void put(Map<String, Bytes> entries, String path, Bytes content) {
        if (kind != Query.GlobKind.LINK && matches(path)) {
            entries.put(path, kind == Query.GlobKind.NAME ? Bytes.EMPTY : content);
        }
    }

    private void apply(Map<String, Bytes> entries, Query query, Answer answer) {
        if (query instanceof Query.ReadFile file && answer instanceof Answer.Content content) {
            put(entries, file.path(), content.bytes());
        } else if (query instanceof Query.Stat stat && !stat.follow() && matches(stat.path())) {
            if (answer instanceof Answer.Status found) {
                FileStatus status = found.status();
                if (kind == Query.GlobKind.NAME) {
                    entries.put(stat.path(), Bytes.EMPTY);
                } else if (kind == Query.GlobKind.LINK && status.linkTarget().isPresent()) {
                    entries.put(stat.path(), Bytes.utf8(status.linkTarget().get()));
                } else if (kind == Query.GlobKind.LINK) {
                    entries.remove(stat.path());
                }
            } else if (answer instanceof Answer.Absent) {
                entries.remove(stat.path());
            }
        }
    }
}
