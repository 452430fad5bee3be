package io.pinwright.modules.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CpuSetTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0-3,8|0-3,8",
                "8,0,1,2|0-2,8",
                "0,2,4|0,2,4",
                " 1 , 2 - 4 ,|1-4",
                "0-7,^3|0-2,4-7",
                "^2,0-3|0-3",
                "0-3,^2,2|0-3",
                "0-1,^1|0",
                "0-62:31|0,31,62",
                "0-31:1/4|0,4,8,12,16,20,24,28",
                "0-7:2/4|0-1,4-5",
                "65535|65535",
                "'\t0-1\n'|0-1"
            })
    void readsEverySpellingAndPrintsAscendingRanges(String text, String printed) {
        assertThat(CpuSet.parse(text)).hasToString(printed);
    }

    @Test
    void emptyTextIsTheEmptySet() {
        assertThat(CpuSet.parse(" \n")).isEqualTo(CpuSet.EMPTY).hasToString("");
    }

    @Test
    void allCpusExcludedIsTheEmptySet() {
        assertThat(CpuSet.parse("0,^0").isEmpty()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"3-1", "a", "1-", "-1", "0x3", "1..3", "1;2", "0-3:0", "0-7:3/2", "^", "all", "1-2-3"})
    void refusesWhatIsNoList(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CpuSet.parse(text))
                .withMessageContaining("\"" + text + "\"");
    }

    @Test
    void refusesAnAbsurdCpuNumberInsteadOfFillingMemory() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CpuSet.parse("0-999999999"))
                .withMessageContaining("65535");
    }

    @Test
    void refusesNegativeNumbers() {
        assertThatIllegalArgumentException().isThrownBy(() -> CpuSet.of(-1));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"ff|0-7", "0000aaaa|1,3,5,7,9,11,13,15", "00000001,00000000|32", "0x3|0-1", "0|''"})
    void readsMasks(String mask, String list) {
        assertThat(CpuSet.parseMask(mask)).hasToString(list);
    }

    @Test
    void printsMasksPaddedInGroupsOf32Bits() {
        CpuSet odd = CpuSet.of(1, 3, 33);
        assertThat(odd.toMask(64)).isEqualTo("00000002,0000000a");
        assertThat(odd.toMask(34)).isEqualTo("2,0000000a");
        assertThat(CpuSet.of(0).toMask(1)).isEqualTo("1");
        assertThat(CpuSet.EMPTY.toMask(16)).isEqualTo("0000");
    }

    @Test
    void listAndMaskRoundTripForRandomSets() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int round = 0; round < 500; round++) {
            List<Integer> numbers = new ArrayList<>();
            int most = 1 + random.nextInt(2000);
            for (int i = random.nextInt(200); i >= 0; i--) {
                numbers.add(random.nextInt(most));
            }
            CpuSet set = CpuSet.of(numbers);
            assertThat(CpuSet.parse(set.toString())).as("seed %d", seed).isEqualTo(set);
            assertThat(CpuSet.parseMask(set.toMask(most))).as("seed %d", seed).isEqualTo(set);
            assertThat(set.toList())
                    .as("seed %d", seed)
                    .containsExactlyElementsOf(
                            numbers.stream().distinct().sorted().toList());
        }
    }

    @Test
    void setsAreEqualByTheirCpusNotTheirSpelling() {
        assertThat(CpuSet.parse("0-3,^2")).isEqualTo(CpuSet.of(3, 1, 0)).hasSameHashCodeAs(CpuSet.of(0, 1, 3));
    }

    @Test
    void knowsSetAlgebra() {
        CpuSet even = CpuSet.parse("0-6:2");
        CpuSet low = CpuSet.range(0, 3);
        assertThat(even.and(low)).isEqualTo(CpuSet.of(0, 2));
        assertThat(even.plus(low)).isEqualTo(CpuSet.parse("0-4,6"));
        assertThat(low.minus(even)).isEqualTo(CpuSet.of(1, 3));
        assertThat(low.containsAll(CpuSet.of(1, 2))).isTrue();
        assertThat(low.containsAll(even)).isFalse();
        assertThat(low.intersects(even)).isTrue();
        assertThat(CpuSet.of(1).intersects(even)).isFalse();
        assertThat(even.first()).isZero();
        assertThat(even.last()).isEqualTo(6);
        assertThat(CpuSet.EMPTY.last()).isEqualTo(-1);
        assertThat(even.size()).isEqualTo(4);
        assertThat(even.contains(-1)).isFalse();
    }

    @Test
    void algebraLeavesTheOperandsAlone() {
        CpuSet set = CpuSet.of(1, 2);
        set.plus(CpuSet.of(3));
        set.minus(CpuSet.of(1));
        set.and(CpuSet.of(2));
        assertThat(set).hasToString("1-2");
    }
}
