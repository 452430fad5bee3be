/** The command line: options, subcommands, exit statuses. The only package that sees the command line library. */
@NullMarked
package io.pinwright.runner.cli;

import org.jspecify.annotations.NullMarked;
