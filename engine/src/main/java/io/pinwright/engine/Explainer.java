package io.pinwright.engine;

import io.pinwright.engine.explain.ChangeExplainer;
import io.pinwright.engine.explain.ChangeExplanation;
import io.pinwright.engine.explain.Masking;
import io.pinwright.engine.explain.Scope;
import io.pinwright.engine.explain.VariableExplainer;
import io.pinwright.engine.explain.VariableExplanation;
import io.pinwright.engine.inventory.Host;
import io.pinwright.engine.inventory.Inventory;
import io.pinwright.engine.inventory.Variable;
import io.pinwright.engine.module.ModuleRegistry;
import io.pinwright.engine.playbook.Play;
import io.pinwright.engine.playbook.Playbook;
import io.pinwright.engine.report.Mode;
import io.pinwright.engine.report.Report;
import io.pinwright.engine.report.RunListener;
import io.pinwright.engine.saved.PlanKeeper;
import io.pinwright.engine.source.Diagnostic;
import io.pinwright.engine.source.DiagnosticException;
import io.pinwright.engine.source.Diagnostics;
import io.pinwright.engine.source.NearestName;
import io.pinwright.engine.template.Templates;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Says which file, line and rule put a variable or a change there. Thread-safe. */
public final class Explainer {

    private final Engine engine;
    private final ModuleRegistry modules;

    Explainer(Engine engine, ModuleRegistry modules) {
        this.engine = engine;
        this.modules = modules;
    }

    /**
     * Explains a host's variable, or a part of one; reaches no host.
     *
     * @param expression {@code queues}, {@code net.queues}, {@code disks[0]}
     * @param playbooks whose plays may set it; may be empty
     * @param extra variables of the command line, with their places
     * @throws DiagnosticException when there is no such host or variable, or a file is wrong
     */
    public VariableExplanation variable(
            String host,
            String expression,
            Inventory inventory,
            List<Playbook> playbooks,
            Map<String, Variable> extra) {
        Diagnostics diagnostics = new Diagnostics();
        RunOptions options = RunOptions.defaults().withExtraVariables(values(extra));
        Scope outside = outside(host, inventory, playbooks, options, extra, diagnostics);
        Map<Integer, Scope> plays = scopes(outside, inventory, playbooks, options, Mode.APPLY, diagnostics);
        diagnostics.throwIfErrors();
        return VariableExplainer.explain(
                expression, plays.isEmpty() ? List.of(outside) : new ArrayList<>(plays.values()));
    }

    /**
     * Plans for one host and explains what would change on it; writes nothing.
     *
     * @param target part of a change's target or attribute, case ignored
     * @param extra variables of the command line, with their places; those of the options do not count
     * @throws DiagnosticException when there is no such host, no play is for it, or a file is wrong
     */
    public ChangeExplanation change(
            String host,
            String target,
            List<Playbook> playbooks,
            Inventory inventory,
            RunOptions given,
            Map<String, Variable> extra) {
        Diagnostics diagnostics = new Diagnostics();
        RunOptions options = given.withExtraVariables(values(extra));
        Scope outside = outside(host, inventory, playbooks, options, extra, diagnostics);
        Map<Integer, Scope> scopes = scopes(outside, inventory, playbooks, options, Mode.READ_ONLY, diagnostics);
        diagnostics.throwIfErrors();
        if (scopes.isEmpty()) {
            throw new DiagnosticException(Diagnostic.error(null, "no play is for the host `" + host + "`")
                    .fix("see `hosts` of the plays, and `--limit`"));
        }
        ChangeExplainer explainer = new ChangeExplainer(modules);
        Report report = engine.run(
                playbooks,
                inventory,
                options,
                Mode.READ_ONLY,
                RunListener.NONE,
                new Watch(explainer, PlanKeeper.NONE, Optional.of(host)));
        return explainer.explain(host, target, report, scopes);
    }

    private static Map<String, @Nullable Object> values(Map<String, Variable> extra) {
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        extra.forEach((name, variable) -> values.put(name, variable.value()));
        return values;
    }

    /** What holds for a host before any play. */
    private static Scope outside(
            String name,
            Inventory inventory,
            List<Playbook> playbooks,
            RunOptions options,
            Map<String, Variable> extra,
            Diagnostics diagnostics) {
        Inventory seen = playbooks.isEmpty() ? inventory : PlayHosts.seen(inventory, playbooks.get(0), diagnostics);
        Host host = seen.host(name)
                .orElseThrow(() -> new DiagnosticException(Diagnostic.error(
                                null, "the inventory has no host `" + name + "`")
                        .fix(NearestName.hint(
                                name, seen.hosts().stream().map(Host::name).toList()))));
        Templates templates = Templates.create(new ControllerLookups(Path.of("").toAbsolutePath()));
        Map<String, @Nullable Object> magic = new LinkedHashMap<>(seen.magicVariables(host));
        magic.put("hostvars", hostVars(seen, options, templates));
        return Scope.of(seen, host, magic, extra, templates);
    }

    /** The host's scopes by the index of their play among all. */
    private Map<Integer, Scope> scopes(
            Scope outside,
            Inventory inventory,
            List<Playbook> playbooks,
            RunOptions options,
            Mode mode,
            Diagnostics diagnostics) {
        Map<Integer, Scope> scopes = new LinkedHashMap<>();
        Scope last = outside;
        int index = 0;
        for (Playbook playbook : playbooks) {
            Inventory seen = PlayHosts.seen(inventory, playbook, diagnostics);
            Templates templates = engine.reading().tools(playbook).templates();
            PlayHosts hosts =
                    new PlayHosts(playbook, seen, options, mode, templates, hostVars(seen, options, templates));
            for (Play play : playbook.plays()) {
                List<String> names =
                        hosts.of(play, diagnostics).stream().map(Host::name).toList();
                if (names.contains(outside.host().name())) {
                    Host host = seen.host(outside.host().name()).orElseThrow();
                    last = last.then(seen, hosts.magic(host, names), play, modules, templates);
                    scopes.put(index, last);
                }
                index++;
            }
        }
        return scopes;
    }

    private static HostVars hostVars(Inventory inventory, RunOptions options, Templates templates) {
        return new HostVars(inventory, options.extraVariables(), templates, Masking::of);
    }
}
