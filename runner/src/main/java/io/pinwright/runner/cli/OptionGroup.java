package io.pinwright.runner.cli;

/** Options that several commands have in common: fields made by calls of {@link #usage}, as those of a command are. */
abstract class OptionGroup {

    final Usage usage;

    OptionGroup(Usage usage) {
        this.usage = usage;
    }
}
