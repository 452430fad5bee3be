package io.pinwright.engine.explain;

import io.pinwright.engine.inventory.Definition;
import io.pinwright.engine.inventory.Host;
import io.pinwright.engine.inventory.Inventory;
import io.pinwright.engine.inventory.Precedence;
import io.pinwright.engine.inventory.Variable;
import io.pinwright.engine.module.ModuleRegistry;
import io.pinwright.engine.plan.PlanWatcher;
import io.pinwright.engine.playbook.Play;
import io.pinwright.engine.playbook.Task;
import io.pinwright.engine.source.Span;
import io.pinwright.engine.template.NotYetKnown;
import io.pinwright.engine.template.Templates;
import io.pinwright.engine.template.Values;
import io.pinwright.engine.template.Variables;
import io.pinwright.engine.yaml.YamlNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One host in one play, or in none: everything that gives its variables their values.
 *
 * @param inventory with the variables beside the playbook
 * @param magic the variables that are there by themselves
 * @param play empty when no playbook is looked at
 * @param setters tasks that set variables, of this play and of those that this host ran before it, in order
 * @param extra those of the command line, with their places
 * @param templates what texts of this playbook are evaluated with
 */
public record Scope(
        Inventory inventory,
        Host host,
        Map<String, @Nullable Object> magic,
        Optional<Play> play,
        List<Setter> setters,
        Map<String, Variable> extra,
        Templates templates) {

    private static final String FACTS_MODULE = "setup";
    private static final String FACTS = "ansible_facts";

    public Scope {
        magic = Collections.unmodifiableMap(new LinkedHashMap<>(magic));
        setters = List.copyOf(setters);
        extra = Collections.unmodifiableMap(new LinkedHashMap<>(extra));
    }

    /** A scope outside of any play. */
    public static Scope of(
            Inventory inventory,
            Host host,
            Map<String, @Nullable Object> magic,
            Map<String, Variable> extra,
            Templates templates) {
        return new Scope(inventory, host, magic, Optional.empty(), List.of(), extra, templates);
    }

    /** The scope of a play that the host comes to after this one. */
    public Scope then(
            Inventory seen, Map<String, @Nullable Object> known, Play next, ModuleRegistry modules, Templates own) {
        List<Setter> all = new ArrayList<>(setters);
        all.addAll(Setter.of(next, modules));
        Host again = seen.host(host.name()).orElse(host);
        return new Scope(seen, again, known, Optional.of(next), all, extra, own);
    }

    /** Everything that gives a variable a value here, the strongest first. */
    public List<Definition> definitions(String name) {
        List<Definition> found = new ArrayList<>(extra(name));
        tasks().forEach(task -> found.addAll(loop(task, name)));
        for (int i = setters.size() - 1; i >= 0; i--) {
            if (setters.get(i).name().equals(name)) {
                found.add(setters.get(i).definition());
            }
        }
        tasks().forEach(task -> found.addAll(taskVars(task, name)));
        found.addAll(ofPlay(name));
        List<Definition> base = base(name);
        if (gathersFacts()
                && (name.equals(FACTS) || base.isEmpty() && found.isEmpty() && name.startsWith("ansible_"))) {
            found.add(gathered(play.flatMap(
                    one -> one.gatherFacts().map(flag -> flag.text().span()))));
        }
        found.addAll(base);
        return List.copyOf(found);
    }

    /** What gives a variable the value that a task saw; empty when it saw none. */
    Optional<Definition> definition(String name, Task task, PlanWatcher.Sight sight) {
        List<Definition> found = new ArrayList<>(extra(name));
        found.addAll(loop(task, name));
        if (sight.facts().containsKey(name)) {
            found.add(setBefore(name, task));
        }
        found.addAll(taskVars(task, name));
        found.addAll(ofPlay(name));
        if (sight.gathered().containsKey(name)) {
            found.add(gathered(Optional.empty()));
        }
        found.addAll(base(name));
        return found.stream().findFirst();
    }

    /** The last task before this one that sets the variable. */
    private Definition setBefore(String name, Task task) {
        // Told apart by identity: a playbook that is run twice has equal tasks.
        Set<Task> later = Collections.newSetFromMap(new IdentityHashMap<>());
        tasks().dropWhile(one -> one != task).forEach(later::add);
        Definition last = new Definition(Precedence.SET_BY_TASK, "set by an earlier task", null, Optional.empty());
        for (Setter setter : setters) {
            if (setter.name().equals(name) && !later.contains(setter.task())) {
                last = setter.definition();
            }
        }
        return last;
    }

    private List<Definition> extra(String name) {
        Variable variable = extra.get(name);
        return variable == null
                ? List.of()
                : variable.withHidden().stream()
                        .map(one -> new Definition(
                                Precedence.EXTRA_VARS, "extra vars -e", one.value(), Optional.of(one.origin())))
                        .toList();
    }

    private static List<Definition> loop(Task task, String name) {
        return task.loop().stream()
                .filter(loop -> loop.variable().equals(name)
                        || loop.indexVariable().filter(name::equals).isPresent())
                .map(loop -> new Definition(
                        Precedence.LOOP,
                        "loop of the task " + Setter.quoted(task) + ", in this task only",
                        loop.variable().equals(name) ? Values.of(loop.items()) : new NotYetKnown("the loop"),
                        Optional.of(loop.items().span())))
                .toList();
    }

    private static List<Definition> taskVars(Task task, String name) {
        return written(
                Precedence.TASK_VARS,
                "`vars` of the task " + Setter.quoted(task) + ", in this task only",
                task.vars().get(name));
    }

    /** Variables of the play and of its files. */
    private List<Definition> ofPlay(String name) {
        List<Definition> found = new ArrayList<>();
        play.ifPresent(one -> {
            found.addAll(written(
                    Precedence.VARS_FILES,
                    "vars_files of the play",
                    one.fileVars().get(name)));
            one.hiddenFileVars()
                    .getOrDefault(name, List.of())
                    .forEach(node -> found.addAll(written(Precedence.VARS_FILES, "vars_files of the play", node)));
            found.addAll(written(
                    Precedence.PLAY_VARS, "`vars` of the play", one.vars().get(name)));
        });
        return found;
    }

    private static List<Definition> written(Precedence level, String rule, @Nullable YamlNode node) {
        return node == null
                ? List.of()
                : List.of(new Definition(level, rule, Values.of(node), Optional.of(node.span())));
    }

    private static Definition gathered(Optional<Span> place) {
        return new Definition(Precedence.FACTS, "gathered facts", new NotYetKnown("gathering facts"), place);
    }

    /** What stands before the play: magic variables and the inventory. */
    private List<Definition> base(String name) {
        List<Definition> found = new ArrayList<>();
        if (magic.containsKey(name)) {
            found.add(new Definition(
                    Precedence.MAGIC, "magic variable", Shown.shortened(name, magic.get(name)), Optional.empty()));
        }
        found.addAll(inventory.definitions(host, name));
        return found;
    }

    private boolean gathersFacts() {
        return play.flatMap(Play::gatherFacts).flatMap(flag -> flag.fixed()).orElse(play.isPresent())
                || tasks().anyMatch(task -> task.module().equals(FACTS_MODULE));
    }

    private Stream<Task> tasks() {
        return play.stream().flatMap(one -> Stream.concat(one.tasks().stream(), one.handlers().stream()));
    }

    /** The names of all variables that have a value here at some time; of gathered facts only their mapping's. */
    public Set<String> names() {
        Set<String> names = new TreeSet<>(magic.keySet());
        names.addAll(host.vars().keySet());
        play.ifPresent(one -> {
            names.addAll(one.vars().keySet());
            names.addAll(one.fileVars().keySet());
        });
        tasks().forEach(task -> {
            names.addAll(task.vars().keySet());
            task.loop().ifPresent(loop -> {
                names.add(loop.variable());
                loop.indexVariable().ifPresent(names::add);
            });
        });
        setters.forEach(setter -> names.add(setter.name()));
        names.addAll(extra.keySet());
        if (gathersFacts()) {
            names.add(FACTS);
        }
        return names;
    }

    /** The variables as the play begins; in the place of those that only a run tells, a mark that says so. */
    Variables variables() {
        Map<String, @Nullable Object> base = new LinkedHashMap<>();
        setters.forEach(setter -> base.put(setter.name(), new NotYetKnown("task " + Setter.quoted(setter.task()))));
        if (gathersFacts()) {
            base.put(FACTS, new NotYetKnown("gathering facts"));
        }
        base.putAll(host.values());
        base.putAll(magic);
        play.ifPresent(one -> {
            one.vars().forEach((name, node) -> base.put(name, Values.of(node)));
            one.fileVars().forEach((name, node) -> base.put(name, Values.of(node)));
        });
        extra.forEach((name, variable) -> base.put(name, variable.value()));
        return Variables.of(base);
    }
}
