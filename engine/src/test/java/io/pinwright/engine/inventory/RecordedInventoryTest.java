package io.pinwright.engine.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import io.pinwright.engine.source.Diagnostics;
import io.pinwright.engine.source.Source;
import io.pinwright.engine.yaml.Yaml;
import io.pinwright.engine.yaml.YamlNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Compares with what the real ansible-inventory printed; see the README beside the files. */
class RecordedInventoryTest {

    private static final Path FOLDER = Path.of("src/test/resources/inventory");

    private final Diagnostics diagnostics = new Diagnostics();

    private Inventory load(String name, String source) {
        Inventory inventory =
                Inventory.load(List.of(FOLDER.resolve(name).resolve(source).toString()), diagnostics);
        Path playbook = FOLDER.resolve(name).resolve("play");
        return Files.exists(playbook) ? inventory.withPlaybookDirectory(playbook, diagnostics) : inventory;
    }

    private static String expected(String name, String file) throws IOException {
        return Files.readString(FOLDER.resolve(name).resolve(file)).stripTrailing();
    }

    private static Map<String, Object> json(String text) {
        Diagnostics found = new Diagnostics();
        YamlNode node = Yaml.parseOne(new Source("expected", text), found).orElseThrow();
        Map<String, Object> values = new LinkedHashMap<>();
        VariableValues.ofProgram((YamlNode.Mapping) node, found)
                .forEach((key, variable) -> values.put(key, variable.value()));
        return values;
    }

    @ParameterizedTest
    @CsvSource({
        "ini-values, hosts.ini",
        "ranges, hosts.ini",
        "groups, hosts.ini",
        "yaml, hosts.yml",
        "json, hosts.json",
        "directory, inv",
        "precedence, inv/hosts",
        "order, hosts"
    })
    void groupsHostsAndVariablesAreAnsibles(String name, String source) throws IOException {
        Inventory inventory = load(name, source);
        assertThat(diagnostics.hasErrors()).isFalse();
        assertThat(InventoryText.list(inventory)).isEqualTo(json(expected(name, "expected-list.json")));
        assertThat(InventoryText.graph(inventory, "all", false)).contains(expected(name, "expected-graph.txt"));
        assertThat(InventoryText.graph(inventory, "all", true)).contains(expected(name, "expected-graph-vars.txt"));
    }

    static Stream<String> patterns() throws IOException {
        return Files.readAllLines(FOLDER.resolve("patterns/expected.txt")).stream();
    }

    @ParameterizedTest
    @MethodSource("patterns")
    void aPatternChoosesAnsiblesHostsInAnsiblesOrder(String line) {
        String[] parts = line.split(" => ?", -1);
        Inventory inventory = load("patterns", "hosts.ini");
        List<String> chosen = inventory.select(parts[0], null, diagnostics).stream()
                .map(Host::name)
                .toList();
        assertThat(String.join(" ", chosen)).isEqualTo(parts[1]);
    }

    @Test
    void everyVariableKnowsWhereItWasWritten() {
        Host host = load("precedence", "inv/hosts").host("h").orElseThrow();
        assertThat(host.vars().get("v03").origin().toString()).endsWith("inv/hosts:25:5");
        assertThat(host.vars().get("v10").origin().toString()).endsWith("play/host_vars/h.yml:1:6");
    }
}
