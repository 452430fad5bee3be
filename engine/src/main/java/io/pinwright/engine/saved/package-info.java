/**
 * Plans that are kept: what each host's tasks came to, with the arguments and changes, as a file of its own that can be applied
 * later without playbook, variables and templates. Nothing secret is in it. Must not depend on how plans are made or applied.
 */
@NullMarked
package io.pinwright.engine.saved;

import org.jspecify.annotations.NullMarked;
