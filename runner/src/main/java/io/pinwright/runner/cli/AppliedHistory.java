package io.pinwright.runner.cli;

import io.pinwright.engine.drift.AppliedWishes;
import io.pinwright.engine.drift.FileAppliedWishes;
import io.pinwright.engine.report.Report;
import io.pinwright.engine.source.Diagnostic;
import io.pinwright.engine.source.Salt;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/** The user's history of applies: what check compares with. Without it nothing is refused, and what is missing is said. */
final class AppliedHistory {

    /** The system property that says where the user's history is, instead of his state folder. */
    static final String PROPERTY = "pinwright.state";

    private static final DateTimeFormatter RUN =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    private final Optional<FileAppliedWishes> kept;
    private final Diagnostic problem;

    private AppliedHistory(Optional<FileAppliedWishes> kept, Diagnostic problem) {
        this.kept = kept;
        this.problem = problem;
    }

    /** In the user's state folder. */
    static AppliedHistory ofUser() {
        return in(folder());
    }

    static AppliedHistory in(Path folder) {
        Diagnostic problem = Diagnostic.warning(null, "the history of applies in " + folder + " cannot be used");
        try {
            return new AppliedHistory(Optional.of(FileAppliedWishes.open(folder)), problem);
        } catch (IOException e) {
            return new AppliedHistory(
                    Optional.empty(),
                    problem.why(String.valueOf(e.getMessage()))
                            .fix("see that the folder can be written; XDG_STATE_HOME names another one"));
        }
    }

    /** {@code pinwright} in the folder that XDG_STATE_HOME names, or where the system property pinwright.state says. */
    static Path folder() {
        return Optional.ofNullable(System.getProperty(PROPERTY))
                .map(Path::of)
                .orElseGet(() -> Terminal.environment("XDG_STATE_HOME")
                        .map(Path::of)
                        .orElse(Path.of(System.getProperty("user.home"), ".local", "state"))
                        .resolve("pinwright"));
    }

    Salt salt() {
        return kept.map(FileAppliedWishes::salt).orElseGet(Salt::random);
    }

    AppliedWishes wishes() {
        return kept.<AppliedWishes>map(wishes -> wishes).orElseGet(() -> new AppliedWishes() {
            @Override
            public Proof of(Wish wish) {
                return new Unreadable("the history of applies cannot be used");
            }

            @Override
            public List<Diagnostic> problems() {
                return List.of(problem);
            }
        });
    }

    /** Adds what an apply proved; what goes wrong is said and changes nothing else. */
    void add(Report report, Terminal terminal) {
        Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        String run = report.run()
                .orElseGet(() -> RUN.format(now) + String.format("-%04x", new SecureRandom().nextInt(0x10000)));
        kept.map(wishes -> wishes.add(report, now, run))
                .orElseGet(() -> List.of(problem))
                .forEach(warning -> terminal.error(warning.render()));
    }
}
