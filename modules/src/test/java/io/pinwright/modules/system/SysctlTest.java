package io.pinwright.modules.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pinwright.engine.host.Answer;
import io.pinwright.engine.host.Bytes;
import io.pinwright.engine.host.FileStatus;
import io.pinwright.engine.host.HostProblem;
import io.pinwright.engine.host.Query;
import io.pinwright.engine.host.Step;
import io.pinwright.engine.module.Change;
import io.pinwright.modules.testing.Given;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SysctlTest {

    private static final String FILE = "/etc/sysctl.d/99-pinwright.conf";

    private static Function<Query, Answer> host(int mode, Map<String, String> files) {
        return query -> {
            if (query instanceof Query.ReadFile read && files.containsKey(read.path())) {
                return new Answer.Content(Bytes.utf8(files.get(read.path())));
            }
            if (query instanceof Query.Stat stat && files.containsKey(stat.path())) {
                return new Answer.Status(new FileStatus(
                        FileStatus.Type.FILE, mode, "root", 0, "root", 0, 0, 0, Optional.empty(), Optional.empty()));
            }
            return new Answer.Absent();
        };
    }

    private static List<String> steps(String task, Function<Query, Answer> host) {
        Sysctl module = new Sysctl();
        List<Change> changes = Given.changes(module, Given.args(module, task), host);
        assertThat(Given.changesAfter(module, Given.args(module, task), host, changes))
                .isEmpty();
        return changes.stream()
                .flatMap(change -> change.steps().stream())
                .map(step -> step instanceof Step.WriteFile write
                        ? write.path() + "=" + write.content().bytes().text()
                        : step.describe())
                .toList();
    }

    @Test
    void settingThatIsSoChangesNothing() {
        assertThat(steps(
                        "{name: net.ipv4.tcp_rmem, value: 4096 131072 6291456}",
                        host(
                                0644,
                                Map.of(
                                        "/proc/sys/net/ipv4/tcp_rmem",
                                        "4096\t131072\t6291456\n",
                                        FILE,
                                        "net/ipv4/tcp_rmem=4096  131072 6291456"))))
                .isEmpty();
    }

    @Test
    void runningKernelAndFileAreSet() {
        assertThat(steps("{name: vm.swappiness, value: 10}", host(0644, Map.of("/proc/sys/vm/swappiness", "60\n"))))
                .containsExactly("echo 10 > /proc/sys/vm/swappiness", FILE + "=vm.swappiness = 10\n");
    }

    @Test
    void dotInAnInterfaceNameIsASlashBetweenDots() {
        assertThat(steps(
                        "{name: net.ipv4.conf.eth0/100.rp_filter, value: yes}",
                        host(0644, Map.of("/proc/sys/net/ipv4/conf/eth0.100/rp_filter", "0\n"))))
                .first()
                .isEqualTo("echo 1 > /proc/sys/net/ipv4/conf/eth0.100/rp_filter");
    }

    @Test
    void settingThatTheKernelLacksIsNamed() {
        assertThatThrownBy(() -> steps("{name: net.no.such, value: 1}", host(0644, Map.of())))
                .isInstanceOf(HostProblem.class)
                .hasMessageContaining("this kernel has no setting net.no.such");
    }

    @Test
    void readOnlySettingIsRefusedBeforeTheWrite() {
        assertThatThrownBy(() -> steps(
                        "{name: kernel.version, value: x}", host(0444, Map.of("/proc/sys/kernel/version", "y\n"))))
                .hasMessageContaining("cannot be changed while it runs");
    }

    @Test
    void absentTakesTheLinesAndLeavesTheKernel() {
        assertThat(steps(
                        "{name: vm.swappiness, state: absent}",
                        host(0644, Map.of(FILE, "# x\r\nvm.swappiness=1\nvm/swappiness = 2\nother.key = 3"))))
                .containsExactly(FILE + "=# x\r\nother.key = 3");
    }

    @Test
    void onlyTheValueOfTheLastLineIsReplaced() {
        assertThat(SysctlFile.parse("a.b = 1\n#a.b = 9\n -a.b=\t2 \r\nc.d = 3")
                        .with("a.b", Optional.of("5"))
                        .text())
                .isEqualTo("a.b = 1\n#a.b = 9\n -a.b=\t5 \r\nc.d = 3");
    }

    @Test
    void otherInterfaceIsNotMeant() {
        assertThat(SysctlFile.parse("net.ipv4.conf.eth0.100.x = 1\n").value("net.ipv4.conf.eth0/100.x"))
                .isEmpty();
    }

    @Test
    void linesThatAreNotMeantKeepTheirBytes() {
        long seed = 20261122L;
        Random random = new Random(seed);
        String[] lines = {"# c", "; d = 1", "x.y = 1", "-x.y=2", "", "  ", "k.l\t=\t5", "junk", "=3", "k.l = a b"};
        for (int i = 0; i < 2000; i++) {
            StringBuilder text = new StringBuilder();
            for (int n = random.nextInt(6); n > 0; n--) {
                text.append(lines[random.nextInt(lines.length)])
                        .append(n == 1 && random.nextBoolean() ? "" : random.nextBoolean() ? "\n" : "\r\n");
            }
            SysctlFile file = SysctlFile.parse(text.toString());
            assertThat(file.text()).isEqualTo(text.toString());
            SysctlFile after = file.with("k.l", Optional.of("7"));
            assertThat(after.value("k.l")).as("seed %s, turn %s", seed, i).contains("7");
            assertThat(after.with("k.l", Optional.of("7")).text()).isEqualTo(after.text());
            assertThat(after.with("k.l", Optional.empty()).text().stripTrailing())
                    .as("seed %s, turn %s", seed, i)
                    .isEqualTo(file.with("k.l", Optional.empty()).text().stripTrailing());
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "{name: swappiness, value: 1};      `swappiness` is not a kernel setting",
                "{name: net..core, value: 1};       is not a kernel setting",
                "{name: 'net.ipv4.conf.*.x', value: 1}; patterns are not supported",
                "{name: vm.swappiness};             sysctl needs a value",
                "{name: vm.swappiness, value: ''};  sysctl needs a value",
            })
    void badArgumentsAreNamed(String task, String message) {
        assertThatThrownBy(() -> Given.args(new Sysctl(), task)).hasMessageContaining(message);
    }
}
