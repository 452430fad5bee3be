package io.pinwright.runner.cli;

import io.pinwright.engine.SavedRun;
import io.pinwright.engine.report.Mode;
import io.pinwright.engine.report.Report;
import io.pinwright.engine.saved.SavedPlan;
import io.pinwright.engine.saved.SavedPlanFile;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code pinwright plan}. */
@Command(
        name = "plan",
        description = {
            "Shows what apply would do; writes nothing on any host.",
            "Exit status: as of apply; with --detailed-exitcode as of check."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class PlanCommand implements Callable<Integer> {

    private final Terminal terminal;

    @Mixin
    PlaybookOptions options = new PlaybookOptions();

    @Option(names = "--detailed-exitcode", description = "End with 2 when there is something to change, as check does.")
    boolean detailedExitCode;

    @Option(
            names = "--out",
            paramLabel = "FILE",
            description = "Keep the plan in this file: `apply FILE` makes exactly these changes, or none.")
    @Nullable
    Path out;

    @Option(
            names = "--sign-with",
            paramLabel = "KEY",
            description = "Sign the file with this SSH key, by ssh-keygen, into FILE.sig.")
    @Nullable
    Path key;

    @Spec
    @Nullable
    CommandSpec spec;

    PlanCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        if (key != null && out == null) {
            throw new ParameterException(
                    Objects.requireNonNull(spec).commandLine(),
                    "--sign-with signs the file of --out, which is not named");
        }
        try (Session session = Session.open()) {
            if (session.listed(options, terminal)) {
                return ExitCode.DONE.status();
            }
            Report report = out == null ? session.run(options, Mode.READ_ONLY, terminal) : saved(session, out);
            return (detailedExitCode ? ExitCode.ofPlan(report) : ExitCode.ofApply(report)).status();
        }
    }

    private Report saved(Session session, Path file) {
        SavedPlanFile.requirePlace(file);
        SavedRun run = session.save(options, terminal);
        if (run.report().interrupted()) {
            return run.report();
        }
        SavedPlan plan = run.plan();
        PlanSignature.remove(file);
        SavedPlanFile.write(plan, file);
        if (key != null) {
            PlanSignature.sign(file, key);
        }
        Consumer<String> say = options.output == OutputFormat.JSON ? terminal::error : terminal::line;
        SavedPlanShow.outside(plan, say);
        say.accept("Saved in " + file + " for " + plan.hosts().size()
                + (plan.hosts().size() == 1 ? " host" : " hosts")
                + (key == null ? "" : ", signed in " + PlanSignature.file(file)) + ".");
        return run.report();
    }
}
