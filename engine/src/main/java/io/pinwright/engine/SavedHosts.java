package io.pinwright.engine;

import io.pinwright.engine.host.Become;
import io.pinwright.engine.inventory.Host;
import io.pinwright.engine.inventory.Inventory;
import io.pinwright.engine.playbook.Flag;
import io.pinwright.engine.playbook.Keywords;
import io.pinwright.engine.saved.SavedPlan;
import io.pinwright.engine.source.Diagnostic;
import io.pinwright.engine.source.Diagnostics;
import io.pinwright.engine.source.Source;
import io.pinwright.engine.source.Span;
import io.pinwright.engine.template.TemplateText;
import io.pinwright.engine.template.Templates;
import io.pinwright.engine.template.Variables;
import io.pinwright.engine.transport.ConnectionSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The hosts of a saved plan, reached as the inventory says now: a plan holds neither addresses nor passwords. Thread-safe. */
final class SavedHosts {

    private static final Span NOWHERE = Span.startOf(new Source("saved plan", ""));

    private final Reach reach;
    private final Templates templates;
    private final Map<String, Variables> variables;
    private final Map<String, ConnectionSettings> settings;

    private SavedHosts(
            Reach reach,
            Templates templates,
            Map<String, Variables> variables,
            Map<String, ConnectionSettings> settings) {
        this.reach = reach;
        this.templates = templates;
        this.variables = variables;
        this.settings = settings;
    }

    static SavedHosts of(SavedPlan plan, Inventory inventory, RunOptions options, Diagnostics diagnostics) {
        Reach reach = new Reach(options.connection());
        Templates templates = Templates.create(new ControllerLookups(Path.of("").toAbsolutePath()));
        Map<String, Variables> variables = new LinkedHashMap<>();
        Map<String, ConnectionSettings> settings = new LinkedHashMap<>();
        SeenByPlay seenBy = new SeenByPlay(plan, inventory, diagnostics);
        for (String name : taking(plan, inventory, options, diagnostics)) {
            Inventory seenInventory = seenBy.of(name);
            Optional<Host> host = seenInventory.host(name);
            if (host.isEmpty()) {
                diagnostics.add(
                        Diagnostic.error(null, "the plan has the host `" + name + "`, and the inventory does not")
                                .why("a plan holds no addresses and passwords: they come from the inventory")
                                .fix("name the inventory of the plan with -i, or leave the host out with --limit"));
                continue;
            }
            Map<String, @Nullable Object> own = new LinkedHashMap<>(host.get().values());
            own.putAll(seenInventory.magicVariables(host.get()));
            Variables seen = Variables.of(own);
            variables.put(name, seen);
            settings.put(name, reach.settings(name, seen, templates, diagnostics));
        }
        return new SavedHosts(reach, templates, variables, settings);
    }

    /** The inventory as each host's first play saw it: with the variables beside its playbook, where that still is. */
    private static final class SeenByPlay {

        private final SavedPlan plan;
        private final Inventory inventory;
        private final Diagnostics diagnostics;
        private final Map<Path, Inventory> beside = new HashMap<>();

        SeenByPlay(SavedPlan plan, Inventory inventory, Diagnostics diagnostics) {
            this.plan = plan;
            this.inventory = inventory;
            this.diagnostics = diagnostics;
        }

        Inventory of(String host) {
            return plan.plays().stream()
                    .filter(play -> play.hosts().containsKey(host))
                    .findFirst()
                    .flatMap(play -> plan.playbook(play.playbook()))
                    .map(Path::getParent)
                    .filter(Files::isDirectory)
                    .map(folder ->
                            beside.computeIfAbsent(folder, path -> inventory.withPlaybookDirectory(path, diagnostics)))
                    .orElse(inventory);
        }
    }

    /** The plan's hosts, or those of them that the limit names. */
    private static Set<String> taking(
            SavedPlan plan, Inventory inventory, RunOptions options, Diagnostics diagnostics) {
        Optional<String> limit = options.limit();
        if (limit.isEmpty()) {
            return plan.hosts();
        }
        Set<String> named = new LinkedHashSet<>();
        inventory.select("all", null, limit.get(), diagnostics).forEach(host -> named.add(host.name()));
        Set<String> taking = new LinkedHashSet<>(plan.hosts());
        taking.retainAll(named);
        if (taking.isEmpty()) {
            diagnostics.add(Diagnostic.error(null, "no host of the plan is named by --limit " + limit.get())
                    .why("the plan is for " + String.join(", ", plan.hosts())));
        }
        return taking;
    }

    Set<String> names() {
        return variables.keySet();
    }

    Map<String, ConnectionSettings> settings() {
        return settings;
    }

    /** The user that was planned, with the password, path and flags that the host's variables have now. */
    Become become(String host, Become planned) {
        Keywords wanted = new Keywords(
                Optional.of(new Flag(Optional.of(true), text("true"))),
                Optional.of(text(planned.user())),
                Optional.of(text(planned.method().name().toLowerCase(Locale.ROOT))),
                List.of(),
                Set.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
        Optional<Become> now = reach.become(wanted, Objects.requireNonNull(variables.get(host)), templates);
        return new Become(
                planned.method(),
                planned.user(),
                now.map(Become::password).orElse(null),
                now.map(Become::executable).orElse(null),
                now.map(Become::flags).orElse(List.of()));
    }

    private static TemplateText text(String word) {
        return new TemplateText(word, NOWHERE);
    }
}
