package io.pinwright.engine;

import io.pinwright.engine.inventory.Host;
import io.pinwright.engine.inventory.Inventory;
import io.pinwright.engine.playbook.Play;
import io.pinwright.engine.playbook.Playbook;
import io.pinwright.engine.report.Mode;
import io.pinwright.engine.source.Diagnostics;
import io.pinwright.engine.source.Span;
import io.pinwright.engine.template.TemplateText;
import io.pinwright.engine.template.Templates;
import io.pinwright.engine.template.Variables;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The hosts of a playbook's plays, with what they know before the play says anything.
 *
 * @param inventory with the variables beside the playbook
 * @param hostVars the variable of this name
 */
record PlayHosts(
        Playbook playbook,
        Inventory inventory,
        RunOptions options,
        Mode mode,
        Templates templates,
        Map<String, Object> hostVars) {

    /** The inventory as a playbook's plays see it. */
    static Inventory seen(Inventory inventory, Playbook playbook, Diagnostics diagnostics) {
        return playbook.directory()
                .map(directory -> inventory.withPlaybookDirectory(directory, diagnostics))
                .orElse(inventory);
    }

    /** The hosts that a play is for. */
    List<Host> of(Play play, Diagnostics diagnostics) {
        Variables extra = Variables.of(options.extraVariables());
        String pattern = play.hosts().stream()
                .map(text -> String.valueOf(templates.resolve(templated(text), extra)))
                .collect(Collectors.joining(","));
        return selected(inventory, pattern, play.span(), options, diagnostics);
    }

    static List<Host> selected(
            Inventory inventory, String pattern, @Nullable Span place, RunOptions options, Diagnostics diagnostics) {
        return options.limit().isPresent()
                ? inventory.select(pattern, place, options.limit().get(), diagnostics)
                : inventory.select(pattern, place, diagnostics);
    }

    /** A text as what templates are resolved of: one without a template is what it says. */
    static Object templated(TemplateText text) {
        return TemplateText.isTemplate(text.text()) ? text : text.text();
    }

    /** A host's inventory and magic variables. */
    Map<String, @Nullable Object> variables(Host host, List<String> namesOfPlay) {
        Map<String, @Nullable Object> variables = new LinkedHashMap<>(host.values());
        variables.putAll(magic(host, namesOfPlay));
        return variables;
    }

    /**
     * The variables that are there by themselves.
     *
     * @param namesOfPlay the hosts that the play is for
     */
    Map<String, @Nullable Object> magic(Host host, List<String> namesOfPlay) {
        Map<String, @Nullable Object> variables = new LinkedHashMap<>(inventory.magicVariables(host));
        variables.put("hostvars", hostVars);
        variables.put("ansible_play_hosts", namesOfPlay);
        variables.put("ansible_play_hosts_all", namesOfPlay);
        variables.put("ansible_check_mode", mode != Mode.APPLY);
        playbook.directory()
                .ifPresent(directory ->
                        variables.put("playbook_dir", directory.toAbsolutePath().toString()));
        return variables;
    }
}
