package io.pinwright.engine.plan;

import io.pinwright.engine.playbook.Task;
import io.pinwright.engine.report.Status;
import io.pinwright.engine.source.DiagnosticException;
import io.pinwright.engine.template.DependsOnUnknownException;
import io.pinwright.engine.template.NotYetKnown;
import io.pinwright.engine.template.TemplateText;
import io.pinwright.engine.template.Templates;
import io.pinwright.engine.template.Variables;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code changed_when} and {@code failed_when} of a task, in the variables of one of its turns. */
record Conditions(Task task, Templates templates, Variables variables) implements Turn.Verdict {

    @Override
    public Turn.Judged judge(Status status, @Nullable String message, Map<String, @Nullable Object> values) {
        if (task.changedWhen().isEmpty() && task.failedWhen().isEmpty()) {
            return new Turn.Judged(status, message);
        }
        Variables seen = task.register()
                .map(name -> variables.with(Map.of(name, registered(status, message, values))))
                .orElse(variables);
        try {
            Status judged = status;
            if (!task.failedWhen().isEmpty()) {
                if (hold(task.failedWhen(), seen)) {
                    return new Turn.Judged(Status.FAILED, message == null ? "failed_when says so" : message);
                }
                judged = status == Status.FAILED ? Status.OK : status;
            }
            if (!task.changedWhen().isEmpty() && judged != Status.FAILED) {
                judged = hold(task.changedWhen(), seen) ? Status.CHANGED : Status.OK;
            }
            boolean pardoned = status == Status.FAILED && judged != Status.FAILED;
            return new Turn.Judged(judged, pardoned ? null : message);
        } catch (DiagnosticException e) {
            return new Turn.Judged(Status.FAILED, String.valueOf(e.getMessage()));
        }
    }

    /** {@code changed_when: false} is the user's word that the command only reads. */
    @Override
    public Outlook outlook() {
        Outlook.Changes changes = Outlook.Changes.YES;
        if (!task.changedWhen().isEmpty()) {
            Variables seen = task.register()
                    .map(name -> variables.with(
                            Map.of(name, new NotYetKnown("task `" + task.name().text() + "`"))))
                    .orElse(variables);
            try {
                changes = hold(task.changedWhen(), seen) ? changes : Outlook.Changes.AS_FORETOLD;
            } catch (DependsOnUnknownException | DiagnosticException e) {
                changes = Outlook.Changes.PERHAPS;
            }
        }
        return new Outlook(changes != Outlook.Changes.AS_FORETOLD, changes);
    }

    private boolean hold(List<TemplateText> conditions, Variables seen) {
        return conditions.stream().allMatch(condition -> templates.test(condition.text(), condition.span(), seen));
    }

    private static Map<String, @Nullable Object> registered(
            Status status, @Nullable String message, Map<String, @Nullable Object> values) {
        Map<String, @Nullable Object> all = new LinkedHashMap<>();
        all.put("changed", status == Status.CHANGED);
        all.put("failed", status == Status.FAILED);
        if (message != null) {
            all.put("msg", message);
        }
        all.putAll(values);
        return all;
    }
}
