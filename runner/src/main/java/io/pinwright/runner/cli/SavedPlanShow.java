package io.pinwright.runner.cli;

import io.pinwright.engine.report.Mode;
import io.pinwright.engine.report.Report;
import io.pinwright.engine.report.RunEvent;
import io.pinwright.engine.saved.SavedPlan;
import io.pinwright.engine.saved.SavedPlanFile;
import io.pinwright.engine.saved.SavedReport;
import io.pinwright.runner.render.Json;
import io.pinwright.runner.render.Printable;
import io.pinwright.runner.render.ReportTree;
import io.pinwright.runner.render.TextRenderer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Prints a saved plan as `plan` prints it, with where it comes from. */
record SavedPlanShow(Terminal terminal, OutputFormat output, boolean diff, int verbosity) {

    void show(Path file) {
        SavedPlan plan = SavedPlanFile.read(file);
        Report report = SavedReport.of(plan);
        boolean signed = Files.isRegularFile(PlanSignature.file(file));
        if (output == OutputFormat.JSON) {
            Map<String, @Nullable Object> tree = new LinkedHashMap<>();
            tree.put("plan", header(plan, signed));
            tree.putAll(ReportTree.of(report));
            terminal.out().print(Json.pretty(tree));
            return;
        }
        terminal.line("Plan of " + plan.origin().created() + " by "
                + Printable.line(plan.origin().by()) + " (pinwright "
                + Printable.line(plan.origin().pinwright()) + ") from "
                + Printable.line(String.join(", ", plan.origin().playbooks())));
        terminal.line("Hosts: " + Printable.line(String.join(", ", plan.hosts())));
        terminal.line(
                signed
                        ? "Signature: in " + PlanSignature.file(file) + ", verified by `apply --require-signature` only"
                        : "Signature: none");
        TextRenderer renderer = new TextRenderer(
                terminal::line, terminal.err()::println, terminal.colours(), Mode.READ_ONLY, diff, verbosity);
        report.plays().forEach(play -> {
            renderer.on(new RunEvent.PlayStarted(play, play.hosts()));
            report.results().stream()
                    .filter(result -> result.task().play() == play.index())
                    .forEach(result -> renderer.on(new RunEvent.TaskFinished(result)));
            renderer.on(new RunEvent.PlayFinished(play));
        });
        renderer.recaps(report);
        outside(plan, terminal::line);
    }

    private static Map<String, @Nullable Object> header(SavedPlan plan, boolean signed) {
        Map<String, @Nullable Object> header = new LinkedHashMap<>();
        header.put("created", plan.origin().created().toString());
        header.put("by", plan.origin().by());
        header.put("pinwright", plan.origin().pinwright());
        header.put("playbooks", plan.origin().playbooks());
        header.put("hosts", List.copyOf(plan.hosts()));
        header.put("signature", signed);
        header.put(
                "outside",
                plan.outside().stream()
                        .map(one ->
                                Map.of("play", one.play(), "host", one.host(), "task", one.task(), "why", one.why()))
                        .toList());
        return header;
    }

    /** Names what is not part of a plan; nothing when all is. */
    static void outside(SavedPlan plan, Consumer<String> say) {
        if (plan.outside().isEmpty()) {
            return;
        }
        say.accept("");
        say.accept("Not part of the plan:");
        plan.outside().forEach(one -> say.accept("  " + Printable.line(one.line())));
    }
}
