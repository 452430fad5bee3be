package io.pinwright.modules.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.pinwright.engine.Engine;
import io.pinwright.engine.module.AnyModule;
import io.pinwright.engine.module.ArgumentSpec;
import io.pinwright.engine.module.ControllerFileType;
import io.pinwright.engine.module.ModuleSpec;
import io.pinwright.engine.source.Diagnostics;
import io.pinwright.engine.transport.local.LocalTransport;
import io.pinwright.modules.BuiltinModules;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The manual's pages say what the specs say; {@code -Dgolden.update} writes them. */
class ModulePageTest {

    private static final Path FOLDER = Path.of("..", "docs", "modules");

    @TempDir
    Path folder;

    static Stream<ModuleSpec> specs() {
        return BuiltinModules.list().stream().map(AnyModule::spec);
    }

    private static Map<String, String> texts() throws IOException {
        Map<String, String> texts = new LinkedHashMap<>();
        try (InputStream in = Objects.requireNonNull(ModulePageTest.class.getResourceAsStream("/pages/effects.md"))) {
            String all = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            for (String module : all.substring(2).split("\n# ")) {
                int end = module.indexOf('\n');
                texts.put(
                        module.substring(0, end),
                        module.substring(end + 1)
                                .replaceAll("(?m)^(## .*)$", "\n$1\n")
                                .strip()
                                .replace("\n\n\n", "\n\n"));
            }
        }
        return texts;
    }

    @ParameterizedTest
    @MethodSource("specs")
    void pageSaysWhatTheSpecSays(ModuleSpec spec) throws IOException {
        String page = ModulePage.of(spec, Objects.requireNonNull(texts().get(spec.name()), spec.name()));
        Path file = FOLDER.resolve(spec.name() + ".md");
        if (System.getProperty("golden.update") != null) {
            Files.createDirectories(FOLDER);
            Files.writeString(file, page);
        }
        assertThat(file).as("run the tests with -Dgolden.update to write it").hasContent(page);
    }

    @ParameterizedTest
    @MethodSource("specs")
    void pageHasAllSections(ModuleSpec spec) throws IOException {
        assertThat(ModulePage.of(spec, Objects.requireNonNull(texts().get(spec.name()))))
                .contains(
                        "\n## Arguments\n",
                        "\n## Effect\n",
                        "\n## Check mode\n",
                        "\n## Registered\n",
                        "\n## Example\n");
    }

    @Test
    void everyPageIsOfAModule() throws IOException {
        List<String> pages = new ArrayList<>();
        try (Stream<Path> files = Files.list(FOLDER)) {
            files.map(file -> String.valueOf(file.getFileName()))
                    .filter(name -> !name.equals("README.md"))
                    .forEach(pages::add);
        }
        assertThat(pages)
                .containsExactlyInAnyOrderElementsOf(
                        specs().map(spec -> spec.name() + ".md").toList());
        assertThat(texts().keySet())
                .containsExactlyInAnyOrderElementsOf(
                        specs().map(ModuleSpec::name).toList());
    }

    @ParameterizedTest
    @MethodSource("specs")
    void examplePassesTheChecks(ModuleSpec spec) throws IOException {
        for (String name : List.of("vhost.conf", "motd.j2", "irqbalance.j2")) {
            Files.writeString(folder.resolve(name), "text\n");
        }
        assertThat(problems(ModulePage.task(spec).indent(4))).isEmpty();
    }

    @Test
    void brokenExampleWouldBeFound() throws IOException {
        assertThat(problems("    - copy: {dset: /etc/motd, content: x}\n")).isNotEmpty();
    }

    private List<?> problems(String tasks) throws IOException {
        Path playbook = Files.writeString(folder.resolve("example.yml"), "- hosts: all\n  tasks:\n" + tasks);
        Diagnostics diagnostics = new Diagnostics();
        try (LocalTransport transport = LocalTransport.create()) {
            Engine.builder()
                    .modules(BuiltinModules.all())
                    .transport(transport)
                    .build()
                    .playbooks(List.of(playbook), diagnostics);
        }
        return diagnostics.all();
    }

    /** One module with one argument, so that an example is read by itself. */
    @ParameterizedTest
    @MethodSource("specs")
    void examplesOfArgumentsAreOfTheirType(ModuleSpec spec) {
        for (ArgumentSpec argument : spec.arguments()) {
            if (argument.type() instanceof ControllerFileType) {
                continue;
            }
            for (String example : Stream.of(argument.example(), argument.defaultText())
                    .filter(Objects::nonNull)
                    .filter(text -> !text.contains("{{"))
                    .toList()) {
                assertThatCode(() -> ExampleValue.read(argument, example))
                        .as(spec.name() + " " + argument.name() + ": " + example)
                        .doesNotThrowAnyException();
            }
        }
    }
}
