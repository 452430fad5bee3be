/**
 * What tasks come to on one host: arguments bound, observations answered, changes found, predictions laid over the answers so
 * that later tasks see them. Pure; reads and writes are done by {@code apply}.
 */
@NullMarked
package io.pinwright.engine.plan;

import org.jspecify.annotations.NullMarked;
