/** What a run costs, in counts and bytes rather than seconds: the same on every machine. */
@NullMarked
package io.pinwright.runner.performance;

import org.jspecify.annotations.NullMarked;
