package io.pinwright.engine.inventory;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What one host entry names: {@code name}, {@code name:port}, {@code [address]:port}, a bare IPv6 address, ranges.
 *
 * @param names at least one
 * @param port of all of them
 */
record HostNames(List<String> names, Optional<Integer> port) {

    private static final Pattern BRACKETED = Pattern.compile("\\[(.+)]:([0-9]+)");
    private static final Pattern WITH_PORT = Pattern.compile("((?:[^:\\[\\]]|\\[[^\\]]*])*):([0-9]+)");
    private static final Pattern NOT_IN_NAMES = Pattern.compile("[\\s={}\"'*?!&,;<>|$()#\\\\\\p{Cntrl}]");

    /**
     * Reads one entry.
     *
     * @throws IllegalArgumentException with the reason, when it names no hosts
     */
    static HostNames parse(String entry) {
        String pattern = entry;
        Optional<Integer> port = Optional.empty();
        Matcher bracketed = BRACKETED.matcher(entry);
        Matcher plain = WITH_PORT.matcher(entry);
        if (bracketed.matches()) {
            pattern = bracketed.group(1);
            port = Optional.of(port(bracketed.group(2)));
        } else if (plain.matches()) {
            pattern = plain.group(1);
            port = Optional.of(port(plain.group(2)));
        } else if (entry.indexOf('[') >= 0 && entry.indexOf(']') < 0) {
            throw new IllegalArgumentException("the range that begins with `[` has no `]`");
        } else if (entry.endsWith(":") && !entry.endsWith("::")) {
            throw new IllegalArgumentException("after the colon a port is expected");
        }
        if (pattern.equals("---") || pattern.equals("-")) {
            throw new IllegalArgumentException(
                    "this looks like YAML; a YAML inventory has the extension .yml or .yaml");
        }
        Matcher odd = NOT_IN_NAMES.matcher(pattern);
        if (odd.find()) {
            throw new IllegalArgumentException("a host's name holds no `" + odd.group() + "`");
        }
        if (pattern.isEmpty()) {
            throw new IllegalArgumentException("a host's name is expected");
        }
        return new HostNames(List.copyOf(HostRange.expand(pattern)), port);
    }

    private static int port(String digits) {
        int port = digits.length() > 5 ? 0 : Integer.parseInt(digits);
        if (port < 1 || port > 65535) {
            throw new IllegalArgumentException("a port is 1 to 65535, but this is " + digits);
        }
        return port;
    }
}
