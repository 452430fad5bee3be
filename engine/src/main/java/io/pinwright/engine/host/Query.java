package io.pinwright.engine.host;

import java.time.Duration;
import java.util.List;

/**
 * One thing to read on a host; a promise that reading it changes nothing there. Equal queries are sent once.
 *
 * <p>A query travels inside the exec request, where other users of the host can see it: never put a secret in one.
 *
 * <p>Queries are keys of maps in every run. Their equals and hashCode are written out, because those that the compiler leaves to
 * the run time are some dozen classes made at each start.
 */
public sealed interface Query {

    /** How long one read may take on the host, unless it says otherwise. */
    Duration TIMEOUT = Duration.ofSeconds(60);

    /** How much one read may give, unless it says otherwise: 4 MiB. */
    int BYTES_MAX = 4 << 20;

    /**
     * The content of a regular, kernel or device-tree file; symbolic links are followed.
     *
     * <p>Answer: {@link Answer.Content}, {@link Answer.Absent} or {@link Answer.Unreadable}.
     */
    record ReadFile(String path, int bytesMax) implements Query {
        public ReadFile {
            requireAbsolute(path);
        }

        public ReadFile(String path) {
            this(path, BYTES_MAX);
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof ReadFile that && path.equals(that.path) && bytesMax == that.bytesMax;
        }

        @Override
        public int hashCode() {
            return 31 * path.hashCode() + bytesMax;
        }
    }

    /** What a {@link Glob} wants to know of each path that matches. */
    enum GlobKind {
        /** The content of each file, whole; what cannot be read is left out. */
        CONTENT,
        /** That it exists; the value is empty. */
        NAME,
        /** Where a symbolic link points (its text, not resolved); what is no link is left out. */
        LINK
    }

    /**
     * Many small files at once, by shell patterns ({@code *}, {@code ?}, {@code [...]}) of absolute paths without white space.
     *
     * <p>Answer: {@link Answer.Entries}, keyed by path; no match is an empty map.
     *
     * @param bytesMax of all contents together
     */
    record Glob(GlobKind kind, List<String> patterns, int bytesMax) implements Query {
        public Glob {
            patterns = Words.copyOf(patterns);
            patterns.forEach(pattern -> {
                requireAbsolute(pattern);
                if (!isPlain(pattern)) {
                    throw new IllegalArgumentException("not a pattern of plain path characters: " + pattern);
                }
            });
        }

        private static boolean isPlain(String pattern) {
            for (int i = 0; i < pattern.length(); i++) {
                if (!isPlain(pattern.charAt(i))) {
                    return false;
                }
            }
            return true;
        }

        private static boolean isPlain(char c) {
            return c >= 'a' && c <= 'z'
                    || c >= 'A' && c <= 'Z'
                    || c >= '0' && c <= '9'
                    || "_./:*?[]!,@+=-".indexOf(c) >= 0;
        }

        public Glob(GlobKind kind, String... patterns) {
            this(kind, List.of(patterns), BYTES_MAX);
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Glob that
                    && kind == that.kind
                    && patterns.equals(that.patterns)
                    && bytesMax == that.bytesMax;
        }

        @Override
        public int hashCode() {
            return 31 * (31 * kind.ordinal() + patterns.hashCode()) + bytesMax;
        }
    }

    /**
     * The output of a command that promises not to change the host.
     *
     * <p>Answer: {@link Answer.Output}, {@link Answer.Absent} when there is no such command, {@link Answer.Unreadable} when it
     * took too long or printed too much.
     *
     * @param argv the command and its arguments, passed as they are
     * @param bytesMax of standard output
     */
    record Run(List<String> argv, Duration timeout, int bytesMax) implements Query {
        public Run {
            argv = Words.copyOf(argv);
            if (argv.isEmpty() || argv.get(0).isEmpty()) {
                throw new IllegalArgumentException("a command needs a name");
            }
        }

        public Run(String... argv) {
            this(List.of(argv), TIMEOUT, BYTES_MAX);
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Run that
                    && argv.equals(that.argv)
                    && timeout.equals(that.timeout)
                    && bytesMax == that.bytesMax;
        }

        @Override
        public int hashCode() {
            return 31 * (31 * argv.hashCode() + timeout.hashCode()) + bytesMax;
        }
    }

    /**
     * Type, owner, mode and size of a path.
     *
     * <p>Answer: {@link Answer.Status}, {@link Answer.Absent} or {@link Answer.Unreadable}.
     *
     * @param follow whether a symbolic link stands for its target
     * @param checksum whether to compute the SHA-256 of a regular file
     */
    record Stat(String path, boolean follow, boolean checksum) implements Query {
        public Stat {
            requireAbsolute(path);
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Stat that
                    && path.equals(that.path)
                    && follow == that.follow
                    && checksum == that.checksum;
        }

        @Override
        public int hashCode() {
            return 31 * path.hashCode() + (follow ? 2 : 0) + (checksum ? 1 : 0);
        }
    }

    private static void requireAbsolute(String path) {
        if (!path.startsWith("/") || path.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("not an absolute path: " + path);
        }
    }
}
