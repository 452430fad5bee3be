package io.pinwright.engine.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pinwright.engine.host.Answer;
import io.pinwright.engine.host.Become;
import io.pinwright.engine.host.Bytes;
import io.pinwright.engine.host.HostUnreachableException;
import io.pinwright.engine.host.HostWriter.Written;
import io.pinwright.engine.host.Payload;
import io.pinwright.engine.host.Query;
import io.pinwright.engine.host.Step;
import io.pinwright.engine.host.StepOutcome;
import io.pinwright.engine.host.Writing;
import io.pinwright.engine.source.Secret;
import io.pinwright.engine.transport.local.LocalTransport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Acting as another user: with a sudo that behaves as the real one does, and with the real one where tests may use it. */
class BecomeTest {

    private static final Query.Run HELLO = new Query.Run("echo", "hello");

    /** Writes down its arguments; asks up to three times, as sudo does. */
    private static final String SUDO = """
            #!/bin/sh
            echo "$*" >> FOLDER/log
            p= n= u=
            while [ $# -gt 0 ]; do
              case $1 in
                -n) n=1 ;;
                -p) p=$2; shift ;;
                -u) u=$2; shift ;;
                --) shift; break ;;
              esac
              shift
            done
            SAYS
            [ -z "$n" ] || [ -z "EXPECTED" ] || { echo "sudo: a password is required" >&2; exit 1; }
            tries=0
            while [ -n "EXPECTED" ]; do
              printf %s "$p" >&2
              IFS= read -r word || exit 1
              [ "$word" = "EXPECTED" ] && break
              tries=$((tries + 1))
              [ $tries -lt 3 ] || { echo "sudo: 3 incorrect password attempts" >&2; exit 1; }
              echo "Sorry, try again." >&2
            done
            exec "$@"
            """;

    @TempDir
    Path folder;

    private Become sudo(String expected, String says, @Nullable String password) throws IOException {
        Path file = folder.resolve("sudo");
        Files.writeString(
                file,
                SUDO.replace("FOLDER", folder.toString()).replace("SAYS", says).replace("EXPECTED", expected));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
        return new Become(
                Become.Method.SUDO, "root", password == null ? null : Secret.of(password), file.toString(), List.of());
    }

    private static HostSession session() {
        SessionLimits defaults = SessionLimits.defaults();
        return HostSessions.open(
                LocalTransport.create(),
                ConnectionSettings.ssh("r710"),
                new SessionLimits(
                        Duration.ofSeconds(5),
                        defaults.grace(),
                        defaults.roundMax(),
                        defaults.roundBytesMax(),
                        defaults.stepOutputBytesMax()));
    }

    private static void refuses(Become become, String... said) {
        try (HostSession session = session()) {
            assertThatThrownBy(() -> session.reader(Optional.of(become)).read(List.of(HELLO)))
                    .isInstanceOfSatisfying(
                            HostUnreachableException.class,
                            e -> assertThat(e.message() + " fix: " + e.fix().orElse(""))
                                    .contains(said));
        }
    }

    @Test
    void withoutAPasswordTheRoundStillTravelsInTheExecRequestAndIsInNoLogOfSudo() throws IOException {
        Become become = sudo("", "", null);
        try (HostSession session = session()) {
            assertThat(session.reader(Optional.of(become)).read(List.of(HELLO)).get(HELLO))
                    .contains(new Answer.Output(0, Bytes.utf8("hello\n"), Bytes.EMPTY));
            assertThat(session.counts().execs()).isEqualTo(1);
            assertThat(session.counts().roundTrips()).isEqualTo(1);
            session.reader(Optional.of(become)).read(List.of(HELLO));
            assertThat(session.counts().execs()).isEqualTo(1);
            assertThat(session.counts().roundTrips()).isEqualTo(2);
        }
        assertThat(Files.readString(folder.resolve("log")))
                .startsWith("-H -n -u root -- sh -c")
                .doesNotContain("hello");
    }

