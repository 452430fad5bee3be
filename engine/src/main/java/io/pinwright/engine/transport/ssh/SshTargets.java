package io.pinwright.engine.transport.ssh;

import com.google.common.collect.MapMaker;
import io.pinwright.engine.host.HostUnreachableException;
import io.pinwright.engine.source.Diagnostic;
import io.pinwright.engine.source.Diagnostics;
import io.pinwright.engine.transport.ConnectionSettings;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Makes {@link SshTarget}s of settings and ssh_config. Thread-safe. */
final class SshTargets {

    /** Keywords that change where or how safely we connect, and that we cannot follow: never to be passed over. */
    private static final Map<String, String> REFUSED = Map.of(
            "proxycommand", "use ProxyJump: programs are not run for a connection",
            "knownhostscommand", "put the keys into a known_hosts file, with `pinwright trust`",
            "revokedhostkeys", "put the keys into known_hosts, each with @revoked before it",
            "pkcs11provider", "put the keys into ssh-agent",
            "proxyusefdpass", "use ProxyJump: programs are not run for a connection");

    /** Keywords that may matter, and that we pass over with a warning. */
    private static final List<String> NOT_HONOURED = List.of(
            "addressfamily",
            "bindaddress",
            "bindinterface",
            "canonicalizehostname",
            "casignaturealgorithms",
            "ciphers",
            "hostkeyalgorithms",
            "kexalgorithms",
            "macs",
            "pubkeyacceptedalgorithms",
            "securitykeyprovider",
            "verifyhostkeydns",
            "rekeylimit",
            "requiredrsasize");

    private static final List<String> DEFAULT_KEYS = List.of("id_rsa", "id_ecdsa", "id_ed25519");

    private final SshSettings settings;
    private final Map<Optional<Path>, SshConfig> configs = new ConcurrentHashMap<>();

    /**
     * What was read of hosts that are still to be connected to; gone with a run that never came to them. By identity: it is
     * quicker, and a run has each host's settings once.
     */
    private final Map<ConnectionSettings, Reading> ahead =
            new MapMaker().weakKeys().makeMap();

    SshTargets(SshSettings settings) {
        this.settings = settings;
    }

    /** Everything about a host that is wrong or not honoured; what was read is kept until the host is connected to. */
    List<Diagnostic> problems(ConnectionSettings of) {
        return ahead.computeIfAbsent(of, this::read).problems().all();
    }

    /**
     * The server of a host.
     *
     * @throws HostUnreachableException when its options are wrong, or ask for what we do not do
     */
    SshTarget of(ConnectionSettings host) {
        Reading reading = Optional.ofNullable(ahead.remove(host)).orElseGet(() -> read(host));
        if (reading.problems().hasErrors()) {
            Diagnostic first = reading.problems().all().stream()
                    .filter(Diagnostic::isError)
                    .findFirst()
                    .orElseThrow();
            String place = first.place().map(span -> span + ": ").orElse("");
            throw new HostUnreachableException(
                    host.name() + ": its SSH options cannot be used: " + place + first.message(), first.fix(), null);
        }
        return reading.target();
    }

    /** The server of a jump host, as {@code [user@]host[:port]} or an ssh URI; ssh_config is read for it too. */
    SshTarget ofJump(String text, ConnectionSettings behind) {
        String rest = text.startsWith("ssh://") ? text.substring(6).replaceAll("/$", "") : text;
        Optional<String> user = Optional.empty();
        int at = rest.lastIndexOf('@');
        if (at >= 0) {
            user = Optional.of(rest.substring(0, at));
            rest = rest.substring(at + 1);
        }
        Optional<Integer> port = Optional.empty();
        int colon = rest.lastIndexOf(':');
        boolean bracketed = rest.startsWith("[");
        if (colon > 0 && (!bracketed || rest.charAt(colon - 1) == ']') && (bracketed || rest.indexOf(':') == colon)) {
            port = parsePort(rest.substring(colon + 1));
            if (port.isEmpty()) {
                throw new HostUnreachableException(
                        behind.name() + ": jump host " + text + " has no port between 1 and 65535",
                        "write [user@]host[:port]",
                        null);
            }
            rest = rest.substring(0, colon);
        }
        String host = bracketed ? rest.replaceAll("^\\[|\\]$", "") : rest;
        if (host.isEmpty()) {
            throw new HostUnreachableException(
                    behind.name() + ": jump host " + text + " has no name", "write [user@]host[:port]", null);
        }
        return of(new ConnectionSettings(
                "jump host " + host + " of " + behind.name(),
                "ssh",
                host,
                port,
                user,
                Optional.empty(),
                List.of(),
                List.of(),
                behind.configFile(),
                List.of(),
                behind.connectTimeout()));
    }

    private record Reading(SshTarget target, Diagnostics problems) {}

