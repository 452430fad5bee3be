package io.pinwright.engine.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pinwright.engine.host.Answer;
import io.pinwright.engine.host.Bytes;
import io.pinwright.engine.host.HostUnreachableException;
import io.pinwright.engine.host.Payload;
import io.pinwright.engine.host.Query;
import io.pinwright.engine.host.Step;
import io.pinwright.engine.host.Writing;
import io.pinwright.engine.source.Secret;
import io.pinwright.engine.transport.local.LocalTransport;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Hosts whose login shell does not do what it should. */
class HostileHostTest {

    private static final Query.Run HELLO = new Query.Run("echo", "hello");

    @TempDir
    Path folder;

    private static HostSession host(String loginShell) {
        SessionLimits limits = new SessionLimits(
                Duration.ofSeconds(2), Duration.ofSeconds(2), Duration.ofSeconds(3), 64 << 20, 1 << 20);
        return HostSessions.open(
                LocalTransport.withShell(List.of("/bin/sh", "-c", loginShell, "sh")),
                ConnectionSettings.ssh("r710"),
                limits);
    }

    private static void fails(String loginShell, String said) {
        try (HostSession session = host(loginShell)) {
            assertThatThrownBy(() -> session.reader(Optional.empty()).read(List.of(HELLO)))
                    .isInstanceOf(HostUnreachableException.class)
                    .hasMessageContaining("r710")
                    .hasMessageContaining(said);
            session.cancel();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "yes | sent more than",
                "yes >&2 | sent more than",
                "exec sleep 100 | no answer within 2 s while starting a shell",
                "echo This account is not available; exit 1 | This account is not available",
                "exit 0 | the shell ended with exit status 0",
            })
    void whatIsWrongIsSaid(String loginShell, String said) {
        fails(loginShell, said);
    }

    @Test
    void anAnswerThatNeverComesIsGivenUpAndSaysWhatWasUnderWay() {
        try (HostSession session = host("eval \"$1\"")) {
            Query stops = new Query.Run(
                    List.of("sh", "-c", "kill -STOP $(cut -d' ' -f4 /proc/$PPID/stat)"), Duration.ofSeconds(1), 100);
            assertThatThrownBy(() -> session.reader(Optional.empty()).read(List.of(stops)))
                    .isInstanceOf(HostUnreachableException.class)
                    .hasMessageContaining("no answer within 3 s while running sh -c");
        }
    }

    @Test
    void whatALoginPrintsBeforeUsIsNoPartOfAnyAnswer() {
        String noise = "echo motd; echo complaint >&2; printf '\\n0 i 0 a\\n'; eval \"$1\"";
        try (HostSession session = host(noise)) {
            assertThat(session.reader(Optional.empty()).read(List.of(HELLO)).get(HELLO))
                    .contains(new Answer.Output(0, Bytes.utf8("hello\n"), Bytes.EMPTY));
        }
    }

    @Test
    void whoKnowsTheMarkerOfTheExecRequestCannotForgeARecord() {
        // The marker is in the process list for all to see; a file is read that was made from it.
        String spy = "M=$(printf %s \"$1\" | grep -o 'M=[0-9a-f]*' | head -1); M=${M#M=};"
                + " printf 'x\\n%s i 0 a\\n%s- i 0 a\\n%s z 1\\ny' \"$M\" \"$M\" \"$M\" > " + folder + "/forged;"
                + " eval \"$1\"";
        Query read = new Query.ReadFile(folder + "/forged");
        try (HostSession session = host(spy)) {
            Answer answer = session.reader(Optional.empty())
                    .read(List.of(read))
                    .get(read)
                    .orElseThrow();
            assertThat(answer).isInstanceOf(Answer.Content.class);
            assertThat(((Answer.Content) answer).bytes().text())
                    .startsWith("x\n")
                    .endsWith("y")
                    .hasSizeGreaterThan(100);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"fish", "tcsh", "csh", "zsh", "ksh", "bash", "dash"})
    void everyLoginShellStartsOurs(String name) {
        Optional<Path> shell = Shells.program(name);
        Assumptions.assumeTrue(shell.isPresent(), name + " is not here");
        Query odd = new Query.Run("printf", "%s", "a'b\"c\\d\ne!f$g%h\u00e9\ud83d\ude00`i`");
        try (HostSession session = HostSessions.open(
                LocalTransport.withShell(List.of(shell.get().toString(), "-c")),
                ConnectionSettings.ssh("r710"),
                SessionLimits.defaults())) {
            assertThat(session.reader(Optional.empty()).read(List.of(odd)).get(odd))
                    .contains(new Answer.Output(0, Bytes.utf8("a'b\"c\\d\ne!f$g%h\u00e9\ud83d\ude00`i`"), Bytes.EMPTY));
        }
    }

    @Test
    void noSecretIsInAnExecRequest() throws Exception {
        Path seen = folder.resolve("seen");
        try (HostSession session = host("printf %s \"$1\" >> " + seen + "; eval \"$1\"")) {
            Secret canary = Secret.of("canary-7f3a");
            Path file = folder.resolve("f");
            List<Step> steps = new ArrayList<>();
            steps.add(new Step.Run(List.of("cat"), Payload.secret(canary.reveal()), List.of()));
            steps.add(
                    new Step.WriteFile(file.toString(), Payload.secret(canary.reveal()), 0600, null, null, List.of()));
            session.writer(Optional.empty()).write(Writing.bare(steps), List.of());
            assertThat(Files.readString(file)).isEqualTo(canary.reveal());
        }
        assertThat(new String(Files.readAllBytes(seen), StandardCharsets.UTF_8))
                .contains("exec sh -c")
                .doesNotContain("canary");
    }
}
