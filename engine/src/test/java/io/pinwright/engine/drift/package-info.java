/** Tests of drift: the judgement, the history of applies, the baseline. */
@NullMarked
package io.pinwright.engine.drift;

import org.jspecify.annotations.NullMarked;
