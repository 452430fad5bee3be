/** Files on the host: whole contents, lines, attributes, links. */
@NullMarked
package io.pinwright.modules.files;

import org.jspecify.annotations.NullMarked;
