package io.pinwright.runner.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.pinwright.engine.Engine;
import io.pinwright.engine.drift.Baseline;
import io.pinwright.engine.inventory.Inventory;
import io.pinwright.engine.source.Diagnostic;
import io.pinwright.engine.source.Diagnostics;
import io.pinwright.engine.source.Source;
import io.pinwright.engine.transport.Connection;
import io.pinwright.engine.transport.ConnectionSettings;
import io.pinwright.engine.transport.Transport;
import io.pinwright.engine.yaml.Yaml;
import io.pinwright.modules.BuiltinModules;
import io.pinwright.runner.cli.DocumentedCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What the documents say is so. A fenced block says by its info string what it is:
 *
 * <ul>
 *   <li>{@code yaml}: a playbook; {@code yaml tasks}: tasks of one; {@code yaml refused NAME}: a playbook with errors;
 *   <li>{@code yaml file NAME}, {@code yaml baseline NAME}: a file that the document's commands name;
 *   <li>{@code yaml inventory}, {@code ini inventory}: an inventory; {@code yaml vars}: variables;
 *   <li>{@code console}: commands whose options exist; {@code console run}: commands that are run on a simulated host and print
 *       this, where a line {@code ...} stands for any lines;
 *   <li>{@code java}: the region of a source file that the comment before it names.
 * </ul>
 *
 * <p>{@code -Dgolden.update} writes what is printed today into the blocks without {@code ...}.
 */
class DocumentationTest {

    private static final int WIDTH = 120;
    private static final boolean UPDATE = System.getProperty("golden.update") != null;

    private static final Source R710 = new Source("hosts", "r710\n");

    private static final Engine ENGINE =
            Engine.builder().modules(BuiltinModules.all()).transport(nowhere()).build();

    static Stream<Markdown> documents() {
        return Markdown.all();
    }

    @ParameterizedTest
    @MethodSource("documents")
    void everyYamlBlockIsWhatItSaysItIs(Markdown document) {
        for (Markdown.Block block : document.blocks()) {
            if (!block.is("yaml") && !block.is("ini")) {
                continue;
            }
            Source source = new Source(document.name() + " line " + block.first(), block.joined());
            Diagnostics diagnostics = new Diagnostics();
            switch (block.info().split(" ")[block.info().contains(" ") ? 1 : 0]) {
                case "yaml", "refused", "file" -> ENGINE.playbook(source, diagnostics);
                case "tasks" -> ENGINE.playbook(asPlaybook(source), diagnostics);
                case "inventory" -> Inventory.parse(source, block.is("yaml"), diagnostics);
                case "baseline" -> Baseline.of(source, Inventory.parse(R710, false, diagnostics), diagnostics);
                case "vars" -> Yaml.parseOne(source, diagnostics);
                default -> throw new AssertionError(source.name() + ": unknown kind of block: " + block.info());
            }
            assertThat(diagnostics.hasErrors())
                    .as(source.name()
                            + diagnostics.all().stream()
                                    .map(Diagnostic::render)
                                    .collect(Collectors.joining("\n", "\n", "")))
                    .isEqualTo(block.info().startsWith("yaml refused"));
        }
    }

