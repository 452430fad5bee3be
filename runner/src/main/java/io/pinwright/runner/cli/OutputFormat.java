package io.pinwright.runner.cli;

import java.util.Locale;

/** What a command prints on standard output. */
enum OutputFormat {
    TEXT,
    JSON;

    /** As it is written on the command line. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
