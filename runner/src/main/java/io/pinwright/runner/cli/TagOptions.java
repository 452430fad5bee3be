package io.pinwright.runner.cli;

import io.pinwright.engine.RunOptions;

/** Which tasks, by their tags. */
final class TagOptions extends OptionGroup {

    final Many<String> tags = usage.list("-t, --tags=TAG", "Only tasks with one of these tags.");
    final Many<String> skipTags = usage.list("--skip-tags=TAG", "No task with one of these tags.");

    TagOptions(Usage usage) {
        super(usage);
    }

    RunOptions of(RunOptions options) {
        return options.withTags(tags.values(), skipTags.values());
    }
}
