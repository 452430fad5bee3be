package io.pinwright.engine.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class QueryTest {

    @Test
    void queriesOfTheSameWordsAreTheSameWhateverListsTheyCameIn() {
        List<String> words = new ArrayList<>(List.of("cat", "/a"));
        Query.Run run = new Query.Run(words, Query.TIMEOUT, Query.BYTES_MAX);
        words.set(1, "/b");

        assertThat(run).isEqualTo(new Query.Run("cat", "/a")).hasSameHashCodeAs(new Query.Run("cat", "/a"));
        assertThat(run).isNotEqualTo(new Query.Run("cat", "/b"));
        assertThat(run.argv()).isEqualTo(List.of("cat", "/a")).hasSameHashCodeAs(List.of("cat", "/a"));
        assertThat(List.of("cat", "/a")).isEqualTo(run.argv());
    }
}
