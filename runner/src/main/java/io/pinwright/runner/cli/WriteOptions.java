package io.pinwright.runner.cli;

import io.pinwright.engine.RunOptions;
import io.pinwright.engine.source.Diagnostic;
import io.pinwright.engine.source.DiagnosticException;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What commands that change hosts have in common. */
final class WriteOptions extends OptionGroup {

    private static final Pattern TIME = Pattern.compile("(\\d{1,6})(s|m|h)?");

    private static final Duration CONFIRM_MAX = Duration.ofDays(1);

    private final Maybe<Integer> lockTimeout = usage.number(
            "--lock-timeout=SECONDS",
            "How long to wait for a host that another run changes; 0: not at all. Default: 10.");
    private final Maybe<String> confirmWithin = usage.text(
            "--confirm-within=TIME",
            "Each host takes back what was changed unless this command still reaches it so soon afterwards: 60s, 2m."
                    + " Default: 60s for changes that may cut it off, none for others.");

    WriteOptions(Usage usage) {
        super(usage);
    }

    RunOptions of(RunOptions options) {
        RunOptions all = options;
        if (lockTimeout.isGiven()) {
            int seconds = lockTimeout.value().orElseThrow();
            if (seconds < 0) {
                throw problem("--lock-timeout must be 0 or more seconds, but is " + seconds);
            }
            all = all.withLockTimeout(Duration.ofSeconds(seconds));
        }
        return confirmWithin.isGiven()
                ? all.withConfirmWithin(time(confirmWithin.value().orElseThrow()))
                : all;
    }

    private static Duration time(String text) {
        Matcher matcher = TIME.matcher(text);
        if (!matcher.matches()) {
            throw problem("--confirm-within is no time: " + text);
        }
        long number = Long.parseLong(matcher.group(1));
        String unit = matcher.group(2) == null ? "s" : matcher.group(2);
        Duration time = Duration.ofSeconds(number * (unit.equals("h") ? 3600 : unit.equals("m") ? 60 : 1));
        if (time.isZero() || time.compareTo(CONFIRM_MAX) > 0) {
            throw problem("--confirm-within must be 1s to 24h, but is " + text);
        }
        return time;
    }

    private static DiagnosticException problem(String message) {
        return new DiagnosticException(Diagnostic.error(null, message).fix("write it as 60s, 2m or 1h"));
    }
}
