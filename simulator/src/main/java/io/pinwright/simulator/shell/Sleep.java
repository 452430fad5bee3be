package io.pinwright.simulator.shell;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** {@code sleep}, and how durations are written. */
final class Sleep {

    private Sleep() {}

    /** Seconds of a duration such as {@code 0.5}, {@code 2m}; empty when it is none. */
    static Optional<Double> seconds(String text) {
        if (!text.matches("([0-9]{1,9}([.][0-9]*)?|[.][0-9]+)[smhd]?")) {
            return Optional.empty();
        }
        char unit = text.charAt(text.length() - 1);
        double number = Double.parseDouble(Character.isLetter(unit) ? text.substring(0, text.length() - 1) : text);
        return Optional.of(number
                * switch (unit) {
                    case 'm' -> 60;
                    case 'h' -> 3600;
                    case 'd' -> 86400;
                    default -> 1;
                });
    }

    static int run(ShellProcess shell, List<String> argv) throws IOException, InterruptedException {
        double total = 0;
        for (String text : argv.subList(1, argv.size())) {
            Optional<Double> seconds = seconds(text);
            if (seconds.isEmpty()) {
                shell.error("sleep: invalid time interval '" + text + "'\n");
                return 1;
            }
            total += seconds.get();
        }
        shell.machine.processes.sleep(total);
        return 0;
    }
}
