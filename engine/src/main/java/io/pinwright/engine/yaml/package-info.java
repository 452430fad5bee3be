/**
 * YAML text to nodes that know their place. The only package that sees the YAML library; depends on {@code source}.
 */
@NullMarked
package io.pinwright.engine.yaml;

import org.jspecify.annotations.NullMarked;
