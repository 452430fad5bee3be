package io.pinwright.engine.transport;

import io.pinwright.engine.host.Become;
import io.pinwright.engine.source.Diagnostic;
import io.pinwright.engine.source.Diagnostics;
import io.pinwright.engine.source.NearestName;
import io.pinwright.engine.source.Secret;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads a host's {@code ansible_*} connection variables. What is not honoured is reported, never passed over in silence.
 *
 * <p>{@code ansible_python_interpreter}, {@code ansible_shell_type} and {@code ansible_pipelining} are passed over: nothing
 * here needs Python, and what they are for is always so.
 *
 * @param become the user to become, when becoming is wanted
 * @param problems errors make the settings unusable; warnings are for the user
 */
public record ConnectionVariables(ConnectionSettings settings, Optional<Become> become, List<Diagnostic> problems) {

    private static final Set<String> HONOURED = Set.of(
            "ansible_connection",
            "ansible_host",
            "ansible_port",
            "ansible_user",
            "ansible_password",
            "ansible_private_key_file",
            "ansible_timeout",
            "ansible_ssh_host",
            "ansible_ssh_port",
            "ansible_ssh_user",
            "ansible_ssh_pass",
            "ansible_ssh_password",
            "ansible_ssh_private_key_file",
            "ansible_ssh_timeout",
            "ansible_ssh_common_args",
            "ansible_ssh_extra_args",
            "ansible_ssh_args",
            "ansible_host_key_checking",
            "ansible_ssh_host_key_checking",
            "ansible_become",
            "ansible_become_method",
            "ansible_become_user",
            "ansible_become_password",
            "ansible_become_pass",
            "ansible_become_exe",
            "ansible_become_flags",
            "ansible_sudo_user",
            "ansible_sudo_pass",
            "ansible_sudo_exe",
            "ansible_sudo_flags",
            "ansible_su_user",
            "ansible_su_pass",
            "ansible_su_exe",
            "ansible_su_flags");

    /** They say how Ansible does it, not what is to be done. */
    private static final Set<String> WITHOUT_MEANING = Set.of(
            "ansible_python_interpreter",
            "ansible_shell_type",
            "ansible_pipelining",
            "ansible_ssh_pipelining",
            "ansible_ssh_transfer_method",
            "ansible_scp_if_ssh",
            "ansible_ssh_retries",
            "ansible_remote_tmp",
            "ansible_async_dir",
            "ansible_control_path",
            "ansible_control_path_dir",
            "ansible_ssh_use_tty",
            "ansible_ssh_usetty",
            "ansible_shell_allow_world_readable_temp",
            "ansible_no_target_syslog");

    /** Prefixes of variables about connections; every other {@code ansible_*} is a fact or a user's own. */
    private static final List<String> PREFIXES = List.of(
            "ansible_ssh_",
            "ansible_become",
            "ansible_connection",
            "ansible_sudo_",
            "ansible_su_",
            "ansible_scp_",
            "ansible_sftp_",
            "ansible_paramiko_",
            "ansible_host_key",
            "ansible_private_key",
            "ansible_shell_",
            "ansible_control_path",
            "ansible_winrm_",
            "ansible_psrp_",
            "ansible_network_",
            "ansible_httpapi_",
            "ansible_docker_",
            "ansible_doas_",
            "ansible_pbrun_",
            "ansible_runas_");

    private static final List<String> NO_VARIABLE_OF_OURS = List.of("ansible_ssh_host_key_", "ansible_become_plugin");

    public ConnectionVariables {
        problems = List.copyOf(problems);
    }

    /**
     * Reads the variables of a host.
     *
     * @param host its name in the inventory
     * @param variables resolved ones: values are strings, numbers, booleans, lists, maps or {@link Secret}s
     * @param overrides of the command line, the play and the task
     */
    public static ConnectionVariables of(String host, Map<String, ?> variables, ConnectionOverrides overrides) {
        return new Reader(host, variables, overrides).read();
    }

    private static final class Reader {
        private final String host;
        private final Map<String, ?> variables;
        private final ConnectionOverrides overrides;
        private final Diagnostics problems = new Diagnostics();

