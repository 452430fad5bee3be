package io.pinwright.runner.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.pinwright.engine.Engine;
import io.pinwright.engine.source.Diagnostic;
import io.pinwright.engine.source.Diagnostics;
import io.pinwright.engine.source.Source;
import io.pinwright.engine.transport.ConnectionOverrides;
import io.pinwright.engine.transport.ConnectionVariables;
import io.pinwright.engine.transport.local.LocalTransport;
import io.pinwright.modules.BuiltinModules;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The tables of words in the manual: what they call honoured is, what they call refused is. */
class ManualTest {

    private static final Engine ENGINE = Engine.builder()
            .modules(BuiltinModules.all())
            .transport(LocalTransport.create())
            .build();

    static Stream<String> honouredVariables() {
        return words("docs/inventory.md", "These are honoured:", "These say how", "`(ansible_[a-z_]*[a-z])`");
    }

    static Stream<String> variablesPassedOver() {
        return words("docs/inventory.md", "These say how", "Every other variable", "`(ansible_[a-z_]*[a-z])`");
    }

    static Stream<String> words(String file, String from, String to, String pattern) {
        String text =
                String.join("\n", Markdown.read(Markdown.TOP.resolve(file)).lines());
        String part = text.substring(text.indexOf(from), text.indexOf(to, text.indexOf(from)));
        List<String> words = Pattern.compile(pattern)
                .matcher(part)
                .results()
                .map((MatchResult match) -> match.group(1))
                .distinct()
                .toList();
        assertThat(words).as(file + " after \"" + from + "\"").isNotEmpty();
        return words.stream();
    }

    @ParameterizedTest
    @MethodSource("honouredVariables")
    void aVariableThatTheManualCallsHonouredIs(String name) {
        assertThat(problemsOf(name)).doesNotContain("not honoured");
    }

    @ParameterizedTest
    @MethodSource("variablesPassedOver")
    void aVariableThatTheManualSaysIsPassedOverIsNotReported(String name) {
        assertThat(problemsOf(name)).isEmpty();
    }

    private static String problemsOf(String name) {
        return ConnectionVariables.of("kvm01", Map.of(name, "1"), ConnectionOverrides.NONE).problems().stream()
                .map(Diagnostic::render)
                .collect(Collectors.joining("\n"));
    }

    static Stream<String> refusedInPlays() {
        return Stream.concat(refused("plays"), refused("both"));
    }

    static Stream<String> refusedInTasks() {
        return Stream.concat(refused("tasks"), refused("both")).filter(word -> !word.equals("with_..."));
    }

    private static Stream<String> refused(String where) {
        return Markdown.read(Markdown.TOP.resolve("docs/playbooks.md")).lines().stream()
                .filter(line -> line.startsWith("| " + where + " |"))
                .flatMap(line -> Pattern.compile("`([a-z_.]+)`").matcher(line).results())
                .map((MatchResult match) -> match.group(1))
                .filter(word -> !List.of("with_items", "with_list").contains(word));
    }

    @ParameterizedTest
    @MethodSource("refusedInPlays")
    void aPlaysWordThatTheManualCallsRefusedIs(String word) {
        assertThat(errorsOf("- hosts: all\n  " + word + ": x\n")).contains("`" + word + "` is not supported yet");
    }

    @ParameterizedTest
    @MethodSource("refusedInTasks")
    void aTasksWordThatTheManualCallsRefusedIs(String word) {
        assertThat(errorsOf("- hosts: all\n  tasks:\n    - debug: {msg: x}\n      " + word + ": x\n"))
                .contains("`" + word + "` is not supported yet");
    }

    private static String errorsOf(String playbook) {
        Diagnostics diagnostics = new Diagnostics();
        ENGINE.playbook(new Source("play", playbook), diagnostics);
        return diagnostics.all().stream().map(Diagnostic::render).collect(Collectors.joining("\n"));
    }
}
