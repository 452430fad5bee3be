package io.pinwright.engine.inventory;

import io.pinwright.engine.source.Diagnostic;
import io.pinwright.engine.source.Diagnostics;
import io.pinwright.engine.source.NearestName;
import io.pinwright.engine.source.Span;
import io.pinwright.engine.source.TextFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/** Chooses hosts by patterns, with the rules of ansible/inventory/manager.py. */
final class HostPattern {

    private static final Pattern PART = Pattern.compile("(?:[^\\s:\\[\\]]|\\[[^\\]]*])+");
    private static final Pattern SUBSCRIPT = Pattern.compile("(.+)\\[(?:(-?[0-9]{1,9})|([0-9]{1,9}):([0-9]{0,9}))]");
    private static final Pattern IP_V6 = Pattern.compile("[0-9a-fA-F]*:[0-9a-fA-F]*:[0-9a-fA-F:.]*");

    private final Inventory inventory;
    private final @Nullable Span place;
    private final Diagnostics diagnostics;
    private final Map<String, List<String>> found = new LinkedHashMap<>();

    HostPattern(Inventory inventory, @Nullable Span place, Diagnostics diagnostics) {
        this.inventory = inventory;
        this.place = place;
        this.diagnostics = diagnostics;
    }

    /** The single patterns of a joined one: commas separate, or else colons, but not those in brackets or IPv6 addresses. */
    static List<String> split(String pattern) {
        List<String> parts = new ArrayList<>();
        if (pattern.contains(",")) {
            parts.addAll(List.of(pattern.split(",")));
        } else if (IP_V6.matcher(pattern.strip()).matches()) {
            parts.add(pattern);
        } else {
            Matcher matcher = PART.matcher(pattern);
            while (matcher.find()) {
                parts.add(matcher.group());
            }
        }
        return parts.stream().map(String::strip).filter(part -> !part.isEmpty()).toList();
    }

    /** With each {@code @file} replaced by the lines of the file. */
    List<String> withFiles(List<String> parts) {
        List<String> all = new ArrayList<>();
        for (String part : parts) {
            if (!part.startsWith("@")) {
                all.add(part);
                continue;
            }
            TextFile.read(Path.of(part.substring(1)), place, diagnostics)
                    .ifPresent(source -> source.text()
                            .lines()
                            .map(String::strip)
                            .filter(line -> !line.isEmpty())
                            .forEach(all::add));
        }
        if (all.isEmpty() && !parts.isEmpty()) {
            all.add("!all");
        }
        return all;
    }

    List<Host> select(List<String> parts) {
        List<String> regular =
                parts.stream().filter(part -> "&!".indexOf(part.charAt(0)) < 0).toList();
        Set<String> names = new LinkedHashSet<>();
        for (String part : regular.isEmpty() ? List.of("all") : regular) {
            names.addAll(match(part));
        }
        for (String part : parts) {
            if (part.startsWith("&")) {
                names.retainAll(new HashSet<>(match(part.substring(1))));
            }
        }
        for (String part : parts) {
            if (part.startsWith("!")) {
                match(part.substring(1)).forEach(names::remove);
            }
        }
        return names.stream().flatMap(name -> inventory.host(name).stream()).toList();
    }

    private List<String> match(String part) {
        if (part.isEmpty()) {
            problem(Diagnostic.error(place, "a host pattern ends after `&` or `!`"));
            return List.of();
        }
        return found.computeIfAbsent(part, this::matchOnce);
    }

    private List<String> matchOnce(String part) {
        if (inventory.hostsOfGroups().getOrDefault("all", List.of()).isEmpty() && part.equals("all")) {
            return List.of();
        }
        if (inventory.host(part).filter(host -> !host.implicit()).isPresent()) {
            return List.of(part);
        }
        Matcher subscript = SUBSCRIPT.matcher(part);
        if (part.startsWith("~") || !subscript.matches()) {
            return enumerate(part, part);
        }
        return slice(enumerate(subscript.group(1), part), subscript, part);
    }

