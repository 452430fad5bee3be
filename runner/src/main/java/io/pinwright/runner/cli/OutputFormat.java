package io.pinwright.runner.cli;

import java.util.Locale;

/** What a command prints on standard output. */
enum OutputFormat {
    TEXT,
    JSON;

    /** The option that names one, the same for all commands. */
    static Value<OutputFormat> option(Usage usage) {
        return usage.choice(
                "-o, --output=FORMAT", "text, or json: one document on standard output. Default: text.", TEXT);
    }

    /** As it is written on the command line. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
