package io.pinwright.runner.cli;

import io.pinwright.engine.report.Mode;
import io.pinwright.engine.report.Report;
import io.pinwright.engine.saved.SavedPlanFile;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code pinwright apply}. */
@Command(
        name = "apply",
        description = {
            "Makes hosts as playbooks wish: changes what differs, then looks again to prove it.",
            "Instead of playbooks it takes the file of a saved plan, and makes exactly its changes, or none.",
            "Exit status: 0 done or nothing to do, 2 a host failed, 3 a host had moved, 4 a host was unreachable,",
            "6 failed and unreachable, 7 the files are invalid."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class ApplyCommand implements Callable<Integer> {

    private final Terminal terminal;

    @Mixin
    PlaybookOptions options = new PlaybookOptions();

    @Option(
            names = {"-C", "--check"},
            description = "Show what would change. Only tasks with `check_mode: false` run.")
    boolean check;

    @Option(
            names = "--require-signature",
            paramLabel = "FILE",
            description = "Apply a saved plan only when one of these signed it: an allowed_signers file of ssh-keygen.")
    @Nullable
    Path allowedSigners;

    @Spec
    @Nullable
    CommandSpec spec;

    @Mixin
    WriteOptions write = new WriteOptions();

    ApplyCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        if (options.playbooks.stream().anyMatch(SavedPlanFile::isOne)) {
            return new SavedPlanApply(options, write, check, Objects.requireNonNull(spec), terminal)
                    .run(Optional.ofNullable(allowedSigners))
                    .status();
        }
        if (allowedSigners != null) {
            throw new ParameterException(
                    Objects.requireNonNull(spec).commandLine(),
                    "--require-signature is for saved plans, not playbooks");
        }
        if (options.onlyLists() || check) {
            try (Session session = Session.open()) {
                return session.listed(options, terminal)
                        ? ExitCode.DONE.status()
                        : ExitCode.ofApply(session.run(options, write, Mode.CHECK, terminal))
                                .status();
            }
        }
        AppliedHistory history = AppliedHistory.ofUser();
        try (Session session = Session.open(history.salt())) {
            Report report = session.run(options, write, Mode.APPLY, terminal);
            history.add(report, terminal);
            return ExitCode.ofApply(report).status();
        }
    }
}
