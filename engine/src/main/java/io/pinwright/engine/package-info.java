/** The library's front door: {@link io.pinwright.engine.Engine} plans, applies and checks playbooks on an inventory. */
@NullMarked
package io.pinwright.engine;

import org.jspecify.annotations.NullMarked;