        Reader(String host, Map<String, ?> variables, ConnectionOverrides overrides) {
            this.host = host;
            this.variables = variables;
            this.overrides = overrides;
        }

        ConnectionVariables read() {
            reportOthers();
            SshArguments arguments = new SshArguments(host, problems);
            // ssh takes the first value of an option; Ansible puts the common arguments before the extra ones.
            for (String name : List.of("ansible_ssh_args", "ansible_ssh_common_args", "ansible_ssh_extra_args")) {
                text(name).ifPresent(value -> arguments.add(name, value));
            }
            List<String> options = new ArrayList<>(arguments.options());
            hostKeyChecking().ifPresent(options::add);
            List<Path> keys = new ArrayList<>();
            text("ansible_private_key_file", "ansible_ssh_private_key_file")
                    .map(ConnectionVariables::path)
                    .or(overrides::privateKey)
                    .ifPresent(keys::add);
            keys.addAll(arguments.identities());
            ConnectionSettings settings = new ConnectionSettings(
                    host,
                    kind(),
                    text("ansible_host", "ansible_ssh_host").orElse(host),
                    port().or(arguments::port),
                    text("ansible_user", "ansible_ssh_user").or(overrides::user).or(arguments::user),
                    secret("ansible_password", "ansible_ssh_pass", "ansible_ssh_password")
                            .or(overrides::password),
                    keys,
                    options,
                    arguments.configFile(),
                    arguments.jumps(),
                    timeout().or(overrides::timeout));
            return new ConnectionVariables(settings, become(), problems.all());
        }

        private String kind() {
            String kind = text("ansible_connection").or(overrides::connection).orElse("ssh");
            return switch (kind) {
                case "ssh",
                        "smart",
                        "paramiko",
                        "paramiko_ssh",
                        "ansible.builtin.ssh",
                        "ansible.builtin.paramiko_ssh" -> "ssh";
                case "local", "ansible.builtin.local" -> "local";
                case "simulator" -> "simulator";
                default -> {
                    error("ansible_connection: " + kind + " is not supported", "use ssh, local or simulator");
                    yield "ssh";
                }
            };
        }

        private Optional<Integer> port() {
            Optional<String> port = text("ansible_port", "ansible_ssh_port");
            if (port.isPresent()
                    && !(port.get().matches("[0-9]{1,5}") && number(port.get()) >= 1 && number(port.get()) <= 65535)) {
                error("ansible_port must be 1 to 65535, but is " + port.get(), "write the port of its SSH server");
                return Optional.empty();
            }
            return port.map(Reader::number);
        }

        private static int number(String text) {
            return Integer.parseInt(text);
        }

        private Optional<Duration> timeout() {
            Optional<String> timeout = text("ansible_timeout", "ansible_ssh_timeout");
            if (timeout.isPresent() && !timeout.get().matches("[1-9][0-9]{0,4}")) {
                error("ansible_timeout must be 1 to 99999 seconds, but is " + timeout.get(), "write a whole number");
                return Optional.empty();
            }
            return timeout.map(seconds -> Duration.ofSeconds(number(seconds)));
        }

        private Optional<String> hostKeyChecking() {
            Optional<Boolean> checking = bool("ansible_ssh_host_key_checking", "ansible_host_key_checking");
            if (checking.isPresent() && !checking.get()) {
                warning(
                        "host keys are not checked for this host: ansible_host_key_checking is false",
                        "collect its key once with `pinwright trust " + host + "` and remove the variable");
                return Optional.of("StrictHostKeyChecking=no");
            }
            return Optional.empty();
        }

