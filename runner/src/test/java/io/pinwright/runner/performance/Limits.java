package io.pinwright.runner.performance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;

/** The limits of {@code performance/limits.properties}, which says how they were measured. */
final class Limits {

    private static final Path FILE = Path.of("src/test/resources/performance/limits.properties");

    private Limits() {}

    /** Asserts that a figure is not above its limit, nor so far below that the limit guards nothing. */
    static void hold(String name, long measured) {
        Properties limits = new Properties();
        try (var in = Files.newInputStream(FILE)) {
            limits.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        String limit = limits.getProperty(name);
        assertThat(limit).as("a limit for " + name + " in " + FILE).isNotNull();
        assertThat(measured)
                .as(name + " in bytes; the limit is in " + FILE)
                .isBetween(Long.parseLong(limit) / 4, Long.parseLong(limit));
    }
}
