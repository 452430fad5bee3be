/** Tests that break an apply at every point where it can break, and then look at what is left. */
@NullMarked
package io.pinwright.runner.crash;

import org.jspecify.annotations.NullMarked;
