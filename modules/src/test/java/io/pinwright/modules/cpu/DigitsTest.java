package io.pinwright.modules.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DigitsTest {

    @ParameterizedTest
    @CsvSource({"0, 0", "007, 7", "999999999, 999999999"})
    void digitsAreANumber(String text, int number) {
        assertThat(Digits.number(text)).isEqualTo(OptionalInt.of(number));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-1", "+1", " 1", "1 ", "1x", "\u0661", "1234567890"})
    void anythingElseIsNone(String text) {
        assertThat(Digits.number(text)).isEmpty();
    }

    @Test
    void aPartOfATextIsReadByItself() {
        assertThat(Digits.number("cpu12/x", 3, 5)).isEqualTo(OptionalInt.of(12));
    }
}
