package io.pinwright.engine.inventory;

import io.pinwright.engine.source.Span;
import org.jspecify.annotations.Nullable;

/**
 * A variable's value with its place.
 *
 * @param value null, Boolean, Long, BigInteger, Double, String, TemplateText, List or Map
 * @param origin where it was written
 */
public record Variable(@Nullable Object value, Span origin) {}
