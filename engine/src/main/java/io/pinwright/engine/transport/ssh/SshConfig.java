package io.pinwright.engine.transport.ssh;

import io.pinwright.engine.source.Diagnostic;
import io.pinwright.engine.source.Diagnostics;
import io.pinwright.engine.source.Source;
import io.pinwright.engine.source.Span;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.StreamSupport;

/**
 * Reads ssh_config as ssh does (man page ssh_config(5), OpenSSH 9): the user's file, then the system's, the first value of
 * a keyword wins. Host, Match (all, host, originalhost, user, localuser, canonical, final), Include, quotes, comments,
 * tokens. {@code Match exec} is refused: a file would run programs on the controller for each host. Thread-safe; files are
 * looked for and read once.
 */
final class SshConfig {

    private static final int INCLUDE_DEPTH_MAX = 16;
    private static final int FILE_BYTES_MAX = 4 << 20;

    /** Whose options are asked for. */
    record Wanted(String host, Optional<String> user, String localUser) {}

    /** What was found for a host. */
    record Found(SshOptions options, List<Diagnostic> problems) {}

    private record Line(Span span, String keyword, List<String> arguments) {}

    private final List<Path> files;
    private final Path home;
    private final Map<Path, List<Line>> parsed = new HashMap<>();
    private final Map<Path, List<Path>> globbed = new HashMap<>();
    private final Diagnostics parseProblems = new Diagnostics();

    private SshConfig(List<Path> files, Path home) {
        this.files = files;
        this.home = home;
    }

    /**
     * The user's and the system's file, or the one given with {@code -F}; {@code none} is no file.
     */
    static SshConfig of(Optional<Path> given, Path home) {
        List<Path> files = given.map(file -> file.toString().equals("none") ? List.<Path>of() : List.of(file))
                .orElseGet(() -> List.of(home.resolve(".ssh/config"), Path.of("/etc/ssh/ssh_config")));
        return new SshConfig(files, home);
    }

    /** Options for a host: those of the command line first, as {@code KEYWORD=VALUE}. */
    synchronized Found find(Wanted wanted, List<String> commandLine) {
        Diagnostics problems = new Diagnostics();
        SshOptions options = new SshOptions();
        for (String option : commandLine) {
            Source source = new Source("-o", option);
            line(new Span(source, 1, 1), option, problems)
                    .ifPresent(line -> options.add(line.keyword(), line.arguments()));
        }
        Pass first = new Pass(wanted, options, problems, false);
        files.forEach(file -> first.file(file, 0));
        if (first.wantsFinal) {
            Pass last = new Pass(wanted, options, problems, true);
            files.forEach(file -> last.file(file, 0));
        }
        problems.addAll(parseProblems.all());
        return new Found(options, problems.all());
    }

    /** One run through the files. */
    private final class Pass {
        private final Wanted wanted;
        private final SshOptions options;
        private final Diagnostics problems;
        private final boolean last;
        private boolean wantsFinal;

        Pass(Wanted wanted, SshOptions options, Diagnostics problems, boolean last) {
            this.wanted = wanted;
            this.options = options;
            this.problems = problems;
            this.last = last;
        }

        void file(Path file, int depth) {
            if (depth > INCLUDE_DEPTH_MAX) {
                problems.add(
                        Diagnostic.error(null, file + ": Include is nested more than " + INCLUDE_DEPTH_MAX + " deep")
                                .fix("look for a file that includes itself"));
                return;
            }
            apply(lines(file), file, depth);
        }

        private void apply(List<Line> lines, Path file, int depth) {
            boolean active = true;
            for (Line line : lines) {
                switch (line.keyword()) {
                    case "host" -> active = HostPatterns.matchesAny(line.arguments(), host());
                    case "match" -> active = match(line);
                    case "include" -> {
                        if (active) {
                            for (String argument : line.arguments()) {
                                included(argument, file).forEach(path -> file(path, depth + 1));
                            }
                        }
                    }
                    default -> {
                        if (active) {
                            options.add(line.keyword(), line.arguments());
                        }
                    }
                }
            }
        }

        /** What Host and Match host are compared with: the HostName, in the last pass and for Match. */
        private String host() {
            return last ? hostName() : wanted.host();
        }

        private String hostName() {
            return options.get("hostname")
                    .map(name -> name.replace("%h", wanted.host()).replace("%%", "%"))
                    .orElse(wanted.host());
        }

