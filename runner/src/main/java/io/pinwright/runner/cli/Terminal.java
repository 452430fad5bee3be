package io.pinwright.runner.cli;

import io.pinwright.runner.render.Colours;
import io.pinwright.runner.render.Printable;
import java.io.Console;
import java.io.PrintStream;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where the command writes: results to standard output, everything else to standard error. */
record Terminal(PrintStream out, PrintStream err, boolean coloured, boolean interactive) {

    /** Not a terminal, but a file or a pipe. */
    Terminal(PrintStream out, PrintStream err, boolean coloured) {
        this(out, err, coloured, false);
    }

    /** The process's own streams; colours only on a terminal, and not where NO_COLOR says no. */
    static Terminal ofProcess() {
        boolean terminal = isTerminal() && !"dumb".equals(System.getenv("TERM"));
        boolean coloured =
                environment("NO_COLOR").isEmpty() && (environment("FORCE_COLOR").isPresent() || terminal);
        return new Terminal(System.out, System.err, coloured, terminal);
    }

    Colours colours() {
        return coloured ? Colours.ON : Colours.OFF;
    }

    /** A text on the terminal itself, as it is and without a line end: no result. */
    void draw(String text) {
        err.print(text);
        err.flush();
    }

    /** A line of the result as it is; what came from a host went through {@link Printable}. */
    void line(String text) {
        out.println(text);
    }

    /** A text of the result that may hold what hosts said: no control character gets through. */
    void text(String text) {
        out.println(Printable.of(text));
    }

    /** A text that is no result; no control character gets through. */
    void error(String text) {
        err.println(Printable.of(text));
    }

    private static boolean isTerminal() {
        Console console = System.console();
        if (console == null) {
            return false;
        }
        try {
            // Since 22 there is a console without a terminal too; it says so itself.
            return (Boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (ReflectiveOperationException e) {
            return true;
        }
    }

    static Optional<String> environment(String name) {
        @Nullable String value = System.getenv(name);
        return Optional.ofNullable(value).filter(text -> !text.isEmpty());
    }
}
