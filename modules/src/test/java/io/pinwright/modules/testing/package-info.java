/** What the tests of several modules share: arguments from YAML, and this machine as a host. */
@NullMarked
package io.pinwright.modules.testing;

import org.jspecify.annotations.NullMarked;
