package io.pinwright.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.pinwright.engine.explain.Use;
import io.pinwright.engine.explain.VariableExplanation;
import io.pinwright.engine.explain.VariableExplanation.InPlays;
import io.pinwright.engine.host.FakeHost;
import io.pinwright.engine.inventory.Definition;
import io.pinwright.engine.inventory.Inventory;
import io.pinwright.engine.inventory.Precedence;
import io.pinwright.engine.inventory.Variable;
import io.pinwright.engine.playbook.Playbook;
import io.pinwright.engine.source.DiagnosticException;
import io.pinwright.engine.source.Diagnostics;
import io.pinwright.engine.source.Source;
import io.pinwright.engine.source.Span;
import io.pinwright.engine.template.NotYetKnown;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code explain var}: who gives a variable its value, in Ansible's order of precedence. */
class ExplainVariableTest {

    private static final Engine ENGINE = Engine.builder()
            .modules(TestModules.all())
            .sessions(settings -> {
                throw new IllegalStateException("explaining a variable reaches no host");
            })
            .build();

    @TempDir
    Path folder;

    private String inventory = "[kvm]\nkvm1\n";
    private final Map<String, Variable> extra = new LinkedHashMap<>();

    private void file(String path, String text) {
        Path file = folder.resolve(path);
        try {
            Files.createDirectories(file.getParent());
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static Variable ofCommandLine(@Nullable Object value) {
        return new Variable(value, Span.startOf(new Source("-e", "")));
    }

    private VariableExplanation explain(String expression, String... playbooks) {
        file("inv/hosts", inventory);
        Diagnostics diagnostics = new Diagnostics();
        Inventory loaded = Inventory.load(List.of(folder.resolve("inv/hosts").toString()), diagnostics);
        List<Path> paths = new ArrayList<>();
        for (String playbook : playbooks) {
            file("play/play" + paths.size() + ".yml", playbook);
            paths.add(folder.resolve("play/play" + paths.size() + ".yml"));
        }
        List<Playbook> plays = ENGINE.playbooks(paths, diagnostics);
        diagnostics.throwIfErrors();
        return ENGINE.explainer().variable("kvm1", expression, loaded, plays, extra);
    }

    private InPlays only(VariableExplanation explanation) {
        assertThat(explanation.values()).hasSize(1);
        return explanation.values().get(0);
    }

    private InPlays only(String expression, String... playbooks) {
        return only(explain(expression, playbooks));
    }

    private List<String> lines(InPlays value) {
        return value.definitions().stream()
                .map(one -> one.value() + " | " + one.rule() + " | "
                        + one.place()
                                .map(span -> span.toString().replace(folder + "/", ""))
                                .orElse("-"))
                .toList();
    }

    /** Every rank gives {@code v} a value: two things of vars_files and of -e, one of every other. */
    private String everyRank() {
        inventory = "[all:vars]\nv=1\n[kvm]\nkvm1 v=7\n[kvm:vars]\nv=2\n";
        file("inv/group_vars/all.yml", "v: 3\n");
        file("play/group_vars/all.yml", "v: 4\n");
        file("inv/group_vars/kvm.yml", "v: 5\n");
        file("play/group_vars/kvm.yml", "v: 6\n");
        file("inv/host_vars/kvm1.yml", "v: 8\n");
        file("play/host_vars/kvm1.yml", "v: 9\n");
        file("play/first.yml", "v: 11\n");
        file("play/second.yml", "v: 12\n");
        extra.put("v", ofCommandLine(17L).hiding(ofCommandLine(16L)));
        return """
                - name: P
                  hosts: kvm
                  gather_facts: false
                  vars: {v: 10}
                  vars_files: [first.yml, second.yml]
                  tasks:
                    - {name: t, debug: {msg: x}, vars: {v: 13}}
                    - {name: s, set_fact: {v: 14}}
                    - {name: r, put: {path: /a}, register: v}
                    - {name: l, debug: {msg: x}, loop: [15], loop_control: {loop_var: v}}
                """;
    }

    @Test
    void everyRankIsToldTheStrongestFirst() {
        assertThat(lines(only("v", everyRank())))
                .containsExactly(
                        "17 | extra vars -e | -e:1:1",
                        "16 | extra vars -e | -e:1:1",
                        "[15] | loop of the task `l`, in this task only | play/play0.yml:10:40",
                        "(not known before task `r` ran) | register of the task `r`, from there on | play/play0.yml:9:7",
                        "14 | set_fact of the task `s`, from there on | play/play0.yml:8:31",
                        "13 | `vars` of the task `t`, in this task only | play/play0.yml:7:44",
                        "12 | vars_files of the play | play/second.yml:1:4",
                        "11 | vars_files of the play | play/first.yml:1:4",
                        "10 | `vars` of the play | play/play0.yml:4:13",
                        "9 | host_vars beside the playbook, of `kvm1` | play/host_vars/kvm1.yml:1:4",
                        "8 | host_vars of `kvm1` | inv/host_vars/kvm1.yml:1:4",
                        "7 | inventory, variables of host `kvm1` | inv/hosts:4:8",
                        "6 | group_vars beside the playbook, of group `kvm` (priority 1) | play/group_vars/kvm.yml:1:4",
                        "5 | group_vars of group `kvm` (priority 1) | inv/group_vars/kvm.yml:1:4",
                        "4 | group_vars beside the playbook, of group `all` (priority 1) | play/group_vars/all.yml:1:4",
                        "3 | group_vars of group `all` (priority 1) | inv/group_vars/all.yml:1:4",
                        "2 | inventory, variables of group `kvm` (priority 1) | inv/hosts:6:3",
                        "1 | inventory, variables of group `all` (priority 1) | inv/hosts:2:3");
    }

    @Test
    void theOrderOfTheRanksIsThatOfPrecedence() {
        List<Precedence> levels = only("v", everyRank()).definitions().stream()
                .map(Definition::level)
                .distinct()
                .toList();
        List<Precedence> all = new ArrayList<>(Arrays.asList(Precedence.values()));
        all.removeAll(List.of(Precedence.MAGIC, Precedence.FACTS));
        Collections.reverse(all);
        assertThat(levels).isEqualTo(all);
    }

    /** What a task of the same play prints is the judge, while one rank after another is taken away. */
    @Test
    void whatIsCalledTheWinnerIsWhatATaskSees() {
        String[] playbook = {
            everyRank().replaceAll("(?s)tasks:.*", "tasks:\n    - {name: see, debug: {msg: '{{ v }}'}}\n")
        };
        List<String> values = new ArrayList<>();
        for (Runnable taken : List.<Runnable>of(
                () -> {},
                extra::clear,
                () -> file("play/second.yml", ""),
                () -> file("play/first.yml", ""),
                () -> playbook[0] = playbook[0].replace("vars: {v: 10}", "vars: {}"),
                () -> file("play/host_vars/kvm1.yml", ""),
                () -> file("inv/host_vars/kvm1.yml", ""),
                () -> inventory = inventory.replace(" v=7", ""),
                () -> file("play/group_vars/kvm.yml", ""),
                () -> file("inv/group_vars/kvm.yml", ""),
                () -> file("play/group_vars/all.yml", ""),
                () -> file("inv/group_vars/all.yml", ""),
                () -> inventory = inventory.replace("v=2\n", ""))) {
            taken.run();
            values.add(String.valueOf(only("v", playbook[0]).value()));
            assertThat(seen(playbook[0])).isEqualTo(values.get(values.size() - 1));
        }
        assertThat(values).containsExactly("17", "12", "11", "10", "9", "8", "7", "6", "5", "4", "3", "2", "1");
    }

    private String seen(String playbook) {
        file("play/play0.yml", playbook);
        Diagnostics diagnostics = new Diagnostics();
        Inventory loaded = Inventory.load(List.of(folder.resolve("inv/hosts").toString()), diagnostics);
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        extra.forEach((name, variable) -> values.put(name, variable.value()));
        Engine engine = Engine.builder()
                .modules(TestModules.all())
                .sessions(settings -> new FakeHost())
                .build();
        Plan plan = engine.plan(
                engine.playbook(folder.resolve("play/play0.yml")),
                loaded,
                RunOptions.defaults().withExtraVariables(values));
        return Fleet.message(plan.report(), "see");
    }

    @Test
    void aTasksValueIsNotTheValueAsThePlayBegins() {
        inventory = "kvm1 v=1\n";
        InPlays value = only("v", Fleet.tasks("- {name: t, debug: {msg: x}, vars: {v: 2}}\n"));
        assertThat(value.value()).isEqualTo(1L);
        assertThat(value.winner().level()).isEqualTo(Precedence.INVENTORY_HOST);
        assertThat(value.definitions().get(0).level()).isEqualTo(Precedence.TASK_VARS);
    }

    @Test
    void whatOnlyATaskSetsIsKnownInARunOnly() {
        InPlays value = only("r", Fleet.tasks("- {name: ask, put: {path: /a}, register: r}\n"));
        assertThat(value.value()).isEqualTo(new NotYetKnown("task `ask`"));
    }

    @Test
    void aGatheredFactIsKnownInARunOnly() {
        InPlays value = only("ansible_kernel", "- {name: P, hosts: all, tasks: []}\n");
        assertThat(value.winner().rule()).isEqualTo("gathered facts");
        assertThat(value.value()).isEqualTo(new NotYetKnown("gathering facts"));
    }

    @Test
    void aMagicVariableHidesTheInventorysOwn() {
        inventory = "kvm1 inventory_hostname=other\n";
        InPlays value = only("inventory_hostname");
        assertThat(value.value()).isEqualTo("kvm1");
        assertThat(lines(value))
                .containsExactly(
                        "kvm1 | magic variable | -", "other | inventory, variables of host `kvm1` | inv/hosts:1:25");
    }

    @Test
    void playsInWhichItDiffersAreToldApart() {
        inventory = "kvm1 v=1\n";
        VariableExplanation explanation = explain(
                "v",
                "- {name: A, hosts: all}\n- {name: B, hosts: all, vars: {v: 2}}\n- {name: C, hosts: all}\n"
                        + "- {name: D, hosts: other, vars: {v: 3}}\n");
        assertThat(explanation.values())
                .extracting(
                        InPlays::value,
                        value -> value.plays().stream()
                                .map(VariableExplanation.PlayName::name)
                                .toList())
                .containsExactly(tuple(1L, List.of("A", "C")), tuple(2L, List.of("B")));
    }

    @Test
    void aTemplateIsToldWithWhatItUsesAndWhereThatComesFrom() {
        inventory = "kvm1 v='{{ a }}-{{ b | default(1) }}' a='{{ c }}' c=5\n";
        InPlays value = only("v");
        assertThat(value.template()).isTrue();
        assertThat(value.value()).isEqualTo("5-1");
        assertThat(value.uses()).extracting(Use::name).containsExactly("a", "b");
        assertThat(value.uses().get(0).value()).isEqualTo(5L);
        assertThat(value.uses().get(0).from().orElseThrow().place().orElseThrow())
                .hasToString(folder + "/inv/hosts:1:41");
        assertThat(value.uses().get(1).from()).isEmpty();
    }

    @Test
    void aPartIsShownAndItsVariableExplained() {
        file("inv/host_vars/kvm1.yml", "net: {queues: ['{{ n }}', 8]}\nn: 4\n");
        VariableExplanation explanation = explain("net.queues[0]");
        assertThat(explanation.name()).isEqualTo("net");
        assertThat(only(explanation).value()).isEqualTo(4L);
        assertThat(only(explanation).uses()).extracting(Use::name).containsExactly("n");
        assertThat(only("net['queues'][1]").template()).isFalse();
        assertThat(only("net['queues'][1]").value()).isEqualTo(8L);
    }

    @Test
    void anUnknownVariablePartOrHostIsRefusedWithTheNearestName() {
        file("inv/host_vars/kvm1.yml", "net: {queues: 4}\n");
        assertThatThrownBy(() -> explain("nett"))
                .isInstanceOf(DiagnosticException.class)
                .hasMessageContaining("no variable `nett` is defined for `kvm1`")
                .hasMessageContaining("did you mean `net`?");
        assertThatThrownBy(() -> explain("net.queue")).hasMessageContaining("did you mean `queues`?");
        assertThatThrownBy(() -> ENGINE.explainer()
                        .variable(
                                "kvm2",
                                "net",
                                Inventory.parse(new Source("hosts", "kvm1\n"), false, new Diagnostics()),
                                List.of(),
                                Map.of()))
                .hasMessageContaining("did you mean `kvm1`?");
    }

    @Test
    void whatCannotBeEvaluatedIsExplainedAllTheSame() {
        inventory = "kvm1 db_password=hunter2 v='{{ nothing }}'\n";
        InPlays value = only("v");
        assertThat(value.problem().orElseThrow())
                .contains("inv/hosts:1:32: ", "nothing")
                .doesNotContain("hunter2");
        assertThat(value.definitions()).hasSize(1);
    }

    @Test
    void noSecretIsShownNorWhatIsMadeOfOne() {
        inventory =
                "kvm1 db_password=hunter2 pin_token=4711 url='db://me:{{ db_password }}@db' n='{{ pin_token | int + 1 }}'"
                        + " other='{{ hostvars.kvm1.db_password }}'\n";
        file("inv/host_vars/kvm1.yml", "login: {user: me, token: hunter2}\n");
        for (String name : List.of("db_password", "url", "n", "other", "login", "login.token")) {
            VariableExplanation explanation = explain(name);
            assertThat(explanation.toString()).as(name).contains("****").doesNotContain("hunter2", "4711", "4712");
        }
    }

    @Test
    void hostvarsAreNotSpreadOut() {
        assertThat(only("hostvars").value()).isEqualTo("(the variables of 1 hosts)");
        assertThatThrownBy(() -> explain("hostvars.kvm1.v")).hasMessageContaining("explain var kvm1 v");
    }
}
