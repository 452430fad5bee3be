package io.pinwright.engine.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import io.pinwright.engine.source.Diagnostic;
import io.pinwright.engine.source.Diagnostics;
import io.pinwright.engine.source.Source;
import io.pinwright.engine.template.TemplateText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class InventoryTest {

    @TempDir
    Path folder;

    private final Diagnostics diagnostics = new Diagnostics();

    private Inventory ini(String text) {
        return Inventory.parse(new Source("hosts", text.replace("\\n", "\n")), false, diagnostics);
    }

    private Inventory yaml(String text) {
        return Inventory.parse(new Source("hosts.yml", text.replace("\\n", "\n")), true, diagnostics);
    }

    private Inventory file(String name, String text) throws IOException {
        Path file = Files.writeString(folder.resolve(name), text);
        return Inventory.load(List.of(file.toString()), diagnostics);
    }

    private Inventory script(String text) throws IOException {
        Path file = Files.writeString(folder.resolve("script"), text);
        assertThat(file.toFile().setExecutable(true)).isTrue();
        return Inventory.load(List.of(file.toString()), diagnostics);
    }

    private String problems() {
        return diagnostics.all().stream().map(Diagnostic::render).collect(Collectors.joining("\n"));
    }

    private static List<String> names(List<Host> hosts) {
        return hosts.stream().map(Host::name).toList();
    }

    @Test
    void aListOfHostsIsAnInventory() {
        Inventory inventory = Inventory.load(List.of("kvm[1:2],other:2222,"), diagnostics);
        assertThat(names(inventory.hosts())).containsExactly("kvm1", "kvm2", "other");
        assertThat(inventory.host("other").orElseThrow().values()).containsEntry("ansible_port", 2222L);
    }

    @Test
    void severalSourcesAddUpAndTheLaterWins() throws IOException {
        Files.writeString(folder.resolve("one"), "[kvm]\nh x=1 y=1\n");
        Files.writeString(folder.resolve("two.yml"), "kvm: {hosts: {h: {x: 2}, i: }}\n");
        Inventory inventory = Inventory.load(
                List.of(
                        folder.resolve("one").toString(),
                        folder.resolve("two.yml").toString()),
                diagnostics);
        assertThat(names(inventory.hosts())).containsExactly("h", "i");
        assertThat(inventory.host("h").orElseThrow().values())
                .containsEntry("x", 2L)
                .containsEntry("y", 1L);
        assertThat(problems()).isEmpty();
    }

    @Test
    void templatesAreKeptWithTheirPlace() {
        Host host = ini("h x=\"{{ y }}\"\n").host("h").orElseThrow();
        assertThat(host.vars().get("x").value()).isInstanceOf(TemplateText.class);
        assertThat(host.vars().get("x").origin()).hasToString("hosts:1:5");
    }

    @Test
    void aTupleBecomesAList() {
        assertThat(ini("h x=(1,2) y=(1)\n").host("h").orElseThrow().values())
                .containsEntry("x", List.of(1L, 2L))
                .containsEntry("y", 1L);
    }

    @Test
    void crLfAndAByteOrderMarkChangeNothing() {
        Inventory inventory = ini("\uFEFF[kvm]\r\nh x=1\r\n");
        assertThat(inventory.host("h").orElseThrow().values()).containsEntry("x", 1L);
        assertThat(problems()).isEmpty();
    }

    @Test
    void aFileWithoutExtensionIsToldByItsContent() throws IOException {
        assertThat(names(file("a", "# x\nall:\n  hosts:\n    h1:\n").hosts())).containsExactly("h1");
        assertThat(names(file("b", "# x\n[all]\nh2\n").hosts())).containsExactly("h2");
        assertThat(names(file("c", "{\"all\": {\"hosts\": {\"h3\": {}}}}").hosts()))
                .containsExactly("h3");
        assertThat(names(file("d", "mail.example.com:2222\n").hosts())).containsExactly("mail.example.com");
        assertThat(problems()).isEmpty();
    }

    @Test
    void localhostIsThereWithoutBeingNamed() {
        Inventory inventory = ini("[all:vars]\nx=1\n");
        List<Host> chosen = inventory.select("localhost", null, diagnostics);
        assertThat(chosen.get(0).values())
                .containsEntry("ansible_connection", "local")
                .containsEntry("x", 1L);
        assertThat(inventory.hosts()).isEmpty();
    }

    @Test
    void magicVariablesTellOfTheInventory() {
        Inventory inventory = ini("[kvm]\nh1.example.com\n[top:children]\nkvm\n");
        assertThat(inventory.magicVariables(inventory.host("h1.example.com").orElseThrow()))
                .containsEntry("inventory_hostname_short", "h1")
                .containsEntry("group_names", List.of("kvm", "top"));
        assertThat(inventory.hostsOfGroups()).containsEntry("top", List.of("h1.example.com"));
    }

    @Test
    void aLimitLeavesHostsInTheOrderOfThePattern() {
        Inventory inventory = ini("[kvm]\nh[1:5]\n");
        assertThat(names(inventory.select("kvm", null, "h4,h2,!h5", diagnostics)))
                .containsExactly("h2", "h4");
    }

    @Test
    void aLimitMayComeFromAFile() throws IOException {
        Path limit = Files.writeString(folder.resolve("retry"), "h2\n\nh3\n");
        assertThat(names(ini("h[1:5]\n").select("all", null, "@" + limit, diagnostics)))
                .containsExactly("h2", "h3");
    }

    @Test
    void anEmptyLimitFileLeavesNoHost() throws IOException {
        Path limit = Files.writeString(folder.resolve("retry"), "\n");
        assertThat(ini("h[1:5]\n").select("all", null, "@" + limit, diagnostics))
                .isEmpty();
    }

    @Test
    void aPatternThatMatchesNothingIsAWarningWithASuggestion() {
        assertThat(ini("[kvm_hosts]\nh\n").select("kvm_hots", null, diagnostics))
                .isEmpty();
        assertThat(problems()).contains("warning: no host or group matches `kvm_hots`", "did you mean `kvm_hosts`?");
    }

    @Test
    void aPlaceThatNoHostHasIsAnError() {
        ini("[kvm]\nh\n").select("kvm[7]", null, diagnostics);
        assertThat(problems()).contains("error: no host has the place of `kvm[7]`", "from 0 to 0");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[kvm:child]\\nx|hosts:1:6: error: a section of a group is|known names: children",
                "[kvm:childrn]\\nx|but this is `childrn`|did you mean `children`?",
                "[kvm\\nh|hosts:1:1: error: this section's name is not closed|`]`",
                "[ kvm ]\\nh|hosts:1:1: error: this is not a section's name|without spaces",
                "[kvm]\\nh\\n[kvn:vars]\\nx=1|hosts:3:2: error: the group `kvn` has variables here|`kvm`?",
                "[kvm]\\nh\\n[top:children]\\nkwm|hosts:4:1: error: the group `kwm` is not declared|`kvm`?",
                "[a:children]\\nb\\n[b:children]\\na|hosts:4:1: error: the group `a` would be below itself|remove one",
                "[a:children]\\na|hosts:2:1: error: the group `a` would be below itself|remove one",
                "[kvm:vars]\\nnovalue\\n[kvm]|hosts:2:1: error: below `[kvm:vars]` stands NAME=VALUE|`[kvm]`",
                "h foo|hosts:1:3: error: after a host's name stands NAME=VALUE|one host per line",
                "x=1|hosts:1:1: error: `x=1` names no host|`[GROUP:vars]`",
                "h x=\"a b|hosts:1:1: error: a quote is not closed|close the quote",
                "h[1:|`h[1:` names no host: the range that begins with `[` has no `]`|kvm[01:10]",
                "h[5:1]|the begin of a range must not be after its end|kvm[01:10]",
                "h[01:100]|needs a begin and an end of one length|kvm[01:10]",
                "h[1:9:0]|the step of a range must be at least 1|kvm[01:10]",
                "h[0:999999999]|names more than 100000 hosts|kvm[01:10]",
                "h:99999|a port is 1 to 65535|kvm01",
                "h:|after the colon a port is expected|kvm01",
                "- h|this looks like YAML|kvm01",
            })
    void aProblemInAnIniFileIsReportedWithAFix(String text, String message, String fix) {
        ini(text);
        assertThat(diagnostics.hasErrors()).isTrue();
        assertThat(problems()).contains(message, fix);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "- hosts: all|hosts.yml:1:1: error: an inventory is a mapping of groups|looks like a playbook",
                "hosts: {h: }|hosts.yml:1:1: error: `hosts` stands here without a group|`all:`",
                "all: {hosts: [h]}|hosts.yml:1:14: error: `hosts` must be a mapping, but is a list|`- NAME`",
                "all: {host: {h: }}|hosts.yml:1:7: error: a group has `hosts`|did you mean `hosts`?",
                "all: {hosts: {h: 5}}|the variables of `h` must be a mapping|below it",
                "all: 5|the group `all` must be a mapping, but is a number|below it",
                "plugin: aws_ec2|hosts.yml:1:9: error: inventory plugins are not supported yet|script",
                "'{\"all\": {'|hosts.yml:1:10: error: not YAML|may be cut off",
                "all: {vars: {p: !vault x}}|`!vault` values are not supported yet|-e",
                "'a: {children: {b: {children: {a: }}}}'|would be below itself|remove one",
            })
    void aProblemInAYamlFileIsReportedWithAFix(String text, String message, String fix) {
        yaml(text);
        assertThat(diagnostics.hasErrors()).isTrue();
        assertThat(problems()).contains(message, fix);
    }

    @Test
    void aHostWithTwoValuesForOneVariableIsAWarningWithBothPlaces() {
        ini("[a]\nh x=1\n[b]\nh x=2\n");
        assertThat(problems()).contains("hosts:4:5: warning: `x` of host `h` is set twice", "stands at hosts:2:5");
    }

    @Test
    void aHostAndAGroupOfOneNameAreAWarning() {
        ini("[h]\nh\n");
        assertThat(problems()).contains("warning: `h` is the name of a host and of a group");
    }

    @Test
    void aMissingSourceIsAnError() {
        Inventory.load(List.of(folder.resolve("none").toString()), diagnostics);
        assertThat(problems()).contains("error: there is no inventory", "a list of hosts holds a comma");
    }

    @Test
    void aBinaryFileIsAnError() throws IOException {
        Files.write(folder.resolve("bin"), new byte[] {'a', 0, 'b'});
        Inventory.load(List.of(folder.resolve("bin").toString()), diagnostics);
        assertThat(problems()).contains("bin:1:1: error: this is a binary file");
    }

    @Test
    void anEmptyFileIsAWarning() throws IOException {
        file("hosts", "\n");
        assertThat(problems()).contains("hosts:1:1: warning: this inventory is empty");
    }

    @Test
    void anIniFileInADirectoryIsPassedOverWithAWarning() throws IOException {
        file("hosts.ini", "h\n");
        Inventory inventory = Inventory.load(List.of(folder.toString()), new Diagnostics());
        assertThat(inventory.hosts()).isEmpty();
        Inventory.load(List.of(folder.toString()), diagnostics);
        assertThat(problems()).contains("hosts.ini is passed over", "rename it, for example to `hosts`");
    }

    @Test
    void ofTwoFilesOfVariablesForOneGroupTheOneNotReadIsReported() throws IOException {
        Files.createDirectory(folder.resolve("group_vars"));
        Files.writeString(folder.resolve("group_vars/all.yml"), "x: 1\n");
        Files.writeString(folder.resolve("group_vars/all.yaml"), "x: 2\n");
        Inventory inventory = file("hosts", "h\n");
        assertThat(inventory.host("h").orElseThrow().values()).containsEntry("x", 1L);
        assertThat(problems()).contains("all.yaml is not read, because all.yml is there too");
    }

    @Test
    void aFileOfVariablesThatIsNoMappingIsAnErrorAtItsPlace() throws IOException {
        Files.createDirectory(folder.resolve("host_vars"));
        Files.writeString(folder.resolve("host_vars/h"), "- x\n");
        file("hosts", "h\n");
        assertThat(problems()).contains("host_vars/h:1:1: error: a file of variables must be a mapping");
    }

    @Test
    void aScriptIsAskedOnceWhenItPrintsAllVariables() throws IOException {
        Inventory inventory = script("""
                #!/bin/sh
                [ "$1" = --list ] || exit 9
                echo '{"kvm": {"hosts": ["s1", "s2"], "vars": {"q": 4}, "children": ["sub"]}, "sub": ["s3"],'
                echo ' "single": {"v": 1}, "_meta": {"hostvars": {"s1": {"t": "{{ x }}"}}}}'
                """);
        assertThat(names(inventory.hosts())).containsExactly("s1", "s2", "s3", "single");
        assertThat(inventory.host("s3").orElseThrow().values()).containsEntry("q", 4L);
        assertThat(inventory.host("s1").orElseThrow().values()).containsEntry("t", "{{ x }}");
        assertThat(diagnostics.hasErrors()).isFalse();
        assertThat(problems()).contains("a template in the output of an inventory script is not expanded");
    }

    @Test
    void aScriptWithoutMetaIsAskedForEachHost() throws IOException {
        Inventory inventory = script("""
                #!/bin/sh
                if [ "$1" = --list ]; then echo '{"kvm": ["s1", "s2"]}'; else echo "{\\"me\\": \\"$2\\"}"; fi
                """);
        assertThat(inventory.host("s2").orElseThrow().values()).containsEntry("me", "s2");
        assertThat(problems()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"exit 3", "echo hello", "echo '{\"a\": 5}'", "echo '{\"a\": {\"hosts\": {}}}'", "echo '{'"})
    void aScriptThatFailsIsAnError(String body) throws IOException {
        script("#!/bin/sh\n" + body + "\n");
        assertThat(diagnostics.hasErrors()).isTrue();
    }

    @Test
    void aFailedScriptShowsWhatItSaid() throws IOException {
        script("#!/bin/sh\necho no token >&2\nexit 3\n");
        assertThat(problems()).contains("ended with status 3", "it said: no token");
    }

    @Test
    void aScriptThatTakesTooLongIsEnded() throws IOException {
        Path file = Files.writeString(folder.resolve("slow"), "#!/bin/sh\nexec sleep 600\n");
        assertThat(file.toFile().setExecutable(true)).isTrue();
        InventoryScript.read(file, new Draft(diagnostics), Duration.ofMillis(200));
        assertThat(problems()).contains("was ended");
    }

    @Test
    void aScriptThatMayNotBeRunIsAnError() throws IOException {
        file("script", "#!/bin/sh\necho '{}'\n");
        assertThat(problems()).contains("may not be run", "chmod +x");
    }

    @Test
    void twentyThousandHostsAreRead() {
        Inventory inventory = ini("[kvm]\nh[1:20000] x=1\n[kvm:vars]\ny=2\n");
        assertThat(inventory.select("kvm:!h1", null, diagnostics)).hasSize(19_999);
    }
}
