package io.pinwright.runner.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What the launcher runs once for its class-data archive. */
class WarmUpTest {

    @Test
    void warmingUpSaysNothingAndLeavesTheHistoryToTheUser() {
        String before = System.getProperty(AppliedHistory.PROPERTY);

        Cli.Outcome warmed = Cli.run("warm-up");

        assertThat(warmed.status()).as(warmed.err()).isZero();
        assertThat(warmed.out() + warmed.err()).isEmpty();
        assertThat(System.getProperty(AppliedHistory.PROPERTY)).isEqualTo(before);
    }
}
