package io.pinwright.engine.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pinwright.engine.host.Answer;
import io.pinwright.engine.host.Bytes;
import io.pinwright.engine.host.Guard;
import io.pinwright.engine.host.Inverse;
import io.pinwright.engine.host.Payload;
import io.pinwright.engine.host.Prediction;
import io.pinwright.engine.host.Query;
import io.pinwright.engine.host.Step;
import io.pinwright.engine.source.DiagnosticException;
import io.pinwright.engine.source.Source;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Steps, guards, reads and changes as JSON, and back. */
class HostJsonTest {

    private static final int RUNS = 400;

    private final Secrets secrets = Secrets.fresh();
    private final StepJson steps = new StepJson(secrets);
    private final ChangeJson changes = new ChangeJson(steps);

    private static JsonValue parse(String text) {
        return JsonText.parse(new Source("d.json", text));
    }

    private static <T> void survives(T value, Function<T, Object> writer, Function<JsonValue, T> reader) {
        String text = JsonText.canonical(writer.apply(value));
        T read = reader.apply(parse(text));
        assertThat(read).as(text).isEqualTo(value);
        assertThat(JsonText.canonical(writer.apply(read))).isEqualTo(text);
    }

    @Test
    void everyQueryGuardStepUndoAndChangeReadsBackAsItWas() {
        for (long seed = 0; seed < RUNS; seed++) {
            RandomValues values = new RandomValues(seed);
            survives(values.query(), QueryJson::write, QueryJson::read);
            survives(values.guard(), QueryJson::write, QueryJson::guard);
            survives(values.step(), steps::write, steps::read);
            survives(values.undo(), steps::write, steps::undo);
            survives(values.change(), changes::write, changes::read);
        }
    }

    @Test
    void equalValuesAreEqualTextsWhateverTheOrderOfTheirMaps() {
        assertThat(JsonText.canonical(Map.of("b", 1, "a", List.of(true, "x"))))
                .isEqualTo("{\"a\":[true,\"x\"],\"b\":1}");
    }

    private static final Query.Run XML = new Query.Run("virsh", "dumpxml", "--security-info", "vm");

    private static Step define(String document) {
        return new Step.Run(List.of("virsh", "define", "/dev/stdin"), Payload.secret(document), List.of())
                .with(new Inverse.Restore(XML, List.of("virsh", "define", "/dev/stdin"), true));
    }

    @Test
    void noSecretIsWrittenAndWhatItIsCanStillBeChecked() {
        Step step = new Step.Run(
                List.of("virsh", "define", "/dev/stdin"),
                Payload.secret("<vnc passwd='hunter2'/>"),
                Map.of(),
                null,
                Step.TIMEOUT,
                Set.of(0),
                ((Step.Run) define("x")).inverse(),
                List.of(new Prediction(XML, new Answer.Output(0, Bytes.utf8("<vnc passwd='hunter2'/>"), Bytes.EMPTY))));
        String text = JsonText.canonical(steps.write(step));
        assertThat(text).doesNotContain("hunter2").contains("\"secret\":true").contains("\"length\":23");

        assertThatThrownBy(() -> steps.read(parse(text)))
                .isInstanceOf(DiagnosticException.class)
                .hasMessageContaining("/stdin is not valid: its secret bytes are kept nowhere");
        Step.Run read = (Step.Run) new StepJson(Secrets.salted(secrets.salt()), withheld -> {
                    assertThat(secrets.fits(withheld, Bytes.utf8("<vnc passwd='hunter2'/>")))
                            .isTrue();
                    assertThat(secrets.fits(withheld, Bytes.utf8("<vnc passwd='hunter3'/>")))
                            .isFalse();
                    return Payload.keptAt("/var/lib/pinwright/runs/r.1/0.0");
                })
                .read(parse(text));
        assertThat(read.stdin().kept()).contains("/var/lib/pinwright/runs/r.1/0.0");
        assertThat(read.inverse()).isEqualTo(((Step.Run) step).inverse());
        assertThat(StepJson.digest(read.predicts().get(0)))
                .isEqualTo(StepJson.digest(step.predicts().get(0)))
                .isPresent();
    }

    @Test
    void anAnswerThatShowsPasswordsIsWrittenByItsDigestEvenWhereTheStepIsNotSecret() {
        Step step = new Step.Run(
                List.of("virsh", "vcpupin", "vm", "0", "1", "--config"),
                List.of(new Prediction(XML, new Answer.Output(0, Bytes.utf8("<vnc passwd='hunter2'/>"), Bytes.EMPTY))));
        assertThat(JsonText.canonical(steps.write(step)))
                .doesNotContain("hunter2")
                .contains(Guard.of(XML, step.predicts().get(0).answer())
                        .orElseThrow()
                        .expected());
    }

    @Test
    void whatIsKeptOnTheHostReadsBackAsThat() {
        Payload kept = Payload.keptAt("/var/lib/pinwright/runs/r.1/0.0");
        assertThat(steps.payload(parse(JsonText.canonical(steps.write(kept))))).isEqualTo(kept);
    }

    @Test
    void twoDocumentsWithOneSecretDoNotShowThatItIsTheSame() {
        Payload secret = Payload.secret("hunter2");
        assertThat(new StepJson(Secrets.fresh()).write(secret))
                .isNotEqualTo(new StepJson(Secrets.fresh()).write(secret));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"step\":\"remove\",\"path\":\"/a\",\"force\":true} | /force is not known here",
                "{\"step\":\"remove\"} | has no `path`",
                "{\"step\":\"erase\",\"path\":\"/a\"} | /step is `erase`",
                "{\"step\":\"remove\",\"path\":7} | /path must be a text",
                "{\"step\":\"write_kernel\",\"path\":\"/etc/passwd\",\"value\":\"1\"} | not a kernel file",
                "{\"step\":\"run\",\"argv\":[],\"ok_exits\":[0],\"inverse\":{\"nothing\":true}} | has no command",
                "{\"step\":\"run\",\"argv\":[\"a\"],\"ok_exits\":[256],\"inverse\":{\"nothing\":true}} | 0 to 255",
                "{\"step\":\"run\",\"argv\":[\"a\"],\"ok_exits\":[0],\"inverse\":{}} | says no way back",
                "{\"step\":\"write\",\"path\":\"/a\",\"content\":{\"base64\":\"?\"}} | /content is not valid",
                "[] | must be an object",
                "{\"step\":\"remove\",\"path\":\"/a\",\"path\":\"/b\"} | Duplicate field 'path'",
                "{\"step\":\"remove\",\"path\":\"/a\"} {} | more follows",
                "{\"step\":\"remove\",\"path\":\"/a | this is not JSON",
            })
    void whatIsNotAStepIsRefusedAtItsPlace(String textAndMessage) {
        String[] parts = textAndMessage.split(" \\| ");
        assertThatThrownBy(() -> steps.read(parse(parts[0])))
                .isInstanceOf(DiagnosticException.class)
                .hasMessageContaining("d.json:1:")
                .hasMessageContaining(parts[1]);
    }

    @Test
    void aPlaceOnALaterLineIsThatLines() {
        Source journal = new Source("kvm1.jsonl", "{}\n{\"step\":\"erase\"}\n");
        assertThatThrownBy(() -> steps.read(JsonText.parse(journal, 2, "{\"step\":\"erase\"}")))
                .hasMessageStartingWith("kvm1.jsonl:2:9: error: /step is `erase`");
    }

    @Test
    void anOptionalSecretWithoutAPathHasNone() {
        assertThat(secrets.withhold(Payload.secret("x")).kept()).isEqualTo(Optional.empty());
    }
}
