/** The pages of the manual about modules, made from their specs. */
@NullMarked
package io.pinwright.modules.docs;

import org.jspecify.annotations.NullMarked;
