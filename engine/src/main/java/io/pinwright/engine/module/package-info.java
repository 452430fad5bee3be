/**
 * What a module is: its arguments declared once, what it reads, what it would change. Modules do no I/O. Depends on
 * {@code source} and {@code host} alone.
 */
@NullMarked
package io.pinwright.engine.module;

import org.jspecify.annotations.NullMarked;
