package io.pinwright.runner.cli;

import io.pinwright.engine.report.Report;
import io.pinwright.engine.saved.SavedPlan;
import io.pinwright.engine.saved.SavedPlanFile;
import io.pinwright.runner.render.Printable;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import picocli.CommandLine.ParameterException;

/** {@code pinwright apply FILE} of a saved plan. */
record SavedPlanApply(PlaybookOptions options, WriteOptions write, boolean check, Usage usage, Terminal terminal) {

    ExitCode run(Optional<Path> allowedSigners) {
        requireAlone();
        Path file = options.playbooks.values().get(0);
        byte[] bytes = SavedPlanFile.bytes(file);
        Consumer<String> say = options.output.is(OutputFormat.JSON) ? terminal::error : terminal::line;
        allowedSigners.ifPresent(signers ->
                say.accept("Signed by " + Printable.line(PlanSignature.require(file, bytes, signers)) + "."));
        SavedPlan plan = SavedPlanFile.read(file.toString(), bytes);
        requireUsed(plan);
        SavedPlanShow.outside(plan, say);
        AppliedHistory history = AppliedHistory.ofUser();
        try (Session session = Session.open(history.salt())) {
            Report report = session.apply(plan, options, write, terminal);
            history.add(report, terminal);
            return ExitCode.ofApply(report);
        }
    }

    /** What is applied stands in the plan: nothing may say otherwise. */
    private void requireAlone() {
        if (options.playbooks.values().size() > 1) {
            throw usage.problem("a saved plan is applied alone, without playbooks or other plans");
        }
        Map<String, Boolean> given = new LinkedHashMap<>();
        given.put("--check", check);
        given.put("--tags", !options.tags.tags.values().isEmpty());
        given.put("--skip-tags", !options.tags.skipTags.values().isEmpty());
        given.put("--become", options.connection.become.isSet());
        given.put("--become-user", options.connection.becomeUser.isGiven());
        given.put("--become-method", options.connection.becomeMethod.isGiven());
        given.put("--list-hosts, --list-tasks and --syntax-check", options.onlyLists());
        List<String> wrong = given.entrySet().stream()
                .filter(Map.Entry::getValue)
                .map(Map.Entry::getKey)
                .toList();
        if (!wrong.isEmpty()) {
            throw notWithPlan(String.join(", ", wrong));
        }
    }

    /** Variables are for the secrets that a plan refers to. */
    private void requireUsed(SavedPlan plan) {
        if (options.connection.extraVariables.isGiven() && !plan.refersToSecrets()) {
            throw notWithPlan("--extra-vars");
        }
    }

    private ParameterException notWithPlan(String what) {
        return usage.problem(
                what + " cannot be used with a saved plan: what is applied stands in it (`pinwright show FILE`"
                        + " shows it)");
    }
}
