/** Tests of rule 4: later tasks are planned on what earlier ones will have done, and apply then does just that. */
@NullMarked
package io.pinwright.runner.prediction;

import org.jspecify.annotations.NullMarked;
