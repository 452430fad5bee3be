/**
 * Where values and changes come from: which file, line and rule gave a variable its value, which task, argument and read a
 * change. Values only; nothing here reads files, reaches hosts or formats for people.
 */
@NullMarked
package io.pinwright.engine.explain;

import org.jspecify.annotations.NullMarked;
