package io.pinwright.engine.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import io.pinwright.engine.source.Diagnostic;
import io.pinwright.engine.source.Diagnostics;
import io.pinwright.engine.source.Source;
import java.math.BigInteger;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class YamlTest {

    private final Diagnostics diagnostics = new Diagnostics();

    private List<YamlNode> parse(String text) {
        return Yaml.parse(new Source("f.yml", text), diagnostics);
    }

    private YamlNode value(String text) {
        YamlNode document = parse("k: " + text).get(0);
        return ((YamlNode.Mapping) document).get("k").orElseThrow();
    }

    private Object scalar(String text) {
        return ((YamlNode.Scalar) value(text)).value();
    }

    private String problems() {
        return diagnostics.all().stream().map(Diagnostic::render).collect(Collectors.joining("\n"));
    }

    private static List<String> keys(YamlNode node) {
        return ((YamlNode.Mapping) node)
                .entries().stream().map(YamlNode.Entry::name).toList();
    }

    @Test
    void scalarsHaveTheTypesOfTheCoreSchema() {
        assertThat(scalar("1")).isEqualTo(1L);
        assertThat(scalar("-0x1F")).isEqualTo("-0x1F");
        assertThat(scalar("0x1F")).isEqualTo(31L);
        assertThat(scalar("0o17")).isEqualTo(15L);
        assertThat(scalar("1.5e3")).isEqualTo(1500.0);
        assertThat(scalar("True")).isEqualTo(true);
        assertThat(scalar("~")).isNull();
        assertThat(scalar("123456789012345678901234567890"))
                .isEqualTo(new BigInteger("123456789012345678901234567890"));
        assertThat(problems()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0777", "12:30:45", "2026-11-22", "yes", "'1'", "\"true\"", "1_000", "!!str 5"})
    void theseAreStrings(String text) {
        assertThat(scalar(text)).isInstanceOf(String.class);
        assertThat(problems()).isEmpty();
    }

    @Test
    void aColumnCountsCodePoints() {
        YamlNode.Mapping document =
                (YamlNode.Mapping) parse("é😀: {x: \"v😀\", y: 7}").get(0);
        YamlNode.Mapping inner = (YamlNode.Mapping) document.entries().get(0).value();
        assertThat(inner.get("x").orElseThrow().span()).hasToString("f.yml:1:9");
        assertThat(inner.get("x").orElseThrow().span().length()).isEqualTo(4);
        assertThat(inner.get("y").orElseThrow().span()).hasToString("f.yml:1:18");
    }

    @Test
    void byteOrderMarkAndCrLfChangeNothing() {
        YamlNode.Mapping document =
                (YamlNode.Mapping) parse("\uFEFFa: 1\r\nb: |\r\n  x\r\n  y\r\n").get(0);
        assertThat(keys(document)).containsExactly("a", "b");
        assertThat(((YamlNode.Scalar) document.get("b").orElseThrow()).text()).isEqualTo("x\ny\n");
        assertThat(document.entries().get(0).key().span().column()).isEqualTo(1);
    }

    @Test
    void onlyPlainYesNoOnOffAreYaml11Booleans() {
        assertThat(((YamlNode.Scalar) value("yes")).isYaml11Boolean()).isTrue();
        assertThat(((YamlNode.Scalar) value("OFF")).isYaml11Boolean()).isTrue();
        assertThat(((YamlNode.Scalar) value("'yes'")).isYaml11Boolean()).isFalse();
        assertThat(((YamlNode.Scalar) value("y")).isYaml11Boolean()).isFalse();
    }

    @Test
    void warnsOfYaml11BooleansInEveryDepthButNotInKeys() {
        Yaml.warnOfYaml11(parse("on: [yes, {a: off}]").get(0), diagnostics);
        assertThat(diagnostics.warnings()).hasSize(2);
        assertThat(problems()).contains("f.yml:1:6: warning: `yes`", "write `true`", "f.yml:1:15: warning: `off`");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0777", "52:54:00:12:34:56", "1_000", "0b11", "2026-11-22", "1e3", "0o17", "no"})
    void warnsOfWhatAnsibleReadsDifferently(String text) {
        Yaml.warnOfYaml11(value(text), diagnostics);
        assertThat(problems()).contains("warning: `" + text + "` is", "Ansible reads YAML 1.1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"'0777'", "777", "0", "-1", "1.5", "1.5e+3", "10.0.0.1", "aa:bb", "0x1f", "80:90", "true", ""})
    void doesNotWarnOfWhatBothReadAlike(String text) {
        Yaml.warnOfYaml11(value(text), diagnostics);
        assertThat(problems()).isEmpty();
    }

    @Test
    void aDuplicateKeyIsReportedWithBothPlaces() {
        parse("a: 1\nb: 2\na: 3\n");
        assertThat(problems())
                .contains("f.yml:3:1: error: the key `a` stands twice")
                .contains("stands at f.yml:1:1");
    }

    @Test
    void severalProblemsOfOneFileAreReportedTogether() {
        List<YamlNode> documents = parse("a: 1\na: 2\nb: !foo x\nc: {{ y }}\nd: *nowhere\n");
        assertThat(diagnostics.all()).hasSize(4);
        assertThat(keys(documents.get(0))).containsExactly("a", "b", "c", "d");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{{ foo }}", "{{ foo }}/bar", "{{ f | default(\"x\") }}", "{{ d['x'] }}", "{{ a + 1 }} b"})
    void anUnquotedTemplateIsToldToBeQuotedAtItsPlace(String text) {
        parse("x: 1\nk: " + text + "\n");
        assertThat(problems()).startsWith("f.yml:2:4: error: a value that begins with `{{` must be quoted");
        assertThat(diagnostics.all()).hasSize(1);
    }

    @Test
    void aQuotedTemplateIsFine() {
        assertThat(scalar("\"{{ foo }}\"")).isEqualTo("{{ foo }}");
        assertThat(problems()).isEmpty();
    }

    @Test
    void aTabInTheIndentationIsExplained() {
        parse("a:\n\tb: 1\n");
        assertThat(problems()).contains("f.yml:2:1: error: a tab stands here", "replace tabs by spaces");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"msg: foo: bar", "a: \"x", "a: 'x' y", "a: @x", "a:\n  b: 1\n c: 2", "{\"a\": [1,", "a: b\u0000c"
            })
    void whatIsNotYamlIsOneErrorWithAPlace(String text) {
        assertThat(parse(text)).isEmpty();
        assertThat(diagnostics.all()).hasSize(1);
        assertThat(diagnostics.all().get(0).place()).isPresent();
    }

    @Test
    void mergeKeysGiveWayToKeysOfTheMappingItself() {
        YamlNode.Mapping document = (YamlNode.Mapping)
                parse("x: &a {p: 1, q: 2}\ny:\n  q: 3\n  <<: *a\n").get(0);
        YamlNode.Mapping merged = (YamlNode.Mapping) document.get("y").orElseThrow();
        assertThat(keys(merged)).containsExactly("p", "q");
        assertThat(((YamlNode.Scalar) merged.get("q").orElseThrow()).value()).isEqualTo(3L);
        assertThat(merged.get("p").orElseThrow().span()).hasToString("f.yml:1:11");
    }

    @Test
    void ofAListOfMergedMappingsTheEarlierOneWins() {
        YamlNode.Mapping document = (YamlNode.Mapping)
                parse("<<: [{p: 1}, {p: 2, r: 3}]\n'<<': kept\n").get(0);
        assertThat(((YamlNode.Scalar) document.get("p").orElseThrow()).value()).isEqualTo(1L);
    }

    @Test
    void whatCannotBeMergedIsAnError() {
        parse("<<: 5");
        assertThat(problems()).contains("f.yml:1:5: error: `<<` merges a mapping");
    }

    @Test
    void theTagsOfAnsibleAreKept() {
        assertThat(((YamlNode.Scalar) value("!unsafe '{{ x }}'")).tag()).isEqualTo("!unsafe");
        assertThat(((YamlNode.Scalar) value("!vault |\n  abc")).tag()).isEqualTo("!vault");
        assertThat(problems()).isEmpty();
    }

    @Test
    void anUnknownTagIsAnError() {
        parse("a: !!python/object:os.system x\nb: !!int x\nc: !!set {a}");
        assertThat(diagnostics.all()).hasSize(3);
        assertThat(problems()).contains("f.yml:1:4: error: the tag");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[", "{a: ", "- "})
    void deepNestingIsRefused(String opening) {
        assertThat(parse(opening.repeat(100_000))).isEmpty();
        assertThat(problems()).contains("nested more than 200 deep");
    }

    @Test
    void aliasesThatMultiplyAreRefused() {
        StringBuilder text = new StringBuilder("a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n");
        for (int i = 1; i < 12; i++) {
            text.append("a" + i + ": &a" + i + " [" + ("*a" + (i - 1) + ",").repeat(10) + "]\n");
        }
        assertThat(parse(text.toString())).isEmpty();
        assertThat(problems()).contains("aliases add more than");
    }

    @Test
    void aCollectionThatHoldsItselfIsRefused() {
        assertThat(parse("a: &x [1, *x]")).isEmpty();
        assertThat(problems()).contains("f.yml:1:11: error: `*x` refers to the collection that it stands in");
    }

    @Test
    void anAliasIsItsTarget() {
        YamlNode.Mapping document = (YamlNode.Mapping) parse("a: &x [1]\nb: *x").get(0);
        assertThat(document.get("b")).isEqualTo(document.get("a"));
    }

    @Test
    void jsonIsYaml() {
        YamlNode.Mapping document =
                (YamlNode.Mapping) parse("{\n\t\"a\": \"\\ud83d\\ude00\\/\",\n\t\"b\": [1, null, true]\n}")
                        .get(0);
        assertThat(((YamlNode.Scalar) document.get("a").orElseThrow()).value()).isEqualTo("😀/");
        assertThat(problems()).isEmpty();
    }

    @Test
    void moreThanOneDocumentIsAnErrorWhereOneIsDue() {
        Yaml.parseOne(new Source("f.yml", "a: 1\n---\nb: 2\n"), diagnostics);
        assertThat(problems()).contains("f.yml:3:1: error: one YAML document is expected");
    }

    @Test
    void anEmptyTextHasNoDocument() {
        assertThat(Yaml.parseOne(new Source("f.yml", "# nothing\n"), diagnostics))
                .isEmpty();
        assertThat(problems()).isEmpty();
    }

    @Test
    void aTextLargerThanTheLibrarysDefaultLimitIsRead() {
        String text = "- aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\n".repeat(60_000);
        assertThat(((YamlNode.Sequence) parse(text).get(0)).items()).hasSize(60_000);
    }

    @Test
    void garbageIsEitherReadOrReportedButNeverThrows() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        String alphabet = "{}[]:-,#&*!|>'\"%@`<~ \t\n\r\u0000aé😀1.";
        int[] points = alphabet.codePoints().toArray();
        for (int round = 0; round < 3000; round++) {
            StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(40); i > 0; i--) {
                text.appendCodePoint(points[random.nextInt(points.length)]);
            }
            Diagnostics found = new Diagnostics();
            try {
                Yaml.parse(new Source("f.yml", text.toString()), found);
                found.all().forEach(Diagnostic::render);
            } catch (RuntimeException e) {
                throw new AssertionError("seed " + seed + ", text " + text, e);
            }
        }
    }
}
