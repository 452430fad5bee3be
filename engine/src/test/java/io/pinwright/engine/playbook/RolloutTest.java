package io.pinwright.engine.playbook;

import static org.assertj.core.api.Assertions.assertThat;

import io.pinwright.engine.source.Diagnostic;
import io.pinwright.engine.source.Diagnostics;
import io.pinwright.engine.source.Source;
import io.pinwright.engine.template.TemplateText;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code serial} and {@code max_fail_percentage} may say, and the batches that come of it. */
class RolloutTest {

    private final Diagnostics diagnostics = new Diagnostics();

    private Rollout rollout(String keys) {
        Source source = new Source("p.yml", "- hosts: all\n" + keys.indent(2));
        Playbook playbook = PlaybookLoader.load(source, Optional.empty(), ModuleShapes.of(Map.of()), diagnostics);
        return playbook.plays().get(0).rollout().resolve(TemplateText::text, new Diagnostics());
    }

    private String problems() {
        return diagnostics.all().stream().map(Diagnostic::render).collect(Collectors.joining("\n"));
    }

    /** Sizes as Ansible 2.16 cuts them. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "2|5|2 2 1",
                "7|5|5",
                "0|5|5",
                "30%|10|3 3 3 1",
                "30%|5|1 1 1 1 1",
                "1%|3|1 1 1",
                "100%|3|3",
                "29%|100|28 28 28 16",
                "[1, 5, 10]|30|1 5 10 10 4",
                "[1, 50%]|10|1 5 4",
                "[10%, 20%, 100%]|10|1 2 7",
                "[1, 0]|10|1 9",
                "['2', \"25%\"]|8|2 2 2 2",
                "[]|4|4",
            })
    void hostsAreTakenInBatches(String serial, int hosts, String sizes) {
        List<Integer> all = IntStream.range(0, hosts).boxed().toList();
        List<List<Integer>> batches = rollout("serial: " + serial + "\n").batches(all);
        assertThat(problems()).isEmpty();
        assertThat(batches.stream().map(batch -> "" + batch.size()).collect(Collectors.joining(" ")))
                .isEqualTo(sizes);
        assertThat(batches.stream().flatMap(List::stream)).isEqualTo(all);
    }

    @Test
    void withoutSerialThereIsOneBatch() {
        assertThat(rollout("name: x\n").batches(List.of("a", "b"))).containsExactly(List.of("a", "b"));
        assertThat(rollout("serial: 1\n").batches(List.of())).containsExactly(List.of());
    }

    @ParameterizedTest
    @CsvSource({"30,30", "0,0", "100,100", "49.5,49.5", "30%,30", "'\"30\"',30"})
    void aPercentageMayHaveAFractionAndASign(String written, double meant) {
        assertThat(rollout("max_fail_percentage: " + written + "\n").maxFailPercentage())
                .isEqualTo(OptionalDouble.of(meant));
        assertThat(problems()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "many|p.yml:2:11|`many`",
                "-1|p.yml:2:11|`-1`",
                "1.5|p.yml:2:11|`1.5`",
                "0%|p.yml:2:11|`0%`",
                "101%|p.yml:2:11|`101%`",
                "true|p.yml:2:11|`true`",
                "[1, x]|p.yml:2:15|`x`",
                "[1, [2]]|p.yml:2:15|a list",
                "{a: 1}|p.yml:2:11|a mapping",
                "[1, ~]|p.yml:2:15|empty",
            })
    void aBatchThatIsNoNumberIsToldWithItsPlace(String serial, String place, String is) {
        rollout("serial: " + serial + "\n");
        assertThat(problems())
                .contains(
                        place + ": error: `serial` must be a number of hosts, a percentage from 1% to 100%, or a list")
                .contains("but is " + is)
                .contains("fix: write for example `serial: 2`");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"most|`most`", "-1|`-1`", "100.5|`100.5`", "[30]|a list", "1e2|`1e2`"})
    void aPercentageThatIsNoneIsToldWithItsPlace(String percentage, String is) {
        rollout("max_fail_percentage: " + percentage + "\n");
        assertThat(problems())
                .contains("p.yml:2:24: error: `max_fail_percentage` must be a number from 0 to 100, but is " + is)
                .contains("fix: write for example `max_fail_percentage: 30`");
    }

    @Test
    void templatesAreLeftForTheRun() {
        rollout("serial: [1, \"{{ n }}\"]\nmax_fail_percentage: \"{{ n }}\"\n");
        assertThat(problems()).isEmpty();
    }

    @Test
    void theyAreKeywordsOfPlaysOnly() {
        Source source = new Source("p.yml", "- hosts: all\n  tasks:\n    - serial: 1\n");
        PlaybookLoader.load(source, Optional.empty(), ModuleShapes.of(Map.of()), diagnostics);
        assertThat(problems()).contains("`serial` is a keyword of plays, not of tasks");
    }
}
