package io.pinwright.runner.cli;

import io.pinwright.engine.host.HostUnreachableException;
import io.pinwright.engine.source.Diagnostic;
import io.pinwright.engine.source.DiagnosticException;
import picocli.CommandLine;

/** Says what went wrong and gives the exit status: the user's files, a host, or Pinwright itself. */
record Failures(Terminal terminal) implements CommandLine.IExecutionExceptionHandler {

    @Override
    public int handleExecutionException(Exception exception, CommandLine commandLine, CommandLine.ParseResult parsed) {
        if (exception instanceof DiagnosticException problems) {
            problems.diagnostics().forEach(problem -> terminal.error(problem.render()));
            long errors =
                    problems.diagnostics().stream().filter(Diagnostic::isError).count();
            terminal.error(errors == 1 ? "1 error" : errors + " errors");
            return ExitCode.INVALID.status();
        }
        if (exception instanceof HostUnreachableException unreachable) {
            terminal.error("pinwright: " + unreachable.message());
            unreachable.fix().ifPresent(fix -> terminal.error("fix: " + fix));
            return ExitCode.UNREACHABLE.status();
        }
        if (exception instanceof InterruptedException) {
            terminal.error("pinwright: interrupted");
            return ExitCode.INTERRUPTED.status();
        }
        if (exception instanceof CommandLine.ParameterException usage) {
            terminal.error("pinwright: " + usage.getMessage());
            return ExitCode.USAGE.status();
        }
        terminal.error("pinwright: this is a mistake of Pinwright itself: " + exception);
        for (Throwable cause = exception; cause != null; cause = cause.getCause()) {
            terminal.error(cause == exception ? "" : "  because: " + cause);
            for (StackTraceElement frame : cause.getStackTrace()) {
                terminal.error("    at " + frame);
            }
        }
        return ExitCode.BROKEN.status();
    }
}