    private Reading read(ConnectionSettings host) {
        SshConfig config = configs.computeIfAbsent(host.configFile(), file -> SshConfig.of(file, settings.home()));
        SshConfig.Found found =
                config.find(new SshConfig.Wanted(host.address(), host.user(), settings.localUser()), host.sshOptions());
        SshOptions options = found.options();
        Diagnostics problems = new Diagnostics();
        problems.addAll(found.problems());
        refuse(options, problems);

        String user = host.user().or(() -> options.get("user")).orElse(settings.localUser());
        int port = host.port()
                .or(() -> number(options, "port", 1, 65535, problems))
                .orElse(22);
        Tokens tokens = new Tokens(host.address(), host.address(), port, user, problems);
        String hostName =
                options.get("hostname").map(name -> tokens.expand(name, "hn")).orElse(host.address());
        Tokens all = new Tokens(host.address(), hostName, port, user, problems);
        Optional<String> alias = options.get("hostkeyalias").map(name -> all.expand(name, "all"));
        HostKeyPolicy policy = options.get("stricthostkeychecking")
                .map(word -> HostKeyPolicy.parse(word).orElseGet(() -> {
                    problems.add(Diagnostic.error(null, "StrictHostKeyChecking=" + word + " is no such word")
                            .fix("use yes, accept-new or no"));
                    return HostKeyPolicy.STRICT;
                }))
                .orElse(HostKeyPolicy.STRICT);

        List<Path> identities = new ArrayList<>(host.identityFiles());
        options.all("identityfile").stream()
                .filter(file -> !file.equals("none"))
                .map(file -> all.path(file))
                .filter(file -> !identities.contains(file))
                .forEach(identities::add);
        boolean named = !identities.isEmpty() || options.all("identityfile").contains("none");
        if (!named) {
            DEFAULT_KEYS.forEach(
                    file -> identities.add(settings.home().resolve(".ssh").resolve(file)));
        }
        List<Path> certificates = options.all("certificatefile").stream()
                .filter(file -> !file.equals("none"))
                .map(all::path)
                .toList();
        Duration timeout = host.connectTimeout()
                .or(() -> number(options, "connecttimeout", 1, 86400, problems).map(Duration::ofSeconds))
                .orElse(settings.connectTimeout());
        SshTarget target = new SshTarget(
                host.name(),
                hostName,
                port,
                user,
                alias.orElse(KnownHosts.name(hostName, port)),
                alias.isPresent(),
                policy,
                knownHosts(options, "userknownhostsfile", all, List.of("~/.ssh/known_hosts", "~/.ssh/known_hosts2")),
                knownHosts(
                        options,
                        "globalknownhostsfile",
                        all,
                        List.of("/etc/ssh/ssh_known_hosts", "/etc/ssh/ssh_known_hosts2")),
                identities,
                certificates,
                isYes(options, "identitiesonly", false),
                agent(options, all),
                methods(host, options),
                jumps(host, options, problems),
                timeout,
                number(options, "serveraliveinterval", 0, 86400, problems)
                        .map(Duration::ofSeconds)
                        .orElse(settings.keepAlive()),
                number(options, "serveralivecountmax", 1, 1000, problems).orElse(settings.keepAliveCount()),
                number(options, "connectionattempts", 1, 10, problems).orElse(settings.attempts()));
        return new Reading(target, problems);
    }

    private static void refuse(SshOptions options, Diagnostics problems) {
        for (String keyword : options.keywords()) {
            String value = options.get(keyword).orElse("");
            String fix = REFUSED.get(keyword);
            if (fix != null && !value.equals("none") && !value.equals("no")) {
                problems.add(Diagnostic.error(null, "the SSH option " + keyword + " is not supported")
                        .fix(fix));
            } else if (NOT_HONOURED.contains(keyword)) {
                problems.add(Diagnostic.warning(null, "the SSH option " + keyword + " is not honoured"));
            }
        }
    }

    private Optional<Path> agent(SshOptions options, Tokens tokens) {
        Optional<String> named = options.get("identityagent");
        if (named.isEmpty() || named.get().equals("SSH_AUTH_SOCK")) {
            return settings.agent();
        }
        return named.get().equals("none") ? Optional.empty() : Optional.of(tokens.path(named.get()));
    }

    private static List<String> methods(ConnectionSettings host, SshOptions options) {
        List<String> methods = new ArrayList<>();
        if (isYes(options, "pubkeyauthentication", true)) {
            methods.add("publickey");
        }
        if (host.password().isPresent() && isYes(options, "passwordauthentication", true)) {
            methods.add("password");
        }
        if (host.password().isPresent() && isYes(options, "kbdinteractiveauthentication", true)) {
            methods.add("keyboard-interactive");
        }
        Optional<String> preferred = options.get("preferredauthentications");
        if (preferred.isPresent()) {
            List<String> order = List.of(preferred.get().split(","));
            return order.stream().filter(methods::contains).toList();
        }
        return methods;
    }

