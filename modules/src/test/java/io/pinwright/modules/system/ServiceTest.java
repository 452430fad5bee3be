package io.pinwright.modules.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pinwright.engine.host.Answer;
import io.pinwright.engine.host.Bytes;
import io.pinwright.engine.host.HostProblem;
import io.pinwright.engine.host.Step;
import io.pinwright.engine.module.Change;
import io.pinwright.modules.testing.Given;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServiceTest {

    private static List<Change> changes(String task, String load, String active, String unitFile) {
        Service module = new Service();
        String text = "LoadState=" + load + "\nActiveState=" + active + "\nUnitFileState=" + unitFile + "\n";
        Answer answer = new Answer.Output(0, Bytes.utf8(text), Bytes.EMPTY);
        List<Change> changes = Given.changes(module, Given.args(module, task), query -> answer);
        assertThat(Given.changesAfter(module, Given.args(module, task), query -> answer, changes).stream()
                        .filter(change -> !change.action()))
                .as("after the forecast")
                .isEmpty();
        return changes;
    }

    private static List<String> steps(List<Change> changes) {
        return changes.stream()
                .flatMap(change -> change.steps().stream())
                .map(Step::describe)
                .toList();
    }

    @Test
    void serviceThatIsSoChangesNothing() {
        assertThat(changes("{name: x, state: started, enabled: true}", "loaded", "active", "enabled"))
                .isEmpty();
        assertThat(changes("{name: x, state: stopped, enabled: false}", "masked", "inactive", "masked"))
                .isEmpty();
        assertThat(changes("{name: x, state: stopped}", "loaded", "failed", "static"))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "{name: x, state: started, enabled: true}; inactive; disabled; systemctl enable -- x.service, systemctl start -- x.service",
                "{name: x.timer, enabled: false};          active;   enabled;  systemctl disable -- x.timer",
                "{name: x, state: stopped};                active;   enabled;  systemctl stop -- x.service",
                "{name: x, state: restarted};              active;   enabled;  systemctl restart -- x.service",
                "{name: x, state: reloaded};               active;   enabled;  systemctl reload -- x.service",
                "{name: x, state: reloaded};               failed;   enabled;  systemctl start -- x.service",
                "{name: x, daemon_reload: true};           active;   enabled;  systemctl daemon-reload",
            })
    void unitIsMadeSo(String task, String active, String unitFile, String steps) {
        assertThat(String.join(", ", steps(changes(task, "loaded", active, unitFile))))
                .isEqualTo(steps);
    }

    @Test
    void restartIsAChangeEachTime() {
        assertThat(changes("{name: x, state: restarted}", "loaded", "active", "enabled"))
                .singleElement()
                .satisfies(change -> assertThat(change.action()).isTrue());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "{name: x, state: started}; not-found; inactive; '';       there is no unit x.service on this host",
                "{name: x, state: started}; masked;    inactive; masked;   unit x.service is masked",
                "{name: x, enabled: true};  masked;    inactive; masked;   unit x.service is masked",
                "{name: x, enabled: true};  loaded;    active;   static;   unit x.service is static: it cannot be enabled",
                "{name: x, enabled: true};  loaded;    active;   indirect; unit x.service is indirect: it cannot be enabled",
            })
    void whatCannotBeIsNamed(String task, String load, String active, String unitFile, String message) {
        assertThatThrownBy(() -> changes(task, load, active, unitFile))
                .isInstanceOf(HostProblem.class)
                .hasMessageContaining(message);
    }

    @Test
    void hostWithoutSystemdIsNamed() {
        Service module = new Service();
        assertThatThrownBy(() -> Given.changes(
                        module, Given.args(module, "{name: x, state: started}"), query -> new Answer.Absent()))
                .hasMessageContaining("this host has no systemctl");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "{name: x};                              service needs state or enabled",
                "{name: 'a b', state: started};          is not the name of a unit",
                "{name: getty@, state: started};         is a template of units",
                "{name: getty@.service, state: started}; name an instance of it",
                "{name: x, state: running};              state must be one of started",
            })
    void badArgumentsAreNamed(String task, String message) {
        assertThatThrownBy(() -> Given.args(new Service(), task)).hasMessageContaining(message);
    }
}
