/**
 * Where text came from and what is wrong with it: sources, spans, diagnostics, secrets. Knows nothing of YAML, hosts or
 * modules; depends on the JDK alone.
 */
@NullMarked
package io.pinwright.engine.source;

import org.jspecify.annotations.NullMarked;
