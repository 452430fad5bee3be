/** Tests of the engine as a whole: plays on hosts in memory, with small modules of their own. */
@NullMarked
package io.pinwright.engine;

import org.jspecify.annotations.NullMarked;
