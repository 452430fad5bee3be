@NullMarked
package io.pinwright.engine.explain;

import org.jspecify.annotations.NullMarked;
