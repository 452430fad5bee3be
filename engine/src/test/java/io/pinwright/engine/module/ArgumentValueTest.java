package io.pinwright.engine.module;

import static org.assertj.core.api.Assertions.assertThat;

import io.pinwright.engine.source.Secret;
import io.pinwright.engine.source.Source;
import io.pinwright.engine.source.Span;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ArgumentValueTest {

    private static final Source FILE = new Source("tasks.yml", "a: b\n");

    private static final List<@Nullable Object> VALUES = Arrays.asList(
            null,
            true,
            1L,
            1.0,
            "1",
            "",
            Secret.of("1"),
            Secret.of("2"),
            ArgumentValue.PENDING,
            List.of(),
            List.of("1"),
            List.of(1L),
            List.of("1", "2"),
            List.of("2", "1"),
            List.of(List.of("1"), "2"),
            Map.of(),
            Map.of("1", "1"),
            Map.of("1", "2"),
            Map.of("2", "1"),
            ordered("a", "b"),
            ordered("b", "a"),
            Map.of("a", Map.of("b", List.of(1L))),
            Map.of("a", Map.of("b", List.of(2L))));

    private static Map<String, Object> ordered(String first, String second) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put(first, "1");
        map.put(second, "1");
        return map;
    }

    @Test
    void valuesAreTheSameWhereEverythingInThemIsAndWhereverTheyStand() {
        for (int i = 0; i < VALUES.size(); i++) {
            for (int k = 0; k < VALUES.size(); k++) {
                ArgumentValue one = ArgumentValue.of(VALUES.get(i), new Span(FILE, 1, 1));
                ArgumentValue other = ArgumentValue.of(VALUES.get(k), new Span(FILE, 1, 4));

                assertThat(one.isSameAs(other))
                        .as(VALUES.get(i) + " and " + VALUES.get(k))
                        .isEqualTo(i == k);
            }
        }
    }
}