        private Optional<Become> become() {
            boolean wanted = bool("ansible_become").or(overrides::become).orElse(false);
            if (!wanted) {
                return Optional.empty();
            }
            String word =
                    text("ansible_become_method").or(overrides::becomeMethod).orElse("sudo");
            Become.Method method = Become.Method.SUDO;
            switch (word) {
                case "sudo", "ansible.builtin.sudo" -> method = Become.Method.SUDO;
                case "su", "ansible.builtin.su" -> method = Become.Method.SU;
                default -> error("ansible_become_method: " + word + " is not supported", "use sudo or su");
            }
            String old = method == Become.Method.SUDO ? "ansible_sudo_" : "ansible_su_";
            String user = text("ansible_become_user", old + "user")
                    .or(overrides::becomeUser)
                    .orElse("root");
            if (user.isEmpty() || user.startsWith("-") || user.indexOf('\n') >= 0) {
                error("ansible_become_user is no user name: " + user, "write the name of a user of the host");
                user = "root";
            }
            Optional<Secret> password = secret("ansible_become_password", "ansible_become_pass", old + "pass")
                    .or(overrides::becomePassword);
            Optional<String> executable = text("ansible_become_exe", old + "exe");
            return Optional.of(
                    new Become(method, user, password.orElse(null), executable.orElse(null), flags(old + "flags")));
        }

        /** The flags that are Ansible's own defaults are always set where they are needed. */
        private List<String> flags(String old) {
            Optional<String> text = text("ansible_become_flags", old);
            Optional<List<String>> words = text.map(SshArguments::words).orElse(Optional.of(List.of()));
            if (words.isEmpty()) {
                error("ansible_become_flags: a quote is not closed", "add the missing quote");
                return List.of();
            }
            List<String> flags = new ArrayList<>();
            for (String word : words.get()) {
                if (word.matches("-[HSn]+")) {
                    continue;
                }
                if (word.equals("-i")
                        || word.equals("-s")
                        || word.equals("-p")
                        || word.equals("-u")
                        || word.equals("-c")
                        || word.equals("-b")
                        || word.equals("-k")
                        || word.equals("-K")) {
                    error(
                            "ansible_become_flags: " + word + " is not supported",
                            "remove it: it is set, or would break the shell");
                    continue;
                }
                flags.add(word);
            }
            return flags;
        }

        private void reportOthers() {
            variables.keySet().stream()
                    .filter(name -> !HONOURED.contains(name) && !WITHOUT_MEANING.contains(name) && isOurs(name))
                    .sorted()
                    .forEach(name -> warning(
                            "the variable " + name + " is not honoured",
                            NearestName.of(name, HONOURED)
                                    .map(other -> "did you mean " + other + "?")
                                    .orElse("remove it")));
        }

        private static boolean isOurs(String name) {
            return PREFIXES.stream().anyMatch(name::startsWith)
                    && NO_VARIABLE_OF_OURS.stream().noneMatch(name::startsWith);
        }

        private Optional<Object> value(String... names) {
            for (String name : names) {
                Object value = variables.get(name);
                if (value != null) {
                    return Optional.of(value);
                }
            }
            return Optional.empty();
        }

        private Optional<String> text(String... names) {
            Optional<Object> value = value(names);
            if (value.isPresent()
                    && !(value.get() instanceof String
                            || value.get() instanceof Number
                            || value.get() instanceof Boolean
                            || value.get() instanceof Secret)) {
                error(names[0] + " must be a text", "write it as one text");
                return Optional.empty();
            }
            return value.map(one -> one instanceof Secret secret ? secret.reveal() : one.toString())
                    .filter(text -> !text.isEmpty());
        }

        private Optional<Secret> secret(String... names) {
            return text(names).map(Secret::of);
        }

        private Optional<Boolean> bool(String... names) {
            Optional<String> text = text(names).map(word -> word.toLowerCase(Locale.ROOT));
            if (text.isEmpty()) {
                return Optional.empty();
            }
            return switch (text.get()) {
                case "true", "yes", "on", "1", "y", "t" -> Optional.of(true);
                case "false", "no", "off", "0", "n", "f" -> Optional.of(false);
                default -> {
                    error(names[0] + " must be true or false, but is " + text.get(), "write true or false");
                    yield Optional.empty();
                }
            };
        }

        private void error(String message, String fix) {
            problems.add(Diagnostic.error(null, host + ": " + message).fix(fix));
        }

        private void warning(String message, String fix) {
            problems.add(Diagnostic.warning(null, host + ": " + message).fix(fix));
        }
    }

    /** A path as the controller's user writes it. */
    static Path path(String text) {
        return text.startsWith("~/")
                ? Path.of(System.getProperty("user.home", "/")).resolve(text.substring(2))
                : Path.of(text).toAbsolutePath();
    }
}
