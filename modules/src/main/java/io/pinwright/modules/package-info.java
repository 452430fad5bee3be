/** The modules that come with Pinwright. */
@NullMarked
package io.pinwright.modules;

import org.jspecify.annotations.NullMarked;