    private List<String> slice(List<String> hosts, Matcher subscript, String part) {
        if (hosts.isEmpty()) {
            return hosts;
        }
        if (subscript.group(2) != null) {
            int index = Integer.parseInt(subscript.group(2));
            int position = index < 0 ? hosts.size() + index : index;
            if (position < 0 || position >= hosts.size()) {
                problem(Diagnostic.error(place, "no host has the place of `" + part + "`")
                        .why("the hosts of `" + subscript.group(1) + "` are counted from 0 to " + (hosts.size() - 1)));
                return List.of();
            }
            return List.of(hosts.get(position));
        }
        int start = Math.min(Integer.parseInt(subscript.group(3)), hosts.size());
        String last = subscript.group(4);
        int end = last.isEmpty() ? hosts.size() : Math.min(Integer.parseInt(last) + 1, hosts.size());
        return start < end ? hosts.subList(start, end) : List.of();
    }

    private List<String> enumerate(String expression, String part) {
        Pattern pattern;
        try {
            pattern = expression.startsWith("~") ? Pattern.compile(expression.substring(1)) : glob(expression);
        } catch (PatternSyntaxException e) {
            problem(Diagnostic.error(place, "`" + part + "` is not a host pattern: " + e.getDescription()));
            return List.of();
        }
        boolean anywhere = expression.startsWith("~");
        Set<String> names = new LinkedHashSet<>();
        boolean group = false;
        for (Map.Entry<String, List<String>> entry : inventory.hostsOfGroups().entrySet()) {
            if (matches(pattern, entry.getKey(), anywhere)) {
                group = true;
                names.addAll(entry.getValue());
            }
        }
        if (!group || anywhere || expression.chars().anyMatch(c -> ".?*[".indexOf(c) >= 0)) {
            for (Host host : inventory.hosts()) {
                if (matches(pattern, host.name(), anywhere)) {
                    names.add(host.name());
                }
            }
        }
        if (names.isEmpty() && inventory.host(expression).isPresent()) {
            names.add(expression);
        }
        if (names.isEmpty() && !group) {
            List<String> known = new ArrayList<>(inventory.hostsOfGroups().keySet());
            inventory.hosts().forEach(host -> known.add(host.name()));
            problem(Diagnostic.warning(place, "no host or group matches `" + part + "`")
                    .fix(NearestName.of(expression, known)
                            .map(name -> "did you mean `" + name + "`?")
                            .orElse("`pinwright inventory --graph` shows all groups and hosts")));
        }
        return new ArrayList<>(names);
    }

    private void problem(Diagnostic problem) {
        diagnostics.add(problem);
    }

    /** Python's {@code re.match}: from the begin, and for globs to the end. */
    private static boolean matches(Pattern pattern, String name, boolean anywhere) {
        Matcher matcher = pattern.matcher(name);
        return anywhere ? matcher.lookingAt() : matcher.matches();
    }

    /** Python's {@code fnmatch}: {@code *}, {@code ?}, {@code [abc]}, {@code [!abc]}. */
    private static Pattern glob(String text) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            int close = c == '[' ? text.indexOf(']', i + (text.startsWith("[!", i) ? 3 : 2)) : -1;
            if (c == '*') {
                out.append(".*");
            } else if (c == '?') {
                out.append('.');
            } else if (close > 0) {
                String set = text.substring(i + 1, close)
                        .replace("\\", "\\\\")
                        .replace("[", "\\[")
                        .replace("&&", "&\\&");
                out.append('[')
                        .append(set.startsWith("!") ? "^" + set.substring(1) : set.replaceFirst("^\\^", "\\\\^"));
                out.append(']');
                i = close;
            } else {
                out.append(Pattern.quote(String.valueOf(c)));
            }
        }
        return Pattern.compile(out.toString(), Pattern.DOTALL);
    }
}
