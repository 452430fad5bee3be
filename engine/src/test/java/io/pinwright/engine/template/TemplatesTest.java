package io.pinwright.engine.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pinwright.engine.source.Diagnostic;
import io.pinwright.engine.source.DiagnosticException;
import io.pinwright.engine.source.Secret;
import io.pinwright.engine.source.Source;
import io.pinwright.engine.source.Span;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TemplatesTest {

    private final Templates templates = Templates.create(LookupFiles.none());

    private static TemplateText text(String text) {
        return new TemplateText(text, Span.startOf(new Source("play.yml", text)));
    }

    private Object resolve(String text, Map<String, ?> variables) {
        return templates.resolve(text(text), Variables.of(variables));
    }

    private String failure(String text, Map<String, ?> variables) {
        try {
            Object value = resolve(text, variables);
            throw new AssertionError("gave " + value);
        } catch (DiagnosticException e) {
            return e.getMessage();
        }
    }

    private static Span span(String expression) {
        return Span.startOf(new Source("play.yml", expression));
    }

    @Test
    void singleExpressionKeepsItsType() {
        assertThat(resolve("{{ n + 1 }}", Map.of("n", 5))).isEqualTo(6L);
        assertThat(resolve("{{ l }}\n", Map.of("l", List.of(1)))).isEqualTo(List.of(1L));
        assertThat(resolve("{{ '5' }}", Map.of())).isEqualTo("5");
    }

    @Test
    void anyOtherTextIsText() {
        assertThat(resolve("{{ n }}{{ n }}", Map.of("n", 5))).isEqualTo("55");
        assertThat(resolve(" {{ n }}", Map.of("n", 5))).isEqualTo(" 5");
    }

    @Test
    void singlePieceWithinBlocksKeepsItsType() {
        assertThat(resolve("{% if true %}{{ n }}{% endif %}", Map.of("n", 5))).isEqualTo(5L);
    }

    @Test
    void templatesDeepInContainersAreEvaluated() {
        Object value =
                templates.resolve(Map.of("a", List.of(text("{{ n }}"), "{{ n }}")), Variables.of(Map.of("n", 7)));
        assertThat(value).isEqualTo(Map.of("a", List.of(7L, "{{ n }}")));
    }

    @Test
    void plainStringsAmongVariablesAreNeverTemplated() {
        assertThat(resolve("{{ fact }}", Map.of("fact", "{{ n }}", "n", 1))).isEqualTo("{{ n }}");
        assertThat(resolve("{% if true %}<{{ fact }}>{% endif %}", Map.of("fact", "{% if %}{{ n }}")))
                .isEqualTo("<{% if %}{{ n }}>");
    }

    @Test
    void variablesThatAreTemplatesSeeTheInnermostLayer() {
        Variables outer = Variables.of(Map.of("a", text("{{ b }}"), "b", 1));
        assertThat(templates.resolve(text("{{ a }}"), outer)).isEqualTo(1L);
        assertThat(templates.resolve(text("{{ a }}"), outer.with(Map.of("b", 2))))
                .isEqualTo(2L);
    }

    @Test
    void pathsGoThroughTemplatesInContainersWithoutEvaluatingTheRest() {
        Map<String, Object> variables = Map.of(
                "d",
                Map.of("x", text("{{ n }}"), "broken", text("{{ missing }}"), "later", new NotYetKnown("t")),
                "n",
                3);
        assertThat(resolve("{{ d.x }}", variables)).isEqualTo(3L);
        assertThat(resolve("{{ d.broken | default('z') }}", variables)).isEqualTo("z");
        assertThatThrownBy(() -> resolve("{{ d | length }}", variables))
                .isInstanceOfAny(DiagnosticException.class, DependsOnUnknownException.class);
    }

    @Test
    void variableDefinedByItselfIsNamed() {
        assertThat(failure("{{ a }}", Map.of("a", text("{{ b }}"), "b", text("x{{ a }}"))))
                .contains("defined by itself: a -> b -> a");
    }

    @Test
    void undefinedNameSaysWhereAndTheNearestName() {
        String message = failure("queues: {{ queus }}", Map.of("queues", 4));
        assertThat(message)
                .contains("play.yml:1:12: error: `queus` is undefined")
                .contains("did you mean `queues`?");
    }

    @Test
    void undefinedKeySaysTheKeysThatThereAre() {
        assertThat(failure("{{ d.nam }}", Map.of("d", Map.of("name", 1)))).contains("did you mean `name`?");
    }

    @Test
    void defaultAndIsDefinedWorkWhereTheVariablesOwnTemplateIsUndefined() {
        Map<String, Object> variables = Map.of("a", text("pre-{{ missing }}"), "b", text("{{ missing.deep }}"));
        assertThat(resolve("{{ a | default('x') }}{{ b | default('y') }}", variables))
                .isEqualTo("xy");
        assertThat(resolve("{{ a is defined or b is defined }}", variables)).isEqualTo(false);
    }

    @Test
    void whatIsNotYetKnownIsRefusedEvenInsideDefault() {
        Variables variables = Variables.of(Map.of("r", new NotYetKnown("Read the version")));
        for (String text :
                List.of("{{ r | default(1) }}", "{{ r is defined }}", "{{ r.stdout }}", "{% if r %}{% endif %}")) {
            assertThatThrownBy(() -> templates.resolve(text(text), variables))
                    .isInstanceOf(DependsOnUnknownException.class)
                    .hasMessageContaining("Read the version");
        }
        assertThat(templates.resolve(text("{{ true or r }}"), variables)).isEqualTo(true);
    }

    @Test
    void conditionMustBeBoolean() {
        Variables variables = Variables.of(Map.of("s", "yes", "l", List.of(1), "n", 1));
        assertThat(templates.test("n == 1 and s | bool", span("n == 1 and s | bool"), variables))
                .isTrue();
        assertThatThrownBy(() -> templates.test("s", span("s"), variables))
                .hasMessageContaining("this is a string")
                .hasMessageContaining("| bool");
        assertThatThrownBy(() -> templates.test("l", span("l"), variables)).hasMessageContaining("| length > 0");
        assertThatThrownBy(() -> templates.test("{{ n }}", span("{{ n }}"), variables))
                .hasMessageContaining("takes no braces");
    }

    @Test
    void findIsEmptyForUndefinedOnly() {
        Variables variables = Variables.of(Map.of("zero", 0));
        assertThat(templates.find("zero", span("zero"), variables)).contains(0L);
        assertThat(templates.find("a.b", span("a.b"), variables)).isEmpty();
    }

    @Test
    void backslashInAPlaybooksStringStandsForItself() {
        assertThat(resolve("{{ 'a1' | regex_replace('\\d', 'x\\n') }}", Map.of()))
                .isEqualTo("ax\n");
        assertThat(resolve("{{ 'a\\tb' }}", Map.of())).isEqualTo("a\\tb");
        assertThat(templates.evaluate("'a\\tb'", span("'a\\tb'"), Variables.of(Map.of())))
                .isEqualTo("a\tb");
    }

    @Test
    void whatIsMadeOfASecretIsASecret() {
        Map<String, Object> variables = Map.of("p", Secret.of("hunter2"), "d", Map.of("p", Secret.of("x")));
        for (String text : List.of(
                "{{ p }}",
                "a {{ p }} b",
                "{{ p ~ 'x' }}",
                "{{ p + 'x' }}",
                "{{ p | upper }}",
                "{{ p[0] }}",
                "{{ p[1:] }}",
                "{{ p.upper() }}",
                "{{ [p, 'a'] | join(',') }}",
                "{{ d | to_json }}",
                "{{ 'x' ~ d }}",
                "{{ '%s' % p }}",
                "{{ 'a' | replace('a', p) }}",
                "{% if true %}{{ p }}!{% endif %}",
                "{% for c in p %}{{ c }}{% endfor %}",
                "{{ p | default('x') }}",
                "{% set x = p %}{{ x }}.",
                "{{ p | hash('sha256') }}",
                "{{ '-'.join([p]) }}",
                "{{ p | b64encode }}")) {
            assertThat(resolve(text, variables)).as(text).isInstanceOf(Secret.class);
        }
        assertThat(resolve("{{ [p] }}", variables)).isEqualTo(List.of(Secret.of("hunter2")));
        assertThat(((Secret) resolve("a {{ p }} b", variables)).reveal()).isEqualTo("a hunter2 b");
        assertThat(resolve("{{ p == 'hunter2' and p | length > 3 }}", variables))
                .isEqualTo(true);
    }

    @Test
    void numbersBesideASecretStayNumbers() {
        Map<String, Object> variables = Map.of("users", List.of(Map.of("uid", 7, "password", Secret.of("x"))));
        assertThat(resolve("{{ users | map(attribute='uid') | first }}", variables))
                .isEqualTo(7L);
        assertThat(resolve(
                        "{{ users | selectattr('password', 'eq', 'x') | map(attribute='password') | list }}",
                        variables))
                .isEqualTo(List.of(Secret.of("x")));
        assertThat(resolve("{{ users | map(attribute='password') | map('upper') | list }}", variables))
                .isEqualTo(List.of(Secret.of("X")));
    }

    @Test
    void noErrorTextShowsASecret() {
        Map<String, Object> variables = Map.of("p", Secret.of("hunter2"));
        for (String text : List.of(
                "{{ p | from_json }}",
                "{{ p | int }}",
                "{{ p + 1 }}",
                "{{ p.nosuch() }}",
                "{{ p | bool }}",
                "{{ {}[p] }}",
                "{{ lookup(p) }}",
                "{{ 1 | mandatory(p) + p }}",
                "{{ x | mandatory(p) }}",
                "{{ p | round }}",
                "{{ p < 1 }}",
                "{{ 'a' | regex_search(p ~ '(') }}",
                "{{ {p: 1} }}")) {
            assertThat(failure(text, variables)).as(text).doesNotContain("hunter2");
        }
    }

    @Test
    void templatesCannotChangeTheCallersCollections() {
        List<Object> list = new ArrayList<>(List.of(1));
        Map<String, Object> map = new LinkedHashMap<>(Map.of("a", 1));
        Map<String, Object> variables = Map.of("l", list, "m", map);
        assertThat(failure("{{ l.append(2) }}", variables)).contains("changes its owner");
        assertThat(failure("{{ m.update({'b': 1}) }}", variables)).contains("changes its owner");
        resolve("{{ l | reverse | list + [5] }}{{ m | combine({'b': 2}) }}{{ l | sort }}", variables);
        assertThat(list).containsExactly(1);
        assertThat(map).containsOnlyKeys("a");
    }

    @Test
    void javaObjectsAreOutOfReach() {
        for (String text : List.of(
                "{{ s.class }}",
                "{{ s.getClass() }}",
                "{{ ''.getClass().forName('java.lang.Runtime') }}",
                "{{ s.__class__ }}",
                "{{ ____int3rpr3t3r____ }}",
                "{{ s.getBytes() }}",
                "{{ l.stream() }}",
                "{{ m.entrySet() }}")) {
            assertThat(failure(text, Map.of("s", "x", "l", List.of(), "m", Map.of())))
                    .as(text)
                    .contains("error:");
        }
    }

    @Test
    void runawayTemplatesAreStopped() {
        assertThat(failure(
                        "{% for a in range(9999) %}{% for b in range(9999) %}{% for c in range(9999) %}{% endfor %}{% endfor %}{% endfor %}",
                        Map.of()))
                .contains("steps");
        assertThat(failure(
                        "{{ 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx' | regex_search('(x+x+)+\\1y') }}", Map.of()))
                .contains("steps");
        assertThat(failure("{{ range(1000000) }}", Map.of())).contains("more than 100000");
        assertThat(failure("{{ 'a' * 100000000 }}", Map.of())).contains("grows over");
        assertThat(failure("{{ 9 ** 99999 }}", Map.of())).contains("grows over");
        assertThat(failure("{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}", Map.of()))
                .contains("nested deeper");
        assertThat(failure("{{ " + "(".repeat(5000) + "1" + ")".repeat(5000) + " }}", Map.of()))
                .contains("nested deeper");
    }

    @Test
    void checkReportsEveryProblemAtItsPlace() {
        List<Diagnostic> found = templates.check(text("{{ a | uper }}\n{{ b is defnd }} {{ c( }}\n{% fr x in y %}"));
        assertThat(found).hasSize(4);
        assertThat(found.toString())
                .contains("play.yml:1:6: error: there is no filter `uper`")
                .contains("did you mean `upper`?")
                .contains("play.yml:2:6: error: there is no test `defnd`")
                .contains("play.yml:2:2")
                .contains("play.yml:3:4: error: `fr` is not a tag");
        assertThat(templates.check(text("{{ a.b | default('x') | upper }}"))).isEmpty();
        assertThat(templates.checkExpression("a == 1 &&", span("a == 1 &&")).toString())
                .contains("play.yml:1:8")
                .contains("`and`");
        assertThat(templates.checkExpression("a = 1", span("a = 1")).toString()).contains("compare with `==`");
    }

    @Test
    void errorsWithinBlockTextsNameTheirLine() {
        assertThat(failure(
                        "{% for i in l %}\nqueues={{ i.q }}\n{% endfor %}", Map.of("l", List.of(Map.of("queues", 1)))))
                .contains("play.yml:2:");
    }

    @Test
    void namesAreASupersetOfWhatIsRead() {
        assertThat(templates.names("a.b[c] | default(d) and e is not in f"))
                .containsExactlyInAnyOrder("a", "c", "d", "e", "f");
        assertThat(templates.names(text("{% for i in l if k %}{{ i ~ m }}{% endfor %}")))
                .contains("l", "k", "m");
    }

    @Test
    void omitIsAValueOfItsOwn() {
        assertThat(resolve("{{ x | default(omit) }}", Map.of())).isEqualTo(Omit.OMIT);
        assertThat(failure("a{{ omit }}", Map.of())).contains("omit");
    }

    @Test
    void fileTemplatesKeepLastNewlineAndTrimBlocks() {
        Source file = new Source(
                "q.j2", "# managed\n{% for n in nics %}\n  {% if n.q > 1 %}\n{{ n.q }}\n  {% endif %}\n{% endfor %}\n");
        Variables variables = Variables.of(Map.of("nics", List.of(Map.of("q", 4))));
        assertThat(templates.render(file, variables, RenderOptions.defaults())).isEqualTo("# managed\n  4\n  \n");
        assertThat(templates.render(file, variables, new RenderOptions(true, true)))
                .isEqualTo("# managed\n4\n");
    }

    @Test
    void fileTemplateWithASecretIsASecret() {
        Object text = templates.renderText(
                new Source("q.j2", "p={{ p }}\n"), Variables.of(Map.of("p", Secret.of("x"))), RenderOptions.defaults());
        assertThat(text).isEqualTo(Secret.of("p=x\n"));
    }
}
