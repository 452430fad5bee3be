package io.pinwright.modules.system;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * Paths of a captured tree, looked up as that host would: links, absolute ones too, are followed within the tree, and {@code ..}
 * at its top stays there. So nothing outside is ever reached, whatever the capture holds.
 */
final class SysrootFiles {

    private static final int LINKS_MAX = 40;
    private static final int ENTRIES_MAX = 200_000;

    private final Path root;

    SysrootFiles(Path root) {
        this.root = root;
    }

    /** The real place of a path; empty when there is none, or links run in a circle. */
    Optional<Path> resolve(String path, boolean followLast) {
        Deque<Path> places = new ArrayDeque<>();
        Deque<String> todo = new ArrayDeque<>(List.of(path.split("/")));
        int links = 0;
        while (!todo.isEmpty()) {
            String name = todo.pop();
            if (name.isEmpty() || name.equals(".")) {
                continue;
            }
            if (name.equals("..")) {
                places.poll();
                continue;
            }
            Path here = places.isEmpty() ? root : places.peek();
            Path next = here.resolve(name);
            if (!Files.isDirectory(here, LinkOption.NOFOLLOW_LINKS) || !exists(next)) {
                return Optional.empty();
            }
            boolean isLast = todo.stream().allMatch(String::isEmpty);
            if (Files.isSymbolicLink(next) && (followLast || !isLast)) {
                String target = link(next).orElse("");
                if (++links > LINKS_MAX || target.isEmpty()) {
                    return Optional.empty();
                }
                if (target.startsWith("/")) {
                    places.clear();
                }
                List<String> parts = new ArrayList<>(List.of(target.split("/")));
                Collections.reverse(parts);
                parts.forEach(todo::push);
            } else {
                places.push(next);
            }
        }
        return Optional.of(places.isEmpty() ? root : places.peek());
    }

    private static boolean exists(Path path) {
        return Files.exists(path, LinkOption.NOFOLLOW_LINKS);
    }

    /** The text of a link at a real place. */
    static Optional<String> link(Path place) {
        try {
            return Optional.of(Files.readSymbolicLink(place).toString());
        } catch (IOException | UnsupportedOperationException e) {
            return Optional.empty();
        }
    }

    /** Paths that match a shell pattern, in the order of the C locale, each with its place; a link at the end is not followed. */
    TreeMap<String, Path> glob(String pattern) throws IOException {
        List<String> found = new ArrayList<>(List.of(""));
        for (String segment : pattern.substring(1).split("/")) {
            List<String> next = new ArrayList<>();
            for (String parent : found) {
                if (!segment.matches(".*[*?\\[].*")) {
                    next.add(parent + "/" + segment);
                    continue;
                }
                Predicate<String> matches = matcher(segment);
                for (String name : names(parent)) {
                    if (matches.test(name)) {
                        next.add(parent + "/" + name);
                    }
                }
                if (next.size() > ENTRIES_MAX) {
                    throw new IOException("more than " + ENTRIES_MAX + " entries");
                }
            }
            found = next;
        }
        TreeMap<String, Path> matched = new TreeMap<>();
        for (String path : found) {
            resolve(path, false).ifPresent(place -> matched.put(path, place));
        }
        return matched;
    }

    private List<String> names(String folder) throws IOException {
        Optional<Path> place = resolve(folder, true);
        List<String> names = new ArrayList<>();
        if (place.isPresent() && Files.isDirectory(place.get(), LinkOption.NOFOLLOW_LINKS)) {
            try (DirectoryStream<Path> entries = Files.newDirectoryStream(place.get())) {
                for (Path entry : entries) {
                    names.add(String.valueOf(entry.getFileName()));
                }
            }
        }
        return names;
    }

    private static Predicate<String> matcher(String segment) {
        StringBuilder regex = new StringBuilder();
        for (int at = 0; at < segment.length(); at++) {
            char c = segment.charAt(at);
            int end = segment.indexOf(']', at + 2);
            if (c == '*') {
                regex.append(".*");
            } else if (c == '?') {
                regex.append('.');
            } else if (c == '[' && end > 0) {
                String set = segment.substring(at + 1, end);
                boolean negated = set.startsWith("!");
                regex.append(negated ? "[^" : "[")
                        .append((negated ? set.substring(1) : set)
                                .replace("\\", "\\\\")
                                .replace("[", "\\[")
                                .replace("&", "\\&")
                                .replace("^", "\\^"))
                        .append(']');
                at = end;
            } else {
                regex.append(Pattern.quote(String.valueOf(c)));
            }
        }
        Pattern compiled = Pattern.compile(regex.toString(), Pattern.DOTALL);
        boolean takesHidden = segment.startsWith(".");
        return name ->
                (takesHidden || !name.startsWith(".")) && compiled.matcher(name).matches();
    }
}
