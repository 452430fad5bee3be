package io.pinwright.engine.explain;

import io.pinwright.engine.inventory.Definition;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A variable that a template uses.
 *
 * @param value evaluated; {@link io.pinwright.engine.template.NotYetKnown} when only a run tells; null also when it cannot be
 *     evaluated
 * @param from what gives it its value; empty when nothing does
 */
public record Use(String name, @Nullable Object value, Optional<Definition> from) {}
