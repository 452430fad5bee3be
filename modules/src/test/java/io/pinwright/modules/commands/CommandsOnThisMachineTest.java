package io.pinwright.modules.commands;

import static org.assertj.core.api.Assertions.assertThat;

import io.pinwright.modules.testing.ThisMachine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Raw commands for real, on this machine. */
class CommandsOnThisMachineTest {

    @TempDir
    Path folder;

    private final ThisMachine host = new ThisMachine();

    @AfterEach
    void close() {
        host.close();
    }

    @Test
    void commandIsNotRunWhenWhatItCreatesIsThere() throws IOException {
        Files.writeString(folder.resolve("made"), "");
        String task = "{cmd: touch other, chdir: " + folder + ", creates: " + folder + "/ma*}";
        assertThat(host.changes(new Command(), task)).isEmpty();
        assertThat(host.result(new Command(), task))
                .containsEntry("rc", 0L)
                .containsEntry("stdout", "skipped, since " + folder + "/ma* exists");
    }

    @Test
    void commandIsNotRunWhenWhatItRemovesIsGone() {
        assertThat(host.changes(new Command(), "{cmd: rm x, removes: " + folder + "/x}"))
                .isEmpty();
    }

    @Test
    void commandRegistersWhatItPrinted() {
        assertThat(host.run(new Command(), "{argv: [printf, '%s\\n', 'a b', '$HOME'], expand_argument_vars: false}"))
                .containsEntry("rc", 0L)
                .containsEntry("stdout", "a b\n$HOME")
                .containsEntry("stdout_lines", List.of("a b", "$HOME"))
                .containsEntry("cmd", List.of("printf", "%s\\n", "a b", "$HOME"));
    }

    @Test
    void commandRunsInItsDirectoryWithItsInput() {
        host.run(new Command(), "{cmd: tee out, chdir: " + folder + ", stdin: text}");
        assertThat(folder.resolve("out")).hasContent("text\n");
    }

    @Test
    void shellRunsAScript() {
        assertThat(host.run(new Shell(), "{cmd: \"echo a b | wc -w; echo no >&2; exit 3\"}"))
                .containsEntry("rc", 3L)
                .containsEntry("stdout", "2")
                .containsEntry("stderr", "no");
    }

    @Test
    void shellUsesTheShellThatIsAsked() {
        assertThat(host.run(new Shell(), "{cmd: 'x=(a b); echo ${x[1]}', executable: /bin/bash}"))
                .containsEntry("stdout", "b");
    }
}
