/**
 * The journal as files of the controller's user: a folder a run, a file a host, a line a record. Must not depend on {@code plan},
 * {@code apply} or {@code transport}.
 */
@NullMarked
package io.pinwright.engine.journal.file;

import org.jspecify.annotations.NullMarked;