        private boolean match(Line line) {
            List<String> words = line.arguments();
            boolean matched = true;
            for (int i = 0; i < words.size(); i++) {
                String word = words.get(i).toLowerCase(Locale.ROOT);
                boolean negated = word.startsWith("!");
                String criterion = negated ? word.substring(1) : word;
                boolean holds;
                switch (criterion) {
                    case "all" -> holds = true;
                    case "canonical" -> holds = last;
                    case "final" -> {
                        wantsFinal = true;
                        holds = last;
                    }
                    case "host", "originalhost", "user", "localuser" -> {
                        if (++i >= words.size()) {
                            problems.add(Diagnostic.error(line.span(), "Match " + criterion + " needs a pattern"));
                            return false;
                        }
                        holds = HostPatterns.matchesAny(
                                Arrays.asList(words.get(i).split(",")), subject(criterion));
                    }
                    default -> {
                        problems.add(unknownCriterion(line, criterion));
                        return false;
                    }
                }
                matched &= holds != negated;
            }
            return matched;
        }

        private String subject(String criterion) {
            return switch (criterion) {
                case "host" -> hostName();
                case "originalhost" -> wanted.host();
                case "localuser" -> wanted.localUser();
                default -> wanted.user().or(() -> options.get("user")).orElse(wanted.localUser());
            };
        }
    }

    private static Diagnostic unknownCriterion(Line line, String criterion) {
        Diagnostic problem =
                Diagnostic.warning(line.span(), "`Match " + criterion + "` is not supported: the block is left out");
        return criterion.equals("exec")
                ? problem.why("a configuration file would run programs here for each host")
                        .fix("use Match host, or set the variables of the host in the inventory")
                : problem.fix("supported are all, host, originalhost, user, localuser, canonical and final");
    }

    private List<Path> included(String argument, Path from) {
        String expanded = argument.startsWith("~/") ? home + argument.substring(1) : argument;
        Path base = from.startsWith("/etc/ssh") ? Path.of("/etc/ssh") : home.resolve(".ssh");
        Path path = base.resolve(expanded);
        if (!expanded.contains("*") && !expanded.contains("?") && !expanded.contains("[")) {
            return Files.exists(path) ? List.of(path) : List.of();
        }
        return globbed.computeIfAbsent(path, pattern -> glob(pattern.getRoot(), pattern));
    }

    /** Files that match a pattern, which may have wildcards in several of its parts, in order of their names. */
    private static List<Path> glob(Path root, Path pattern) {
        List<Path> found = List.of(root);
        for (Path part : pattern) {
            List<Path> next = new ArrayList<>();
            for (Path directory : found) {
                if (!Files.isDirectory(directory)) {
                    continue;
                }
                try (DirectoryStream<Path> children = Files.newDirectoryStream(directory, part.toString())) {
                    StreamSupport.stream(children.spliterator(), false).sorted().forEach(next::add);
                } catch (IOException e) {
                    // What cannot be listed has nothing to include, to ssh too.
                }
            }
            found = next;
        }
        return found.stream().filter(Files::isRegularFile).toList();
    }

    private List<Line> lines(Path file) {
        return parsed.computeIfAbsent(file, path -> {
            if (!Files.exists(path)) {
                return List.of();
            }
            try {
                if (Files.size(path) > FILE_BYTES_MAX) {
                    parseProblems.add(Diagnostic.error(null, path + " is larger than " + FILE_BYTES_MAX + " bytes"));
                    return List.of();
                }
                return parse(Source.of(path, new String(Files.readAllBytes(path), StandardCharsets.UTF_8)));
            } catch (IOException e) {
                parseProblems.add(
                        Diagnostic.error(null, path + " cannot be read").why(String.valueOf(e.getMessage())));
                return List.of();
            }
        });
    }

    private List<Line> parse(Source source) {
        List<Line> lines = new ArrayList<>();
        int number = 0;
        for (String text : source.text().lines().toList()) {
            number++;
            int column = text.length() - text.stripLeading().length() + 1;
            line(new Span(source, number, column), text, parseProblems).ifPresent(lines::add);
        }
        return lines;
    }

    private static Optional<Line> line(Span span, String text, Diagnostics problems) {
        String stripped = text.strip();
        if (stripped.isEmpty() || stripped.startsWith("#")) {
            return Optional.empty();
        }
        int end = 0;
        while (end < stripped.length() && " \t=".indexOf(stripped.charAt(end)) < 0) {
            end++;
        }
        String keyword = stripped.substring(0, end).toLowerCase(Locale.ROOT);
        String rest = stripped.substring(end).strip();
        rest = rest.startsWith("=") ? rest.substring(1).strip() : rest;
        if (keyword.equals("proxycommand") || keyword.equals("localcommand") || keyword.equals("remotecommand")) {
            return Optional.of(new Line(span, keyword, List.of(rest)));
        }
        Optional<List<String>> arguments = SshWords.split(rest);
        if (arguments.isEmpty()) {
            problems.add(Diagnostic.error(span, "a quote is not closed").fix("add the missing quote"));
            return Optional.empty();
        }
        if (arguments.get().isEmpty()) {
            problems.add(Diagnostic.error(span, keyword + " has no value").fix("give it one, or remove the line"));
            return Optional.empty();
        }
        return Optional.of(new Line(span, keyword, arguments.get()));
    }
}
