package io.pinwright.engine.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import io.pinwright.engine.source.Diagnostics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Everything that gives a host's variable a value: what is explained is what is used. */
class DefinitionsTest {

    private static final List<String> GROUPS = List.of("all", "a", "b", "c", "d");
    private static final List<String> HOSTS = List.of("h1", "h2", "h3");
    private static final List<String> NAMES = List.of("v", "w", "x");

    @TempDir
    Path folder;

    private final Diagnostics diagnostics = new Diagnostics();

    private void file(String path, String text) throws IOException {
        Path file = folder.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private List<String> places(Inventory inventory, String host, String name) {
        return inventory.definitions(inventory.host(host).orElseThrow(), name).stream()
                .map(one -> one.value() + " " + one.level().label() + " "
                        + one.place().orElseThrow().toString().replace(folder + "/", ""))
                .toList();
    }

    private static void assertWinnersAreUsed(Inventory inventory) {
        assertThat(inventory.hosts()).isNotEmpty().allSatisfy(host -> {
            host.vars().forEach((name, variable) -> {
                Definition winner = inventory.definitions(host, name).get(0);
                assertThat(winner.value()).as(host.name() + " " + name).isEqualTo(variable.value());
                assertThat(winner.place()).contains(variable.origin());
            });
            assertThat(inventory.definitions(host, "no_such_variable")).isEmpty();
        });
    }

    @Test
    void aLaterSourceHidesAnEarlierOneOfTheSameRank() throws IOException {
        file("first", "[g]\nkvm1 v=1\n[g:vars]\nw=1\n");
        file("second", "[g]\nkvm1 v=2\n[g:vars]\nw=2\n");
        Inventory inventory = Inventory.load(
                List.of(
                        folder.resolve("first").toString(),
                        folder.resolve("second").toString()),
                diagnostics);
        assertThat(places(inventory, "kvm1", "v"))
                .containsExactly("2 inventory_host second:2:8", "1 inventory_host first:2:8");
        assertThat(places(inventory, "kvm1", "w"))
                .containsExactly("2 inventory_group second:4:3", "1 inventory_group first:4:3");
    }

    @Test
    void aLaterFileOfAFolderOfVariablesHidesAnEarlierOne() throws IOException {
        file("hosts", "kvm1\n");
        file("host_vars/kvm1/10.yml", "v: 1\n");
        file("host_vars/kvm1/20.yml", "v: 2\n");
        Inventory inventory = Inventory.load(List.of(folder.resolve("hosts").toString()), diagnostics);
        assertThat(places(inventory, "kvm1", "v"))
                .containsExactly("2 host_vars host_vars/kvm1/20.yml:1:4", "1 host_vars host_vars/kvm1/10.yml:1:4");
    }

    @Test
    void aGroupOfHigherPriorityHidesItsEqualsAndTheRuleSaysSo() throws IOException {
        file("hosts", "[a]\nkvm1\n[b]\nkvm1\n[a:vars]\nansible_group_priority=7\nv=1\n[b:vars]\nv=2\n");
        Inventory inventory = Inventory.load(List.of(folder.resolve("hosts").toString()), diagnostics);
        assertThat(inventory.definitions(inventory.host("kvm1").orElseThrow(), "v"))
                .extracting(Definition::rule)
                .containsExactly(
                        "inventory, variables of group `a` (priority 7)",
                        "inventory, variables of group `b` (priority 1)");
    }

    @Test
    void theImplicitLocalhostSaysWhereItsConnectionComesFrom() throws IOException {
        file("hosts", "kvm1\n[all:vars]\nansible_connection=ssh\n");
        Inventory inventory = Inventory.load(List.of(folder.resolve("hosts").toString()), diagnostics);
        Host localhost = inventory.host("localhost").orElseThrow();
        assertThat(inventory.definitions(localhost, "ansible_connection"))
                .extracting(Definition::rule)
                .containsExactly("implicit host `localhost`", "inventory, variables of group `all` (priority 1)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"example", "demo"})
    void theWinnerIsTheValueInUseInTheExampleInventories(String name) {
        Inventory inventory = Inventory.load(
                List.of(Path.of("..", "inventory", name)
                        .toAbsolutePath()
                        .normalize()
                        .toString()),
                diagnostics);
        assertWinnersAreUsed(inventory);
    }

    /** Groups below groups with priorities, variables at every rank, two sources, files beside inventory and playbook. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
    void theWinnerIsTheValueInUseInAnyInventory(long seed) throws IOException {
        Random random = new Random(seed);
        for (String source : List.of("one/hosts", "two/hosts")) {
            file(source, source(random));
        }
        int number = 0;
        for (String base : List.of("one", "two", "playbook")) {
            for (String file : Stream.concat(
                            GROUPS.stream().map(group -> "group_vars/" + group + ".yml"),
                            HOSTS.stream().map(host -> "host_vars/" + host + "/x.yml"))
                    .toList()) {
                if (random.nextInt(3) == 0) {
                    file(base + "/" + file, NAMES.get(random.nextInt(3)) + ": " + base + number++ + "\n");
                }
            }
        }
        Inventory inventory = Inventory.load(
                List.of(
                        folder.resolve("one/hosts").toString(),
                        folder.resolve("two/hosts").toString()),
                diagnostics);
        assertWinnersAreUsed(inventory);
        assertWinnersAreUsed(inventory.withPlaybookDirectory(folder.resolve("playbook"), diagnostics));
        assertThat(diagnostics.hasErrors()).as(diagnostics.all().toString()).isFalse();
    }

    private static String source(Random random) {
        List<String> lines = new ArrayList<>();
        for (int i = 1; i < GROUPS.size(); i++) {
            lines.add("[" + GROUPS.get(i) + "]");
            for (String host : HOSTS) {
                if (random.nextInt(2) == 0) {
                    lines.add(host + (random.nextInt(3) == 0 ? " " + variable(random) : ""));
                }
            }
        }
        // A child stands behind its parent in the list, so there are no circles.
        lines.addAll(List.of("[a:children]", GROUPS.get(2 + random.nextInt(3))));
        lines.addAll(List.of("[b:children]", GROUPS.get(3 + random.nextInt(2))));
        for (String group : GROUPS) {
            lines.add("[" + group + ":vars]");
            lines.add(variable(random));
            if (!group.equals("all") && random.nextInt(3) == 0) {
                lines.add("ansible_group_priority=" + random.nextInt(5));
            }
        }
        lines.addAll(List.of("[d]", "h1", "h2", "h3"));
        return String.join("\n", lines) + "\n";
    }

    private static String variable(Random random) {
        return NAMES.get(random.nextInt(3)) + "=" + random.nextInt(1000);
    }
}
