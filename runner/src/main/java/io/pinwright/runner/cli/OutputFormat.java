package io.pinwright.runner.cli;

/** What a command prints on standard output. */
enum OutputFormat {
    TEXT,
    JSON
}
