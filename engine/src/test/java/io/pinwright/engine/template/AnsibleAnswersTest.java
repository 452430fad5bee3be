package io.pinwright.engine.template;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.pinwright.engine.source.DiagnosticException;
import io.pinwright.engine.source.Source;
import io.pinwright.engine.source.Span;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Every recorded answer of a real Ansible is ours too, or is refused; the refused ones are in docs/templating.md. */
class AnsibleAnswersTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Templates templates = Templates.create(new LookupFiles() {
        @Override
        public Optional<String> file(String path) {
            return Optional.empty();
        }

        @Override
        public Optional<String> environment(String name) {
            return Optional.empty();
        }

        @Override
        public List<String> glob(String pattern) {
            return List.of();
        }
    });

    @Test
    void noAnswerDiffersFromAnsibles() throws IOException {
        Variables variables = Variables.of(variables());
        List<String> different = new ArrayList<>();
        List<String> refused = new ArrayList<>();
        List<String> bolder = new ArrayList<>();
        int equal = 0;
        for (String line : read("expected.tsv").split("\n")) {
            if (line.startsWith("#")) {
                continue;
            }
            String[] fields = line.split("\t");
            String source = JSON.readTree(fields[1]).textValue();
            Object ours;
            String message = "";
            try {
                ours = fields[0].equals("text")
                        ? templates.render(new Source("t.j2", source), variables, RenderOptions.defaults())
                        : templates.evaluate(source, Span.startOf(new Source("play.yml", source)), variables);
            } catch (DiagnosticException e) {
                ours = DiagnosticException.class;
                message = e.diagnostics().get(0).message();
            }
            if (fields[2].startsWith("ERROR")) {
                if (ours != DiagnosticException.class) {
                    bolder.add(source + "  gives " + ours);
                }
            } else if (ours == DiagnosticException.class) {
                refused.add(source + "  # " + message);
            } else if (same(ours, JSON.readTree(fields[2]))) {
                equal++;
            } else {
                different.add(source + "\n      ours: " + ours + "\n   ansible: " + fields[2]);
            }
        }
        if (System.getProperty("golden.update") != null) {
            Path folder = Path.of("src/test/resources/io/pinwright/engine/template");
            Files.write(folder.resolve("refused.txt"), refused);
            Files.write(folder.resolve("bolder.txt"), bolder);
        }
        assertThat(different).as(String.join("\n", different)).isEmpty();
        assertThat(bolder)
                .containsExactlyInAnyOrderElementsOf(read("bolder.txt").lines().toList());
        assertThat(refused)
                .containsExactlyInAnyOrderElementsOf(read("refused.txt").lines().toList());
        assertThat(equal).isGreaterThan(700);
    }

    private static boolean same(Object ours, JsonNode theirs) {
        if (theirs.isNull()) {
            return ours == null;
        }
        if (theirs.isBoolean()) {
            return ours instanceof Boolean b && b == theirs.booleanValue();
        }
        if (theirs.isIntegralNumber()) {
            return (ours instanceof Long || ours instanceof java.math.BigInteger)
                    && ours.toString().equals(theirs.bigIntegerValue().toString());
        }
        if (theirs.isNumber()) {
            return ours instanceof Double d && Double.compare(d, theirs.doubleValue()) == 0;
        }
        if (theirs.isTextual()) {
            return theirs.textValue().equals(ours);
        }
        if (theirs.isArray()) {
            if (!(ours instanceof List<?> list) || list.size() != theirs.size()) {
                return false;
            }
            for (int i = 0; i < list.size(); i++) {
                if (!same(list.get(i), theirs.get(i))) {
                    return false;
                }
            }
            return true;
        }
        JsonNode pairs = theirs.get("dict");
        if (!(ours instanceof Map<?, ?> map) || map.size() != pairs.size()) {
            return false;
        }
        int i = 0;
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            if (!same(entry.getKey(), pairs.get(i).get(0))
                    || !same(entry.getValue(), pairs.get(i).get(1))) {
                return false;
            }
            i++;
        }
        return true;
    }

    private static Map<String, Object> variables() throws IOException {
        Map<String, Object> out = new LinkedHashMap<>();
        JSON.readTree(read("variables.json"))
                .properties()
                .forEach(entry -> out.put(entry.getKey(), plain(entry.getValue())));
        return out;
    }

    private static Object plain(JsonNode node) {
        if (node.isObject()) {
            Map<Object, Object> out = new LinkedHashMap<>();
            node.properties().forEach(entry -> out.put(entry.getKey(), plain(entry.getValue())));
            return out;
        }
        if (node.isArray()) {
            List<Object> out = new ArrayList<>();
            node.forEach(item -> out.add(plain(item)));
            return out;
        }
        return node.isNull()
                ? null
                : node.isBoolean()
                        ? (Object) node.booleanValue()
                        : node.isTextual() ? node.textValue() : (Object) node.numberValue();
    }

    private static String read(String name) throws IOException {
        try (InputStream in = AnsibleAnswersTest.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