    @ParameterizedTest
    @MethodSource("documents")
    void everyCommandShownIsOneThatTheProgramTakes(Markdown document) {
        for (Markdown.Block block : document.blocks()) {
            if (!block.is("console")) {
                continue;
            }
            for (String line : block.text()) {
                if (line.startsWith("$ ./pinwright")) {
                    List<String> words = Words.of(line.substring(2));
                    assertThat(DocumentedCommand.refusal(words.subList(1, words.size())))
                            .as(document.name() + ": " + line)
                            .isEmpty();
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("documents")
    void everyOutputShownIsWhatTheCommandPrints(Markdown document, @TempDir Path folder) throws IOException {
        List<Markdown.Block> blocks = document.blocks();
        if (blocks.stream().noneMatch(block -> block.info().equals("console run"))) {
            return;
        }
        List<List<String>> printed = new ArrayList<>();
        try (DocumentedSession session = new DocumentedSession(folder)) {
            for (Markdown.Block block : blocks) {
                String[] info = block.info().split(" ");
                if (info.length > 2) {
                    session.file(info[2], block.joined());
                }
                printed.add(block.info().equals("console run") ? again(block, session) : block.text());
            }
        }
        for (int i = blocks.size() - 1; i >= 0; i--) {
            Markdown.Block block = blocks.get(i);
            boolean excerpt = block.text().contains("...");
            if (UPDATE && !excerpt && !printed.get(i).equals(block.text())) {
                Markdown.read(document.file()).rewrite(block, printed.get(i));
            } else if (excerpt && block.info().equals("console run")) {
                assertThat(String.join("\n", printed.get(i)) + "\n")
                        .as(document.name() + ":" + block.first())
                        .matches(pattern(block.text()));
            } else if (!UPDATE) {
                assertThat(printed.get(i))
                        .as(document.name() + ":" + block.first())
                        .isEqualTo(block.text());
            }
        }
    }

    private static List<String> again(Markdown.Block block, DocumentedSession session) {
        List<String> again = new ArrayList<>();
        for (String line : block.text()) {
            if (line.startsWith("$ ")) {
                if (!again.isEmpty() && !line.startsWith("$ echo")) {
                    again.add("");
                }
                again.add(line);
                again.addAll(session.run(line.substring(2)));
            }
        }
        return again;
    }

    private static String pattern(List<String> lines) {
        StringBuilder pattern = new StringBuilder();
        for (String line : lines) {
            pattern.append(line.equals("...") ? "(?:[^\n]*\n)*?" : Pattern.quote(line + "\n"));
        }
        return pattern.toString();
    }

    @ParameterizedTest
    @MethodSource("documents")
    void everyJavaBlockIsTheCodeThatIsCompiledAndTested(Markdown document) {
        List<Markdown.Block> blocks = document.blocks();
        for (int i = blocks.size() - 1; i >= 0; i--) {
            Markdown.Block block = blocks.get(i);
            if (!block.is("java")) {
                continue;
            }
            String from = block.from()
                    .orElseThrow(() -> new AssertionError(document.name() + ":" + block.first()
                            + ": a comment <!-- from FILE#REGION --> is missing"));
            List<String> code = Markdown.region(from);
            if (UPDATE && !code.equals(block.text())) {
                Markdown.read(document.file()).rewrite(block, code);
            } else {
                assertThat(block.text())
                        .as(document.name() + ":" + block.first())
                        .isEqualTo(code);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("documents")
    void everyLinkLeadsSomewhere(Markdown document) {
        for (String link : document.links()) {
            if (link.matches("[a-z]+:.*")) {
                continue;
            }
            String[] parts = link.split("#", 2);
            Path target = parts[0].isEmpty()
                    ? document.file()
                    : document.file().resolveSibling(parts[0]).normalize();
            assertThat(Files.exists(target)).as(document.name() + ": " + link).isTrue();
            if (parts.length == 2) {
                assertThat(Markdown.read(target).anchors())
                        .as(document.name() + ": " + link)
                        .contains(parts[1]);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("documents")
    void linesFitATerminal(Markdown document) {
        assertThat(document.prose())
                .allSatisfy(line -> assertThat(line.startsWith("|") ? 0 : line.length())
                        .as(document.name() + ": " + line)
                        .isLessThanOrEqualTo(WIDTH));
    }

    @Test
    void theReadmeNamesEveryCommandAndEveryExitStatus() {
        String readme = String.join(
                "\n", Markdown.read(Markdown.TOP.resolve("README.md")).lines());
        assertThat(DocumentedCommand.names())
                .isNotEmpty()
                .allSatisfy(name -> assertThat(readme).containsPattern("\\| `" + name + "\\b"));
        assertThat(DocumentedCommand.exitStatuses())
                .isNotEmpty()
                .allSatisfy(status -> assertThat(readme).contains("\n| " + status + " |"));
    }

    private static Source asPlaybook(Source tasks) {
        return new Source(
                tasks.name(),
                "- hosts: all\n  tasks:\n"
                        + tasks.text().lines().map(line -> "    " + line + "\n").collect(Collectors.joining()));
    }

    private static Transport nowhere() {
        return new Transport() {
            @Override
            public Connection connect(ConnectionSettings settings) {
                throw new IllegalStateException("checking files reaches no host");
            }

            @Override
            public void close() {}
        };
    }
}
