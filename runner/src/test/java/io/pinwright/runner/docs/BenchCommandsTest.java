package io.pinwright.runner.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The commands of the page on performance: they take minutes and root, so only that they are there, and take these options. */
class BenchCommandsTest {

    private static final Pattern COMMAND = Pattern.compile("(?:\\$ |`)(?:python3 )?(bench/[a-z/.]+)([^`\n]*)");
    private static final Pattern OPTION = Pattern.compile("--[a-z-]+");

    private static List<MatchResult> commands() {
        String page = String.join(
                "\n", Markdown.read(Markdown.TOP.resolve("docs/performance.md")).lines());
        return COMMAND.matcher(page).results().toList();
    }

    @Test
    void everyProgramShownIsThere() {
        assertThat(commands()).extracting(command -> command.group(1)).contains("bench/run", "bench/jmh/run");
        assertThat(commands())
                .allSatisfy(command ->
                        assertThat(Markdown.TOP.resolve(command.group(1))).exists());
    }

    @Test
    void everyOptionShownIsOneThatTheComparisonTakes() throws IOException, InterruptedException {
        Process help = new ProcessBuilder(Markdown.TOP.resolve("bench/run").toString(), "--help")
                .redirectErrorStream(true)
                .start();
        String usage = new String(help.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(help.waitFor()).isZero();
        assertThat(commands().stream()
                        .filter(command -> command.group(1).equals("bench/run"))
                        .flatMap(command -> OPTION.matcher(command.group(2)).results())
                        .map(MatchResult::group))
                .isNotEmpty()
                .allSatisfy(option -> assertThat(usage).contains("\n  " + option + " "));
    }

    @Test
    void everyBenchmarkShownIsThere() {
        Path benchmarks = Markdown.TOP.resolve("bench/jmh/src/main/java/io/pinwright/bench");
        assertThat(commands().stream()
                        .filter(command -> command.group(1).equals("bench/jmh/run"))
                        .map(command -> command.group(2).strip())
                        .filter(name -> !name.isEmpty()))
                .isNotEmpty()
                .allSatisfy(name -> assertThat(Files.exists(benchmarks.resolve(name + ".java")))
                        .as(name)
                        .isTrue());
    }
}
