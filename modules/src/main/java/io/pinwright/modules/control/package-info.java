/** Modules that work on the controller's own values and never reach a host. */
@NullMarked
package io.pinwright.modules.control;

import org.jspecify.annotations.NullMarked;
