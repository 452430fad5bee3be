/** Raw actions: command and shell. The one exception to the rule that changes are found by comparing. */
@NullMarked
package io.pinwright.modules.commands;

import org.jspecify.annotations.NullMarked;
