package io.pinwright.modules.commands;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pinwright.engine.host.Answer;
import io.pinwright.engine.host.HostProblem;
import io.pinwright.engine.source.Secret;
import io.pinwright.modules.testing.Given;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CommandArgumentsTest {

    /** As Python's shlex.split does it. */
    @Test
    void wordsAreSplitAsAShellDoes() {
        assertThat(Words.split("  a 'b c' \"d \\\" \\\\ \\n\" e\\ f '' g'h'i\n"))
                .containsExactly("a", "b c", "d \" \\ \\n", "e f", "", "ghi");
    }

    @Test
    void pathsAmongTheWordsAreArguments() {
        RawCommand.Args args = Given.args(new Command(), "{cmd: 'make all creates=/a chdir=/b'}");
        assertThat(args.argv()).containsExactly("make", "all");
        assertThat(args.creates()).contains("/a");
        assertThat(args.directory()).contains("/b");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "{};                                     command needs a command line",
                "{cmd: a, argv: [a]};                    command takes cmd or argv, not both",
                "{cmd: \"a 'b\"};                        a quote is not closed",
                "{cmd: 'a b\\'};                         a backslash at its end",
                "{cmd: 'a creates=b'};                   creates must be an absolute path",
                "{cmd: a, creates: '/x y*'};             creates is a shell pattern with characters that are not allowed",
                "{cmd: 'ls $HOME'};                      would be expanded by Ansible",
                "{argv: [ls, '~/x']};                    would be expanded by Ansible",
            })
    void badArgumentsAreNamed(String task, String message) {
        assertThatThrownBy(() -> Given.args(new Command(), task)).hasMessageContaining(message);
    }

    @Test
    void secretsAreRefusedWhereOthersWouldSeeThem() {
        assertThatThrownBy(() -> Given.args(new Command(), "{}", "cmd", Secret.of("login hunter2")))
                .hasMessageContaining("cmd must not hold a secret")
                .hasMessageNotContaining("hunter2");
        assertThatThrownBy(() -> Given.args(new Shell(), "{}", "cmd", Secret.of("login hunter2")))
                .hasMessageContaining("cmd must not hold a secret");
    }

    @Test
    void secretInputStaysHidden() {
        RawCommand.Args args = Given.args(new Command(), "{cmd: login}", "stdin", Secret.of("hunter2"));
        assertThat(args.stdin())
                .hasValueSatisfying(input -> assertThat(input.secret()).isTrue());
        assertThat(args.toString()).doesNotContain("hunter2");
    }

    @Test
    void whatCannotBeSeenIsNotTakenForMissing() {
        RawCommand.Args args = Given.args(new Command(), "{cmd: a, creates: /x/*}");
        assertThatThrownBy(
                        () -> Given.changes(new Command(), args, query -> new Answer.Unreadable("permission denied")))
                .isInstanceOf(HostProblem.class)
                .hasMessageContaining("permission denied");
    }

    @Test
    void scriptIsOneWordForItsShell() {
        assertThat(Given.args(new Shell(), "{cmd: 'a | b', executable: /bin/bash}")
                        .argv())
                .isEqualTo(List.of("/bin/bash", "-c", "a | b"));
    }
}
