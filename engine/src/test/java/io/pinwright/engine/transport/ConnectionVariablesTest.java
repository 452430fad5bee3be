package io.pinwright.engine.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.pinwright.engine.host.Become;
import io.pinwright.engine.source.Diagnostic;
import io.pinwright.engine.source.Secret;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConnectionVariablesTest {

    private static ConnectionVariables of(Map<String, ?> variables) {
        return ConnectionVariables.of("r710", variables, ConnectionOverrides.NONE);
    }

    private static final ConnectionOverrides COMMAND_LINE = new ConnectionOverrides(
            Optional.empty(),
            Optional.of("cli"),
            Optional.of(Path.of("/cli/key")),
            Optional.of(Duration.ofSeconds(3)),
            Optional.of(Secret.of("typed")),
            Optional.of(true),
            Optional.empty(),
            Optional.empty(),
            Optional.of(Secret.of("typed too")));

    @Test
    void aHostWithoutVariablesIsReachedByItsName() {
        ConnectionVariables read = of(Map.of("x", 1, "ansible_facts", Map.of()));
        assertThat(read.settings()).isEqualTo(ConnectionSettings.ssh("r710"));
        assertThat(read.become()).isEmpty();
        assertThat(read.problems()).isEmpty();
    }

    @Test
    void variablesAreHonouredInBothTheirSpellings() {
        ConnectionSettings wanted = new ConnectionSettings(
                "r710",
                "ssh",
                "10.0.0.1",
                Optional.of(2222),
                Optional.of("me"),
                Optional.of(Secret.of("p")),
                List.of(Path.of("/k")),
                List.of(),
                Optional.empty(),
                List.of(),
                Optional.of(Duration.ofSeconds(5)));
        assertThat(of(Map.of(
                                "ansible_host",
                                "10.0.0.1",
                                "ansible_port",
                                2222,
                                "ansible_user",
                                "me",
                                "ansible_password",
                                "p",
                                "ansible_private_key_file",
                                "/k",
                                "ansible_timeout",
                                5))
                        .settings())
                .isEqualTo(wanted);
        assertThat(of(Map.of(
                                "ansible_ssh_host",
                                "10.0.0.1",
                                "ansible_ssh_port",
                                "2222",
                                "ansible_ssh_user",
                                "me",
                                "ansible_ssh_pass",
                                Secret.of("p"),
                                "ansible_ssh_private_key_file",
                                "/k",
                                "ansible_ssh_timeout",
                                "5"))
                        .settings())
                .isEqualTo(wanted);
    }

    @Test
    void variablesGoBeforeTheCommandLineAndItFillsWhatTheyLeaveOut() {
        ConnectionVariables read = ConnectionVariables.of("r710", Map.of("ansible_user", "var"), COMMAND_LINE);
        assertThat(read.settings().user()).contains("var");
        assertThat(read.settings().identityFiles()).containsExactly(Path.of("/cli/key"));
        assertThat(read.settings().password()).contains(Secret.of("typed"));
        assertThat(read.become())
                .contains(new Become(Become.Method.SUDO, "root", Secret.of("typed too"), null, List.of()));
    }

    @Test
    void sshArgumentsAreSplitAsAShellDoesAndTheFirstOneWins() {
        ConnectionVariables read = of(Map.of(
                "ansible_ssh_common_args",
                "-o 'UserKnownHostsFile=/a b/c' -oPort=1 -J me@hop:22,hop2 -l \"first user\" -F /x/config -p 2201 -i /k1",
                "ansible_ssh_extra_args",
                "-o ControlPersist=60s -l second -p 9 -C -o StrictHostKeyChecking=accept-new"));
        assertThat(read.problems()).isEmpty();
        assertThat(read.settings().sshOptions())
                .containsExactly("UserKnownHostsFile=/a b/c", "Port=1", "StrictHostKeyChecking=accept-new");
        assertThat(read.settings().jumps()).containsExactly("me@hop:22", "hop2");
        assertThat(read.settings().user()).contains("first user");
        assertThat(read.settings().port()).contains(2201);
        assertThat(read.settings().configFile()).contains(Path.of("/x/config"));
        assertThat(read.settings().identityFiles()).containsExactly(Path.of("/k1"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ansible_ssh_common_args | -W host:22        | the option -W of ssh is not honoured",
                "ansible_ssh_common_args | -o Ciphers=x      | the SSH option Ciphers is not honoured",
                "ansible_ssh_extra_args  | -o 'Port=1        | a quote is not closed",
                "ansible_ssh_extra_args  | -p x              | -p x is no port",
                "ansible_ssh_extra_args  | host              | host is no option of ssh",
                "ansible_ssh_extra_args  | -o                | -o needs a value",
                "ansible_ssh_common_args | -o StrictHostKeyChecking=no | host keys are not checked",
                "ansible_host_key_checking | false           | host keys are not checked",
                "ansible_connection      | docker            | docker is not supported",
                "ansible_port            | 0                 | ansible_port must be 1 to 65535",
                "ansible_timeout         | never             | ansible_timeout must be 1 to 99999 seconds",
                "ansible_ssh_executable  | /usr/bin/ssh2     | the variable ansible_ssh_executable is not honoured",
                "ansible_become_usr      | x                 | did you mean ansible_become_user?",
                "ansible_winrm_transport | x                 | the variable ansible_winrm_transport is not honoured",
            })
    void whatIsNotHonouredIsReported(String variable, String value, String said) {
        List<Diagnostic> problems = of(Map.of(variable, value)).problems();
        assertThat(problems).hasSize(1);
        assertThat(problems.get(0).render()).contains("r710", said);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ansible_python_interpreter", "ansible_pipelining", "ansible_distribution"})
    void whatHasNoMeaningHereAndWhatIsAFactIsPassedOver(String variable) {
        assertThat(of(Map.of(variable, "x")).problems()).isEmpty();
    }

    @Test
    void becomeIsReadWithItsMethodUserAndFlags() {
        ConnectionVariables read = of(Map.of(
                "ansible_become",
                "yes",
                "ansible_become_method",
                "su",
                "ansible_become_user",
                "qemu",
                "ansible_become_pass",
                "p",
                "ansible_become_exe",
                "/bin/su",
                "ansible_become_flags",
                "-H --whitelist"));
        assertThat(read.become())
                .contains(new Become(Become.Method.SU, "qemu", Secret.of("p"), "/bin/su", List.of("--whitelist")));
        assertThat(read.problems()).isEmpty();
        assertThat(of(Map.of("ansible_become", true, "ansible_become_method", "doas"))
                        .problems()
                        .get(0)
                        .isError())
                .isTrue();
        assertThat(of(Map.of("ansible_become", false)).become()).isEmpty();
    }

    @Test
    void noSecretIsInAnyProblem() {
        ConnectionVariables read = of(Map.of("ansible_password", List.of("canary"), "ansible_become_pass", "canary"));
        assertThat(read.problems().toString()).doesNotContain("canary");
        assertThat(read.settings().toString()).doesNotContain("canary");
    }
}
