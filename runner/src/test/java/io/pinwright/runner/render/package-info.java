/** Tests of what people and programs are shown. */
@NullMarked
package io.pinwright.runner.render;

import org.jspecify.annotations.NullMarked;
