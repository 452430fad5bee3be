package io.pinwright.engine.playbook;

import static org.assertj.core.api.Assertions.assertThat;

import io.pinwright.engine.source.Diagnostic;
import io.pinwright.engine.source.Diagnostics;
import io.pinwright.engine.source.Source;
import io.pinwright.engine.template.TemplateText;
import io.pinwright.engine.yaml.YamlNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PlaybookLoaderTest {

    private static final ModuleShape COMMAND = new ModuleShape("command", Optional.of("cmd"));
    private static final ModuleShape COPY = new ModuleShape("copy", Optional.empty());
    private static final ModuleShapes MODULES = ModuleShapes.of(Map.of(
            "command", COMMAND,
            "copy", COPY,
            "other.name.copy", COPY,
            "debug", new ModuleShape("debug", Optional.empty())));

    private final Diagnostics diagnostics = new Diagnostics();

    private Playbook load(String text) {
        return PlaybookLoader.load(new Source("p.yml", text), Optional.empty(), MODULES, diagnostics);
    }

    private Task task(String task) {
        List<Play> plays = load("- hosts: all\n  tasks:\n    - " + task.replace("\n", "\n      ") + "\n")
                .plays();
        return plays.get(0).tasks().get(0);
    }

    private String problems() {
        return diagnostics.all().stream().map(Diagnostic::render).collect(Collectors.joining("\n"));
    }

    private static Map<String, String> arguments(Task task) {
        return task.args().entries().stream()
                .collect(Collectors.toMap(YamlNode.Entry::name, e -> ((YamlNode.Scalar) e.value()).text()));
    }

    private static List<String> texts(List<TemplateText> texts) {
        return texts.stream().map(TemplateText::text).toList();
    }

    @Test
    void tasksOfAllSectionsComeInTheOrderTheyRun() {
        Play play = load("""
                - hosts: kvm
                  post_tasks: [{debug: , name: last}]
                  tasks: [{debug: , name: middle}]
                  pre_tasks: [{debug: , name: first}]
                  handlers: [{debug: , name: handler, listen: topic}]
                """).plays().get(0);
        assertThat(play.tasks()).extracting(t -> t.name().text()).containsExactly("first", "middle", "last");
        assertThat(play.tasks())
                .extracting(Task::section)
                .containsExactly(Section.PRE_TASKS, Section.TASKS, Section.POST_TASKS);
        assertThat(play.handlers().get(0).listen()).containsExactly("topic");
        assertThat(problems()).isEmpty();
    }

    @Test
    void aTaskKnowsTheKeywordsOfItsPlay() {
        Task task = load("""
                - hosts: kvm
                  become: true
                  become_user: op
                  tags: a,b
                  environment: {X: 1}
                  tasks:
                    - debug:
                      become_user: other
                      tags: [c]
                      environment: {Y: 2}
                """).plays().get(0).tasks().get(0);
        assertThat(task.keywords().become().orElseThrow().fixed()).contains(true);
        assertThat(task.keywords().becomeUser().orElseThrow().text()).isEqualTo("other");
        assertThat(task.keywords().tags()).containsExactly("a", "b", "c");
        assertThat(task.keywords().environment()).hasSize(2);
    }

    @Test
    void aTaskWithoutNameIsNamedByItsModule() {
        assertThat(task("debug: {msg: x}").name().text()).isEqualTo("debug");
    }

    @ParameterizedTest
    @ValueSource(strings = {"copy", "ansible.builtin.copy", "ansible.legacy.copy", "other.name.copy"})
    void aModuleMayHaveItsFullName(String name) {
        assertThat(task(name + ": {src: a}").module()).isEqualTo("copy");
        assertThat(problems()).isEmpty();
    }

    @Test
    void wordsAfterAModuleAreItsArguments() {
        Task task = task("copy: src=a dest=\"/b c\" content='{{ x | default(\"y z\") }}' tail=a\\nb");
        assertThat(arguments(task))
                .containsEntry("src", "a")
                .containsEntry("dest", "/b c")
                .containsEntry("content", "{{ x | default(\"y z\") }}")
                .containsEntry("tail", "a\nb");
        assertThat(task.args().get("dest").orElseThrow().span()).hasToString("p.yml:3:19");
        assertThat(problems()).isEmpty();
    }

    @Test
    void aBareStringIsTheCommandWithoutItsOptions() {
        Task task = task("command: ls  -l \"a b\" creates=/x of=y chdir='/tmp/y z'");
        assertThat(arguments(task))
                .isEqualTo(Map.of("cmd", "ls  -l \"a b\" of=y", "creates", "/x", "chdir", "/tmp/y z"));
    }

    @Test
    void argsAreMergedWithTheModulesOwn() {
        Task task = task("command: ls\nargs: {chdir: /tmp}");
        assertThat(arguments(task)).isEqualTo(Map.of("cmd", "ls", "chdir", "/tmp"));
    }

    @Test
    void anArgumentInBothPlacesIsAnError() {
        task("copy: {src: a}\nargs: {src: b}");
        assertThat(problems()).contains("p.yml:4:14: error: the argument `src` stands in `args` and below `copy` too");
    }

    @Test
    void conditionsAreExpressions() {
        Task task = task("debug:\nwhen:\n  - x is defined\n  - false\nchanged_when: a == 1\nfailed_when: false");
        assertThat(texts(task.when())).containsExactly("x is defined", "false");
        assertThat(texts(task.changedWhen())).containsExactly("a == 1");
        assertThat(texts(task.failedWhen())).containsExactly("false");
    }

    @Test
    void aConditionThatIsOneTemplateIsUnwrappedWithAWarning() {
        assertThat(texts(task("debug:\nwhen: \"{{ x }}\"").when())).containsExactly("x");
        assertThat(diagnostics.hasErrors()).isFalse();
        assertThat(problems()).contains("p.yml:4:13: warning: `when` is an expression already");
    }

    @Test
    void aConditionWithATemplateInsideIsAnError() {
        task("debug:\nwhen: a == \"{{ x }}\"");
        assertThat(diagnostics.hasErrors()).isTrue();
    }

    @Test
    void loopsKnowTheirVariables() {
        Loop loop = task("debug:\nloop: [1, 2]\nloop_control: {loop_var: disk, index_var: i, label: \"{{ disk }}\"}")
                .loop()
                .orElseThrow();
        assertThat(loop.variable()).isEqualTo("disk");
        assertThat(loop.indexVariable()).contains("i");
        assertThat(loop.label().orElseThrow().text()).isEqualTo("{{ disk }}");
        assertThat(loop.flatten()).isFalse();
        assertThat(task("debug:\nwith_items: \"{{ x }}\"").loop().orElseThrow().flatten())
                .isTrue();
    }

    @Test
    void aLoopOverAMappingIsAnError() {
        task("debug:\nloop: {a: 1}");
        assertThat(problems()).contains("p.yml:4:13: error: `loop` must be a list, but is a mapping");
    }

    @Test
    void yesIsTakenWhereABooleanIsDueWithAWarning() {
        Task task = task("debug:\nbecome: yes");
        assertThat(task.keywords().become().orElseThrow().fixed()).contains(true);
        assertThat(diagnostics.hasErrors()).isFalse();
        assertThat(problems()).contains("p.yml:4:15: warning: `yes` is a string in YAML 1.2", "write `true`");
    }

    @Test
    void aFlagMayBeATemplate() {
        Flag flag = task("debug:\nbecome: \"{{ x }}\"").keywords().become().orElseThrow();
        assertThat(flag.fixed()).isEmpty();
        assertThat(flag.text().text()).isEqualTo("{{ x }}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "coppy: {}|`coppy` is neither a module nor a keyword of tasks|did you mean `copy`?",
                "debug: , whn: x|`whn` is neither a module nor a keyword of tasks|did you mean `when`?",
                "name: x|this task names no module|write the name of a module",
                "copy: , debug: |names `copy` (line 3) and `debug` (line 3)|a task for each",
                "debug: , become: 7|`become` must be true or false, but is `7`|become: 7",
                "debug: , register: a-b|`a-b` is not a name for a variable|`a_b`",
                "debug: , notify: nobody|no handler of this play is named `nobody`|handlers",
                "debug: , loop_control: {index_var: i}|`loop_control` stands here without a `loop`|loop_control",
                "debug: , loop: [], loop_control: {pause: 1}|`pause` of `loop_control` is not supported yet|pause",
                "debug: , loop: [], loop_control: {var: x}|`loop_control` has no key `var`|loop_var",
                "debug: , tags: '{{ t }}'|templates in `tags` are not supported yet|before any variable",
                "debug: , become_method: doas|the become method `doas` is not supported yet|`sudo` or `su`",
                "debug: , listen: x|`listen` is for handlers only|listen",
                "debug: , hosts: x|`hosts` is a keyword of plays|hosts",
                "debug: hello|`hello` is not an argument of `debug`|mapping",
                "debug: [a]|the arguments of `debug` must be a mapping|dash",
                "'command: \"echo ''x\"'|a quote is not closed|close it"
            })
    void aTaskWithAProblemIsReportedWithAFix(String task, String message, String fix) {
        load("- hosts: all\n  tasks:\n    - {" + task + "}\n");
        assertThat(diagnostics.hasErrors()).isTrue();
        assertThat(problems()).contains("p.yml:3:", message, fix);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "block",
                "rescue",
                "include_tasks",
                "ansible.builtin.import_role",
                "delegate_to",
                "run_once",
                "until",
                "retries",
                "delay",
                "async",
                "poll",
                "timeout",
                "throttle",
                "action",
                "local_action",
                "with_dict",
                "with_fileglob",
                "module_defaults",
                "ignore_unreachable",
                "connection",
                "remote_user",
                "include_vars"
            })
    void whatTasksCannotDoYetIsRefusedByName(String key) {
        load("- hosts: all\n  tasks:\n    - debug:\n      " + key + ": x\n");
        assertThat(problems()).contains("p.yml:4:7: error: `" + key + "` is not supported yet", "fix: ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "roles",
                "vars_prompt",
                "force_handlers",
                "gather_subset",
                "run_once",
                "connection",
                "remote_user",
                "module_defaults",
                "import_playbook"
            })
    void whatPlaysCannotDoYetIsRefusedByName(String key) {
        load("- hosts: all\n  " + key + ": x\n");
        assertThat(problems()).contains("p.yml:2:3: error: `" + key + "` is not supported yet", "fix: ");
    }

    @Test
    void aMistypedKeywordOfAPlaySuggestsTheRightOne() {
        load("- hosts: all\n  taks: []\n");
        assertThat(problems()).contains("p.yml:2:3: error: `taks` is not a keyword of plays", "did you mean `tasks`?");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "a: 1", "text", "- just text", "- hosts:\n", "- tasks: []", "- hosts: all\n  tasks: {}"})
    void whatIsNoListOfPlaysIsAnError(String text) {
        load(text);
        assertThat(diagnostics.hasErrors()).isTrue();
        assertThat(diagnostics.all().get(0).place()).isPresent();
    }

    @Test
    void allProblemsOfAllFilesAreReportedAtOnce(@TempDir Path folder) throws IOException {
        Path one = Files.writeString(folder.resolve("one.yml"), "- hosts: all\n  tasks: [{nope: }, {nada: }]\n");
        Path two = Files.writeString(folder.resolve("two.yml"), "- hots: all\n");
        PlaybookLoader.load(List.of(one, folder.resolve("none.yml"), two), MODULES, diagnostics);
        assertThat(problems()).contains("`nope`", "`nada`", "there is no file", "none.yml", "`hots`");
    }

    @Test
    void filesOfVariablesAreReadAndTheLaterWins(@TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("a.yml"), "x: 1\ny: 1\n");
        Files.writeString(folder.resolve("b.yml"), "---\nx: 2\n");
        Path playbook = Files.writeString(
                folder.resolve("p.yml"), "- hosts: all\n  vars: {z: 0}\n  vars_files: [a.yml, b.yml]\n");
        Play play = PlaybookLoader.load(List.of(playbook), MODULES, diagnostics)
                .get(0)
                .plays()
                .get(0);
        assertThat(play.fileVars()).containsOnlyKeys("x", "y");
        assertThat(play.fileVars().get("x").span().source().name()).endsWith("b.yml");
        assertThat(play.vars()).containsOnlyKeys("z");
        assertThat(problems()).isEmpty();
    }

    @Test
    void encryptedValuesAreRefusedWhenTheFileIsRead() {
        load("- hosts: all\n  vars: {p: !vault x}\n  tasks: [{debug: {msg: !vault y}}]\n");
        assertThat(problems())
                .contains("p.yml:2:13: error: `!vault` values are not supported yet", "p.yml:3:25: error: `!vault`");
    }

    @Test
    void aMissingFileOfVariablesIsAnErrorWhereItIsNamed(@TempDir Path folder) throws IOException {
        Path playbook = Files.writeString(folder.resolve("p.yml"), "- hosts: all\n  vars_files: nope.yml\n");
        PlaybookLoader.load(List.of(playbook), MODULES, diagnostics);
        assertThat(problems()).contains("p.yml:2:15: error: there is no file");
    }

    @Test
    void aFileThatIsNotUtf8IsReportedAtTheByte(@TempDir Path folder) throws IOException {
        Path playbook = Files.write(folder.resolve("p.yml"), new byte[] {'-', ' ', 'a', '\n', 'b', (byte) 0xE9, '\n'});
        PlaybookLoader.load(List.of(playbook), MODULES, diagnostics);
        assertThat(problems()).contains("p.yml:2:2: error: this is not UTF-8 text", "0xE9");
    }
}
