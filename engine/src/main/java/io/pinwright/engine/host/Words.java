package io.pinwright.engine.host;

import java.util.AbstractList;
import java.util.Arrays;
import java.util.List;
import java.util.RandomAccess;
import org.jspecify.annotations.Nullable;

/**
 * An immutable list of texts that remembers its hash: the words of a query, which is looked for in maps hundreds of times while a
 * host is planned.
 */
final class Words extends AbstractList<String> implements RandomAccess {

    private final String[] words;
    private final int hash;

    private Words(String[] words) {
        this.words = words;
        this.hash = Arrays.hashCode(words);
    }

    /** @throws NullPointerException when one is null */
    static List<String> copyOf(List<String> words) {
        return words instanceof Words ? words : new Words(List.copyOf(words).toArray(String[]::new));
    }

    @Override
    public String get(int index) {
        return words[index];
    }

    @Override
    public int size() {
        return words.length;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        if (other instanceof Words that) {
            return this == that || hash == that.hash && Arrays.equals(words, that.words);
        }
        return super.equals(other);
    }

    /** As every list has it. */
    @Override
    public int hashCode() {
        return hash;
    }
}
