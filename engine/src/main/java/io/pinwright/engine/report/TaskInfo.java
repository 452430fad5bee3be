package io.pinwright.engine.report;

import io.pinwright.engine.source.Span;
import org.jspecify.annotations.Nullable;

/**
 * A task as results name it.
 *
 * @param play position of its play in the run, from 0
 * @param index position among the play's tasks and then handlers, from 0: results of one index belong together
 * @param name as shown: the task's name with templates as written, or the module's name
 * @param span where it stands, or null for a task the engine added
 */
public record TaskInfo(
        int play,
        int index,
        String name,
        String module,
        boolean handler,
        @Nullable Span span) {}
