/** Results as people and programs read them: text, JSON. The only place that formats for people; no I/O of its own. */
@NullMarked
package io.pinwright.runner.render;

import org.jspecify.annotations.NullMarked;
