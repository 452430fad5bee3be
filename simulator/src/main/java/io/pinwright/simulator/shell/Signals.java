package io.pinwright.simulator.shell;

import java.util.List;
import java.util.Optional;

/** Names and numbers of signals on Linux. */
final class Signals {

    private static final List<String> NAMES = List.of(
            "EXIT", "HUP", "INT", "QUIT", "ILL", "TRAP", "ABRT", "BUS", "FPE", "KILL", "USR1", "SEGV", "USR2", "PIPE",
            "ALRM", "TERM", "STKFLT", "CHLD", "CONT", "STOP", "TSTP", "TTIN", "TTOU", "URG", "XCPU", "XFSZ", "VTALRM",
            "PROF", "WINCH", "IO", "PWR", "SYS");

    private Signals() {}

    /** The name without SIG, from a name or number. */
    static Optional<String> name(String text) {
        int number = number(text);
        return number < 0 ? Optional.empty() : Optional.of(NAMES.get(number));
    }

    /** The number, from a name with or without SIG or a number; -1 when there is none. */
    static int number(String text) {
        if (text.matches("[0-9]{1,2}")) {
            int number = Integer.parseInt(text);
            return number < NAMES.size() ? number : -1;
        }
        return NAMES.indexOf(text.startsWith("SIG") ? text.substring(3) : text);
    }
}
