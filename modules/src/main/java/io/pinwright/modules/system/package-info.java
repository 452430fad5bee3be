/** The host as a system: kernel settings, services, facts. */
@NullMarked
package io.pinwright.modules.system;

import org.jspecify.annotations.NullMarked;
