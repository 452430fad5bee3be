package io.pinwright.engine.transport;

import io.pinwright.engine.source.Diagnostic;
import io.pinwright.engine.source.Diagnostics;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Arguments of ssh as they stand in ansible_ssh_common_args: {@code -o -F -i -J -l -p}; others are reported. */
final class SshArguments {

    /** Options that only say how OpenSSH shares its connections or talks. */
    private static final Set<String> WITHOUT_MEANING = Set.of(
            "controlmaster",
            "controlpersist",
            "controlpath",
            "compression",
            "loglevel",
            "forwardagent",
            "requesttty",
            "batchmode",
            "visualhostkey",
            "checkhostip",
            "hashknownhosts",
            "updatehostkeys",
            "numberofpasswordprompts",
            "escapechar",
            "addkeystoagent",
            "gssapiauthentication",
            "gssapidelegatecredentials",
            "tcpkeepalive",
            "forwardx11",
            "forwardx11trusted",
            "sendenv",
            "setenv",
            "ipqos",
            "permitlocalcommand",
            "clearallforwardings",
            "exitonforwardfailure",
            "streamlocalbindunlink",
            "nohostauthenticationforlocalhost");

    /** Options that are followed. */
    private static final Set<String> HONOURED = Set.of(
            "hostname",
            "port",
            "user",
            "identityfile",
            "identitiesonly",
            "identityagent",
            "certificatefile",
            "hostkeyalias",
            "stricthostkeychecking",
            "userknownhostsfile",
            "globalknownhostsfile",
            "connecttimeout",
            "connectionattempts",
            "serveraliveinterval",
            "serveralivecountmax",
            "proxyjump",
            "pubkeyauthentication",
            "passwordauthentication",
            "kbdinteractiveauthentication",
            "preferredauthentications");

    /** Options that are refused where the connection is made, with their own message. */
    private static final Set<String> REFUSED =
            Set.of("proxycommand", "knownhostscommand", "revokedhostkeys", "pkcs11provider", "proxyusefdpass");

    private final String host;
    private final Diagnostics problems;
    private final List<String> options = new ArrayList<>();
    private final List<Path> identities = new ArrayList<>();
    private Optional<Path> configFile = Optional.empty();
    private Optional<String> user = Optional.empty();
    private Optional<Integer> port = Optional.empty();
    private List<String> jumps = List.of();

    SshArguments(String host, Diagnostics problems) {
        this.host = host;
        this.problems = problems;
    }

    List<String> options() {
        return options;
    }

    List<Path> identities() {
        return identities;
    }

    Optional<Path> configFile() {
        return configFile;
    }

    Optional<String> user() {
        return user;
    }

    Optional<Integer> port() {
        return port;
    }

    List<String> jumps() {
        return jumps;
    }

    void add(String variable, String text) {
        Optional<List<String>> words = words(text);
        if (words.isEmpty()) {
            error(variable + ": a quote is not closed in " + text, "add the missing quote");
            return;
        }
        List<String> list = words.get();
        for (int i = 0; i < list.size(); i++) {
            String word = list.get(i);
            if (!word.matches("-[A-Za-z0-9].*")) {
                error(variable + ": " + word + " is no option of ssh", "write options such as -o Port=2222");
                continue;
            }
            char letter = word.charAt(1);
            if ("oFiJlp".indexOf(letter) < 0) {
                other(variable, word);
                if ("BbcDEeIkLmOQRSWw".indexOf(letter) >= 0 && word.length() == 2) {
                    i++;
                }
                continue;
            }
            String value = word.substring(2);
            if (value.isEmpty()) {
                if (++i == list.size()) {
                    error(variable + ": " + word + " needs a value", "write it behind the option");
                    return;
                }
                value = list.get(i);
            }
            take(variable, letter, value);
        }
    }

    /** The first one wins, as for ssh. */
    private void take(String variable, char letter, String value) {
        switch (letter) {
            case 'o' -> option(variable, value);
            case 'F' ->
                configFile = configFile.or(
                        () -> Optional.of(value.equals("none") ? Path.of("none") : ConnectionVariables.path(value)));
            case 'i' -> identities.add(ConnectionVariables.path(value));
            case 'J' -> jumps = jumps.isEmpty() ? List.of(value.split(",")) : jumps;
            case 'l' -> user = user.or(() -> Optional.of(value));
            default -> {
                if (!value.matches("[0-9]{1,5}") || Integer.parseInt(value) < 1 || Integer.parseInt(value) > 65535) {
                    error(variable + ": -p " + value + " is no port", "write a number from 1 to 65535");
                } else {
                    port = port.or(() -> Optional.of(Integer.parseInt(value)));
                }
            }
        }
    }

    private void option(String variable, String value) {
        String[] parts = value.strip().split("[= \t]+", 2);
        String keyword = parts[0].toLowerCase(Locale.ROOT);
        if (parts.length < 2 || parts[1].isBlank()) {
            error(variable + ": -o " + value + " has no value", "write -o KEYWORD=VALUE");
        } else if (HONOURED.contains(keyword) || REFUSED.contains(keyword)) {
            options.add(parts[0] + "=" + parts[1]);
            boolean unchecked = keyword.equals("stricthostkeychecking")
                    && Set.of("no", "off", "false").contains(parts[1].toLowerCase(Locale.ROOT));
            if (unchecked) {
                warning(
                        "host keys are not checked for this host: " + variable + " has -o " + value,
                        "collect its key once with `pinwright trust " + host + "` and remove the option");
            }
        } else if (!WITHOUT_MEANING.contains(keyword)) {
            warning(variable + ": the SSH option " + parts[0] + " is not honoured", "remove it");
        }
    }

    /** Flags without a value that change nothing for us; and all others. */
    private void other(String variable, String word) {
        if (!word.matches("-[46]|-[aACfgGkKMnNqTtvxXyYs]+")) {
            warning(variable + ": the option " + word + " of ssh is not honoured", "remove it");
        } else if (word.matches("-[46]")) {
            warning(variable + ": the option " + word + " of ssh is not honoured", "set ansible_host to an address");
        }
    }

    /** Words as a POSIX shell makes them; empty when a quote is not closed. */
    static Optional<List<String>> words(String text) {
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        boolean inWord = false;
        char quote = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (quote == '\'' ? c == '\'' : quote == '"' && c == '"') {
                quote = 0;
            } else if (quote != '\''
                    && c == '\\'
                    && i + 1 < text.length()
                    && (quote == 0 || "\"\\$`".indexOf(text.charAt(i + 1)) >= 0)) {
                word.append(text.charAt(++i));
                inWord = true;
            } else if (quote == 0 && (c == '\'' || c == '"')) {
                quote = c;
                inWord = true;
            } else if (quote == 0 && Character.isWhitespace(c)) {
                if (inWord) {
                    words.add(word.toString());
                    word.setLength(0);
                    inWord = false;
                }
            } else {
                word.append(c);
                inWord = true;
            }
        }
        if (inWord) {
            words.add(word.toString());
        }
        return quote == 0 ? Optional.of(words) : Optional.empty();
    }

    private void error(String message, String fix) {
        problems.add(Diagnostic.error(null, host + ": " + message).fix(fix));
    }

    private void warning(String message, String fix) {
        problems.add(Diagnostic.warning(null, host + ": " + message).fix(fix));
    }
}