    private static List<String> jumps(ConnectionSettings host, SshOptions options, Diagnostics problems) {
        if (!host.jumps().isEmpty()) {
            return host.jumps().equals(List.of("none")) ? List.of() : host.jumps();
        }
        String jump = options.get("proxyjump").orElse("none");
        if (jump.equalsIgnoreCase("none")) {
            return List.of();
        }
        return List.of(jump.split("\\s*,\\s*"));
    }

    private static List<Path> knownHosts(SshOptions options, String keyword, Tokens tokens, List<String> otherwise) {
        return options.words(keyword).orElse(otherwise).stream()
                .filter(file -> !file.equals("none"))
                .map(tokens::path)
                .toList();
    }

    private static boolean isYes(SshOptions options, String keyword, boolean otherwise) {
        return options.get(keyword)
                .map(word -> word.toLowerCase(Locale.ROOT))
                .map(word -> word.equals("yes") || word.equals("true"))
                .orElse(otherwise);
    }

    private static Optional<Integer> parsePort(String text) {
        return text.matches("[0-9]{1,5}") && Integer.parseInt(text) >= 1 && Integer.parseInt(text) <= 65535
                ? Optional.of(Integer.parseInt(text))
                : Optional.empty();
    }

    private static Optional<Integer> number(
            SshOptions options, String keyword, int min, int max, Diagnostics problems) {
        Optional<String> text = options.get(keyword);
        if (text.isEmpty() || text.get().equals("none")) {
            return Optional.empty();
        }
        Optional<Integer> seconds = text.get().matches("[0-9]{1,8}")
                ? Optional.of(Integer.parseInt(text.get()))
                : keyword.equals("port") || keyword.endsWith("max") ? Optional.empty() : duration(text.get());
        if (seconds.isEmpty() || seconds.get() < min || seconds.get() > max) {
            problems.add(Diagnostic.error(null, keyword + "=" + text.get() + " is not between " + min + " and " + max)
                    .fix("write a number"));
            return Optional.empty();
        }
        return seconds;
    }

    /** sshd_config(5), TIME FORMATS: {@code 1m30s}. */
    private static Optional<Integer> duration(String text) {
        if (!text.matches("([0-9]{1,6}[smhdwSMHDW])+")) {
            return Optional.empty();
        }
        long seconds = 0;
        for (String part : text.toLowerCase(Locale.ROOT).split("(?<=[smhdw])")) {
            long number = Long.parseLong(part.substring(0, part.length() - 1));
            seconds += switch (part.charAt(part.length() - 1)) {
                case 's' -> number;
                case 'm' -> number * 60;
                case 'h' -> number * 3600;
                case 'd' -> number * 86400;
                default -> number * 604800;
            };
        }
        return Optional.of((int) Math.min(seconds, Integer.MAX_VALUE));
    }

    /** Expands tokens, as ssh_config(5) section TOKENS has them. */
    private final class Tokens {
        private final String original;
        private final String host;
        private final int port;
        private final String user;
        private final Diagnostics problems;

        Tokens(String original, String host, int port, String user, Diagnostics problems) {
            this.original = original;
            this.host = host;
            this.port = port;
            this.user = user;
            this.problems = problems;
        }

        Path path(String text) {
            String expanded = expand(text, "all");
            Path home = settings.home();
            if (expanded.equals("~")) {
                return home;
            }
            return expanded.startsWith("~/")
                    ? home.resolve(expanded.substring(2))
                    : Path.of(expanded).isAbsolute()
                            ? Path.of(expanded)
                            : Path.of("").toAbsolutePath().resolve(expanded);
        }

        String expand(String text, String which) {
            StringBuilder out = new StringBuilder();
            for (int i = 0; i < text.length(); i++) {
                char c = text.charAt(i);
                if (c == '$' && text.startsWith("${", i) && text.indexOf('}', i) > 0 && which.equals("all")) {
                    String name = text.substring(i + 2, text.indexOf('}', i));
                    String value = System.getenv(name);
                    if (value == null) {
                        problems.add(Diagnostic.error(null, text + ": the environment has no " + name));
                    }
                    out.append(value);
                    i = text.indexOf('}', i);
                } else if (c != '%' || i + 1 == text.length()) {
                    out.append(c);
                } else {
                    out.append(token(text, text.charAt(++i)));
                }
            }
            return out.toString();
        }

        private String token(String text, char token) {
            return switch (token) {
                case '%' -> "%";
                case 'h' -> host;
                case 'n' -> original;
                case 'k' -> original;
                case 'p' -> Integer.toString(port);
                case 'r' -> user;
                case 'u' -> settings.localUser();
                case 'd' -> settings.home().toString();
                case 'l' -> localHost();
                case 'L' -> localHost().split("\\.")[0];
                default -> {
                    problems.add(Diagnostic.error(null, text + ": the token %" + token + " is not supported")
                            .fix("supported are %% %d %h %k %L %l %n %p %r %u"));
                    yield "";
                }
            };
        }
    }

    private static String localHost() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "localhost";
        }
    }
}
