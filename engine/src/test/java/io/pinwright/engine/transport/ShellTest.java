package io.pinwright.engine.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ShellTest {

    @Test
    void aPlainWordStaysAsItIsAndAnEmptyOneIsAWord() {
        assertThat(Shell.quote("/sys/class/net")).isEqualTo("/sys/class/net");
        assertThat(Shell.quote("")).isEqualTo("''");
    }

    @Test
    void aQuoteIsClosedAndOpenedAgain() {
        assertThat(Shell.quote("it's")).isEqualTo("'it'\\''s'");
    }

    @Test
    void aNulIsRefused() {
        assertThatThrownBy(() -> Shell.quote("a\0b")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void anExecRequestHasNothingThatFishOrCshTakeForSpecial() {
        String command = Shell.execRequest("a\n'b' \\ ! % \u00e9");
        assertThat(command).matches("[ -~]*").doesNotContain("!", "\n");
        assertThat(command.replace("'\\\\'", "")).doesNotContain("\\");
    }
}
