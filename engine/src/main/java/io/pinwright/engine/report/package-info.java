/**
 * What a run found and did, as values: results by task and host, events while it runs, recap. Nothing here formats for
 * people; that is the runner's {@code render}.
 */
@NullMarked
package io.pinwright.engine.report;

import org.jspecify.annotations.NullMarked;
