package io.pinwright.modules.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pinwright.engine.module.ArgumentValue;
import io.pinwright.engine.module.ControllerModule;
import io.pinwright.engine.source.Secret;
import io.pinwright.modules.testing.Given;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ControlTest {

    private static final Map<String, Object> VARIABLES =
            Map.of("nested", Map.of("a", List.of("x\u001b", 1L, Secret.of("hunter2"))), "secret", Secret.of("hunter2"));

    private static final ControllerModule.Evaluator EVALUATOR = new ControllerModule.Evaluator() {
        @Override
        public boolean test(ArgumentValue expression) {
            return expression.value() instanceof Boolean known
                    ? known
                    : expression.value().equals("yes_it_is");
        }

        @Override
        public Optional<Object> find(ArgumentValue expression) {
            return Optional.ofNullable(VARIABLES.get(String.valueOf(expression.value())));
        }
    };

    private static <A> ControllerModule.Outcome run(ControllerModule<A> module, String yaml) {
        return module.run(Given.args(module, yaml), EVALUATOR);
    }

    @Test
    void debugPrintsAMessage() {
        assertThat(run(new Debug(), "{msg: text}").message()).isEqualTo("text");
        assertThat(run(new Debug(), "{msg: [a, {b: 1}]}").message()).isEqualTo("a\n{\"b\": 1}");
        assertThat(run(new Debug(), "{}").message()).isEqualTo("Hello world!");
    }

    @Test
    void debugPrintsNestedValuesAsJsonAndSecretsAsStars() {
        assertThat(run(new Debug(), "{var: nested}").message()).isEqualTo("nested: {\"a\": [\"x\\u001b\", 1, ****]}");
        assertThat(run(new Debug(), "{var: '{{ secret }}'}").message()).isEqualTo("secret: ****");
    }

    @Test
    void debugOfAnUndefinedVariableSaysSo() {
        assertThat(run(new Debug(), "{var: nothing}").message()).isEqualTo("nothing: VARIABLE IS NOT DEFINED!");
    }

    @Test
    void assertTakesABareBoolean() {
        assertThat(run(new Assert(), "{that: true}").failed()).isFalse();
        assertThat(run(new Assert(), "{that: [yes_it_is, false]}").failed()).isTrue();
    }

    @Test
    void assertNamesTheConditionThatDoesNotHold() {
        ControllerModule.Outcome outcome = run(new Assert(), "{that: [yes_it_is, no_it_is_not]}");
        assertThat(outcome.message()).isEqualTo("Assertion failed: no_it_is_not");
        assertThat(outcome.result()).containsEntry("assertion", "no_it_is_not").containsEntry("evaluated_to", false);
        assertThat(run(new Assert(), "{that: no_it_is_not, fail_msg: why}").message())
                .isEqualTo("why");
    }

    @Test
    void messagesNeverRevealASecret() {
        Fail fail = new Fail();
        assertThat(fail.run(Given.args(fail, "{}", "msg", Secret.of("hunter2")), EVALUATOR)
                        .message())
                .isEqualTo("****");
    }

    @Test
    void setFactKeepsValuesAsTheyAre() {
        assertThat(run(new SetFact(), "{node: 1, cpus: [0, 2], cacheable: true}")
                        .facts())
                .isEqualTo(Map.of("node", 1L, "cpus", List.of(0L, 2L)));
    }

    @Test
    void metaSignalsTheEngine() {
        assertThat(run(new Meta(), "{action: flush_handlers}").signal())
                .isEqualTo(ControllerModule.Signal.FLUSH_HANDLERS);
        assertThat(run(new Meta(), "{action: noop}").signal()).isEqualTo(ControllerModule.Signal.NONE);
    }

    @Test
    void badArgumentsAreNamed() {
        assertThatThrownBy(() -> run(new Debug(), "{msg: a, var: b}")).hasMessageContaining("msg or var, not both");
        assertThatThrownBy(() -> run(new Debug(), "{var: [a, b]}")).hasMessageContaining("must be one expression");
        assertThatThrownBy(() -> run(new Assert(), "{that: 'a {{ b }}'}")).hasMessageContaining("has braces in it");
        assertThatThrownBy(() -> run(new SetFact(), "{}")).hasMessageContaining("needs at least one variable");
        assertThatThrownBy(() -> run(new Meta(), "{action: refresh_inventory}")).hasMessageContaining("must be one of");
    }

    @ParameterizedTest
    @CsvSource({"vhost-node", "1st", "'a b'"})
    void namesThatAreNoVariablesAreRefused(String name) {
        assertThatThrownBy(() -> run(new SetFact(), "{" + name + ": 1}"))
                .hasMessageContaining("is not a variable name");
    }
}
