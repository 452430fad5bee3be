/** Tests of the documents: what they show is compiled, run and compared. */
@NullMarked
package io.pinwright.runner.docs;

import org.jspecify.annotations.NullMarked;
