package io.pinwright.runner.cli;

import io.pinwright.engine.SavedRun;
import io.pinwright.engine.report.Mode;
import io.pinwright.engine.report.Report;
import io.pinwright.engine.saved.SavedPlan;
import io.pinwright.engine.saved.SavedPlanFile;
import java.nio.file.Path;
import java.util.function.Consumer;

/** {@code pinwright plan}. */
final class PlanCommand implements Command {

    private final Usage usage = new Usage(
            this,
            "plan",
            "Shows what apply would do; writes nothing on any host.",
            "Exit status: as of apply; with --detailed-exitcode as of check.");
    private final PlaybookOptions options = new PlaybookOptions(usage);
    private final Flag detailedExitCode =
            usage.flag("--detailed-exitcode", "End with 2 when there is something to change, as check does.");
    private final Maybe<Path> out =
            usage.path("--out=FILE", "Keep the plan in this file: `apply FILE` makes exactly these changes, or none.");
    private final Maybe<Path> key =
            usage.path("--sign-with=KEY", "Sign the file with this SSH key, by ssh-keygen, into FILE.sig.");
    private final Terminal terminal;

    PlanCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Usage usage() {
        return usage;
    }

    @Override
    public Integer call() {
        if (key.isGiven() && !out.isGiven()) {
            throw usage.problem("--sign-with signs the file of --out, which is not named");
        }
        try (Session session = Session.open()) {
            if (session.listed(options, terminal)) {
                return ExitCode.DONE.status();
            }
            Report report = out.isGiven()
                    ? saved(session, out.value().orElseThrow())
                    : session.run(options, Mode.READ_ONLY, terminal);
            return (detailedExitCode.isSet() ? ExitCode.ofPlan(report) : ExitCode.ofApply(report)).status();
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
        key.value().ifPresent(signer -> PlanSignature.sign(file, signer));
        Consumer<String> say = options.output.is(OutputFormat.JSON) ? terminal::error : terminal::line;
        SavedPlanShow.outside(plan, say);
        say.accept("Saved in " + file + " for " + plan.hosts().size()
                + (plan.hosts().size() == 1 ? " host" : " hosts")
                + (key.isGiven() ? ", signed in " + PlanSignature.file(file) : "") + ".");
        return run.report();
    }
}
