package io.pinwright.engine.transport.ssh;

import com.google.common.base.CharMatcher;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedSet;
import java.util.StringTokenizer;
import java.util.TreeSet;
import java.util.function.Predicate;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * The lines of known_hosts files, as sshd(8) section SSH_KNOWN_HOSTS FILE FORMAT has them: plain, pattern and hashed names,
 * {@code [host]:port}, {@code @cert-authority}, {@code @revoked}. Lines that make no sense are left out, as ssh does.
 * Immutable.
 */
final class KnownHosts {

    static final String AUTHORITY = "@cert-authority";
    static final String REVOKED = "@revoked";

    private static final CharMatcher NOT_IN_FULL = CharMatcher.anyOf("*?!|");

    /** One line. Its key is decoded when it is first asked for: a fleet has thousands of lines, a run needs a few. */
    static final class Entry {
        private final String marker;
        private final String names;
        private final String type;
        private final String encoded;
        private byte @Nullable [] decoded;

        private Entry(String marker, String names, String type, String encoded) {
            this.marker = marker;
            this.names = names;
            this.type = type;
            this.encoded = encoded;
        }

        String marker() {
            return marker;
        }

        String names() {
            return names;
        }

        String type() {
            return type;
        }

        /** Empty where it is no Base64. */
        byte[] key() {
            byte[] key = decoded;
            if (key == null) {
                try {
                    key = Base64.getDecoder().decode(encoded);
                } catch (IllegalArgumentException e) {
                    key = new byte[0];
                }
                decoded = key;
            }
            return key;
        }

        boolean makesSense() {
            return key().length > 0;
        }

        /** Whether it names its hosts without pattern, negation and hash. */
        private boolean isInFull() {
            return NOT_IN_FULL.matchesNoneOf(names);
        }

        boolean matches(String host) {
            if (names.startsWith("|1|")) {
                return matchesHash(host);
            }
            boolean matched = false;
            for (String pattern : names.split(",")) {
                boolean negated = pattern.startsWith("!");
                if (HostPatterns.matches(negated ? pattern.substring(1) : pattern, host)) {
                    if (negated) {
                        return false;
                    }
                    matched = true;
                }
            }
            return matched;
        }

        private boolean matchesHash(String host) {
            String[] parts = names.split("\\|");
            if (parts.length != 4) {
                return false;
            }
            try {
                Mac mac = Mac.getInstance("HmacSHA1");
                mac.init(new SecretKeySpec(Base64.getDecoder().decode(parts[2]), "HmacSHA1"));
                return Arrays.equals(
                        mac.doFinal(host.getBytes(StandardCharsets.UTF_8)),
                        Base64.getDecoder().decode(parts[3]));
            } catch (GeneralSecurityException | IllegalArgumentException e) {
                return false;
            }
        }
    }

    /** What the files say of a host's key. */
    enum Verdict {
        KNOWN,
        UNKNOWN,
        CHANGED,
        REVOKED
    }

    /** In order of the files. */
    private final List<Entry> entries;

    /** Where the lines that name a host in full are, by that name: most lines, and a fleet has thousands. */
    private final Map<String, List<Integer>> named;

    /** Where those with patterns and hashes are. */
    private final List<Integer> others;

    private KnownHosts(List<Entry> entries) {
        this.entries = List.copyOf(entries);
        Map<String, List<Integer>> inFull = new HashMap<>();
        List<Integer> rest = new ArrayList<>();
        for (int i = 0; i < entries.size(); i++) {
            if (entries.get(i).isInFull()) {
                for (String name : entries.get(i).names().split(",")) {
                    inFull.computeIfAbsent(name, absent -> new ArrayList<>()).add(i);
                }
            } else {
                rest.add(i);
            }
        }
        this.named = inFull;
        this.others = rest;
    }

    static KnownHosts parse(List<String> texts) {
        List<Entry> entries = new ArrayList<>();
        for (String text : texts) {
            // Without streams and patterns: this is read once in a process, mostly before anything is compiled.
            for (int from = 0; from < text.length(); ) {
                int end = text.indexOf('\n', from);
                end = end < 0 ? text.length() : end;
                Entry entry = entry(text.substring(from, end));
                if (entry != null) {
                    entries.add(entry);
                }
                from = end + 1;
            }
        }
        return new KnownHosts(entries);
    }

    private static @Nullable Entry entry(String line) {
        StringTokenizer fields = new StringTokenizer(line, " \t\r");
        if (fields.countTokens() < 3) {
            return null;
        }
        String names = fields.nextToken();
        String marker = "";
        if (names.startsWith("@")) {
            marker = names;
            names = fields.nextToken();
            if (!marker.equals(AUTHORITY) && !marker.equals(REVOKED)) {
                return null;
            }
        }
        String type = fields.nextToken();
        if (names.startsWith("#") || !fields.hasMoreTokens()) {
            return null;
        }
        return new Entry(
                marker, names.startsWith("|") ? names : names.toLowerCase(Locale.ROOT), type, fields.nextToken());
    }

    List<Entry> all() {
        return entries.stream().filter(Entry::makesSense).toList();
    }

    /** The lines of authorities and of keys that are revoked, whatever host they are of. */
    List<Entry> marked() {
        return entries.stream()
                .filter(entry -> !entry.marker().isEmpty() && entry.makesSense())
                .toList();
    }

    /**
     * Compares a key.
     *
     * @param host as known_hosts names it: {@code host}, {@code [host]:port} or a HostKeyAlias
     */
    Verdict check(String host, String type, byte[] key) {
        boolean known = false;
        for (Entry entry : matching(forms(host), one -> Arrays.equals(one.key(), key))) {
            if (entry.marker().equals(REVOKED)) {
                return Verdict.REVOKED;
            }
            known |= entry.marker().isEmpty();
        }
        if (known) {
            return Verdict.KNOWN;
        }
        // A key known without the port is good, but another one known without the port may be of another server.
        List<String> itself = forms(host).subList(0, 1);
        return matching(itself, one -> one.marker().isEmpty() && one.type().equals(type))
                        .isEmpty()
                ? Verdict.UNKNOWN
                : Verdict.CHANGED;
    }

    /** Key types known for a host, plain keys only. */
    List<Entry> of(String host) {
        return matching(forms(host), one -> one.marker().isEmpty());
    }

    /** Whether an authority may sign for a host, so that it is worth asking the host for a certificate. */
    boolean hasAuthorityFor(String host) {
        return !matching(forms(host), one -> one.marker().equals(AUTHORITY)).isEmpty();
    }

    /**
     * The lines that match any of some names, in order of the files.
     *
     * @param wanted which lines to look at: to compare a hashed name takes longer than anything else here
     */
    private List<Entry> matching(List<String> forms, Predicate<Entry> wanted) {
        SortedSet<Integer> found = new TreeSet<>();
        for (String form : forms) {
            found.addAll(named.getOrDefault(form, List.of()));
            for (int other : others) {
                Entry entry = entries.get(other);
                if (wanted.test(entry) && entry.matches(form)) {
                    found.add(other);
                }
            }
        }
        return found.stream()
                .map(entries::get)
                .filter(entry -> entry.makesSense() && wanted.test(entry))
                .toList();
    }

    private static List<String> forms(String host) {
        String name = host.toLowerCase(Locale.ROOT);
        int end = name.indexOf("]:");
        return name.startsWith("[") && end > 1 ? List.of(name, name.substring(1, end)) : List.of(name);
    }

    /** How known_hosts names a host on a port. */
    static String name(String host, int port) {
        return port == 22 ? host : "[" + host + "]:" + port;
    }
}
