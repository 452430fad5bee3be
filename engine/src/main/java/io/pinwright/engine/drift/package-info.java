/**
 * What a look at hosts says about drift: which differences came since the last apply, which wishes were not applied yet, what
 * waits for a restart, and what nobody can say. The judgement is a pure function; the history of applies and the baseline are
 * files, read and written by one class each. Knows nothing of output.
 */
@NullMarked
package io.pinwright.engine.drift;

import org.jspecify.annotations.NullMarked;
