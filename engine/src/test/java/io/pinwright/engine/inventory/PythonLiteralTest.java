package io.pinwright.engine.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PythonLiteralTest {

    @Test
    void literalsHaveTheirTypes() {
        assertThat(PythonLiteral.parse("-5")).isEqualTo(-5L);
        assertThat(PythonLiteral.parse("0b101")).isEqualTo(5L);
        assertThat(PythonLiteral.parse("1_000.5e-1")).isEqualTo(100.05);
        assertThat(PythonLiteral.parse("None")).isNull();
        assertThat(PythonLiteral.parse("'a\\x41\\n'")).isEqualTo("aA\n");
        assertThat(PythonLiteral.parse("'''it's'''")).isEqualTo("it's");
        assertThat(PythonLiteral.parse("{'a': [True, {}], 2: ()}"))
                .isEqualTo(Map.of("a", List.of(true, Map.of()), 2L, List.of()));
        assertThat(PythonLiteral.parse("[1, None,]")).isEqualTo(Arrays.asList(1L, null));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "abc",
                "007",
                "1 2",
                "[1, 2",
                "{a: 1}",
                "true",
                "null",
                "1__0",
                "0x",
                "'a",
                "True5",
                "1a",
                "--",
                "[",
                "f'x'",
                "10.0.0.1",
                "1,000 x",
                "2026-11-22"
            })
    void whatIsNoLiteralStaysAsItIs(String text) {
        assertThat(PythonLiteral.parse(text)).isEqualTo(text);
    }

    @Test
    void deepNestingStaysAString() {
        String deep = "[".repeat(10_000) + "]".repeat(10_000);
        assertThat(PythonLiteral.parse(deep)).isEqualTo(deep);
    }

    @Test
    void noTextThrows() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        String alphabet = "[](){}'\"\\,:+-._0xbo1e9TrueNone #é";
        for (int round = 0; round < 5000; round++) {
            StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(12); i > 0; i--) {
                text.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            try {
                PythonLiteral.parse(text.toString());
            } catch (RuntimeException e) {
                throw new AssertionError("seed " + seed + ", text " + text, e);
            }
        }
    }
}