    @Test
    void aPasswordGoesDownStandardInputAlone() throws IOException {
        Become become = sudo("s3cret word", "", "s3cret word");
        try (HostSession session = session()) {
            assertThat(session.reader(Optional.of(become)).read(List.of(HELLO)).get(HELLO))
                    .contains(new Answer.Output(0, Bytes.utf8("hello\n"), Bytes.EMPTY));
            assertThat(session.counts().execs()).isEqualTo(1);
            assertThat(session.counts().roundTrips()).isEqualTo(1);
        }
        assertThat(Files.readString(folder.resolve("log"))).doesNotContain("s3cret");
    }

    @Test
    void aPasswordThatIsNotAskedForIsNotSent() throws IOException {
        Become become = sudo("", "", "s3cret");
        try (HostSession session = session()) {
            assertThat(session.reader(Optional.of(become)).read(List.of(HELLO)).get(HELLO))
                    .contains(new Answer.Output(0, Bytes.utf8("hello\n"), Bytes.EMPTY));
        }
    }

    @Test
    void aPayloadReachesAStepOfTheFirstRound() throws IOException {
        for (String password : new String[] {"", "s3cret"}) {
            Become become = sudo(password, "", password.isEmpty() ? null : password);
            try (HostSession session = session()) {
                Step step = new Step.Run(List.of("cat"), Payload.secret("canary"), List.of());
                Written written = session.writer(Optional.of(become)).write(Writing.bare(List.of(step)), List.of());
                assertThat(written.outcomes())
                        .containsExactly(
                                new StepOutcome(StepOutcome.Status.DONE, 0, Bytes.utf8("canary"), Bytes.EMPTY));
            }
        }
    }

    @Test
    void aWrongPasswordIsTriedOnceAndSaidToBeWrong() throws IOException {
        Become become = sudo("right", "", "wrong");
        refuses(become, "r710: cannot become root: the password is wrong", "ansible_become_password");
    }

    @Test
    void aPasswordThatIsMissingIsSaidToBeMissing() throws IOException {
        refuses(sudo("right", "", null), "it asks for a password and none is given", "-K");
    }

    @Test
    void eachRefusalOfSudoIsToldApart() throws IOException {
        refuses(sudo("", "echo 'sudo: sorry, you must have a tty to run sudo' >&2; exit 1", null), "wants a terminal");
        refuses(
                sudo("", "echo 'me is not in the sudoers file.' >&2; exit 1", null),
                "the login user may not",
                "sudoers");
        refuses(sudo("", "echo 'sudo: unknown user: x' >&2; exit 1", null), "no such user");
        refuses(new Become(Become.Method.SUDO, "root", null, folder + "/none", List.of()), "sudo is not on the host");
    }

    @Test
    void aSudoThatNeverAnswersIsGivenUp() throws IOException {
        refuses(sudo("", "exec sleep 30", "x"), "no answer within 5 s");
    }

    @Test
    void theRealSudoAndSuBecomeAnotherUser() {
        Assumptions.assumeTrue(
                System.getProperty("user.name").equals("root"), "only root may become others without a password");
        for (Become.Method method : Become.Method.values()) {
            String program = method == Become.Method.SUDO ? "sudo" : "su";
            Assumptions.assumeTrue(Shells.program(program).isPresent(), program + " is not here: install it");
            Query who = new Query.Run("id", "-un");
            try (HostSession session = session()) {
                assertThat(session.reader(Optional.of(new Become(method, "nobody", null, null, List.of())))
                                .read(List.of(who))
                                .get(who))
                        .contains(new Answer.Output(0, Bytes.utf8("nobody\n"), Bytes.EMPTY));
            }
        }
    }

    @Test
    void twoUsersAreTwoExecChannels() throws IOException {
        Become become = sudo("", "", null);
        try (HostSession session = session()) {
            session.reader(Optional.empty()).read(List.of(HELLO));
            session.reader(Optional.of(become)).read(List.of(HELLO));
            session.reader(Optional.empty()).read(List.of(HELLO));
            assertThat(session.counts().execs()).isEqualTo(2);
            assertThat(session.counts().roundTrips()).isEqualTo(3);
        }
    }
}
