package io.pinwright.runner.cli;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Make values of words as picocli's own do, with the same messages, but without reflection. */
final class Converters {

    private Converters() {}

    /** A file's name. */
    static final class OfPath implements ITypeConverter<Path> {

        @Override
        public Path convert(String word) {
            try {
                return Path.of(word);
            } catch (InvalidPathException e) {
                throw problem(word, Path.class, e);
            }
        }
    }

    /** A day, as 2026-12-31. */
    static final class OfDate implements ITypeConverter<LocalDate> {

        @Override
        public LocalDate convert(String word) {
            try {
                return LocalDate.parse(word);
            } catch (DateTimeParseException e) {
                throw problem(word, LocalDate.class, e);
            }
        }
    }

    private static TypeConversionException problem(String word, Class<?> type, Exception problem) {
        return new TypeConversionException("cannot convert '" + word + "' to " + type + " (" + problem + ")");
    }
}
