package io.pinwright.runner.prediction;

import static io.pinwright.runner.prediction.OneHost.play;
import static io.pinwright.runner.prediction.OneHost.result;
import static org.assertj.core.api.Assertions.assertThat;

import io.pinwright.engine.module.Change;
import io.pinwright.engine.report.Mode;
import io.pinwright.engine.report.Report;
import io.pinwright.engine.report.Status;
import io.pinwright.engine.report.TaskResult;
import io.pinwright.simulator.BuiltinHosts;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tasks that build on one another, planned in one go and then applied: the plan must have said it all. */
class CumulativePlanTest {

    @TempDir
    Path folder;

    private OneHost kvm;

    @BeforeEach
    void start() {
        kvm = new OneHost(folder, BuiltinHosts.r710(1));
    }

    @AfterEach
    void stop() {
        kvm.close();
    }

    /** Plans, in both ways of looking only, applies, and compares; then nothing is left to do. */
    private Report foretold(String tasks, String handlers) {
        String playbook = play(tasks, handlers);
        Report planned = kvm.run(Mode.READ_ONLY, playbook);
        Report checked = kvm.run(Mode.CHECK, playbook);
        Report applied = kvm.run(Mode.APPLY, playbook);
        assertThat(String.join("\n", lines(planned))).isEqualTo(String.join("\n", lines(applied)));
        assertThat(lines(checked)).isEqualTo(lines(applied));
        assertThat(applied.hasFailures()).as(lines(applied).toString()).isFalse();
        return planned;
    }

    private Report foretold(String tasks) {
        return foretold(tasks, "");
    }

    /** What is told of each task: status, message, changes with their diffs, and what it registers. */
    private static List<String> lines(Report report) {
        List<String> lines = new ArrayList<>();
        for (TaskResult result : report.results()) {
            lines.add(result.name() + ": " + result.status() + " " + result.message());
            result.changes().forEach(change -> lines.add("  " + change.summary() + shown(change)));
            result.items().forEach(item -> lines.add("  item " + item.item() + ": " + item.status()));
        }
        return lines;
    }

    /** Whole, or of a long text its length and hash: a failure shall fit a screen. */
    private static String shown(Change change) {
        return change.diff()
                .map(diff -> diff.after().length() < 200
                        ? " " + diff
                        : " " + diff.before().hashCode() + " " + diff.after().hashCode())
                .orElse("");
    }

    private static Change.TextDiff lastDiff(Report report, String task) {
        return result(report, task).changes().stream()
                .flatMap(change -> change.diff().stream())
                .reduce((first, second) -> second)
                .orElseThrow();
    }

    @Test
    void queuesPinsAndWorkersOfOneDomainMakeOneGrowingDocument() {
        Report planned = foretold("""
                - name: front
                  virt_interface: {domain: bigip-virtio, select: {source: enp4s0f0}, queues: 4}
                - name: back
                  virt_interface: {domain: bigip-virtio, select: {source: enp4s0f1}, queues: 4}
                - name: pins
                  virt_pin: {domain: bigip-virtio, vcpus: {0: "0", 1: "2"}, emulator: {node: 1}}
                  register: pins
                - name: workers
                  vhost_affinity: {domain: bigip-virtio, cpus: "1,3,5,7,9,11,13,15"}
                - name: told
                  debug: {msg: "{{ pins.config.emulator }} {{ pins.live.vcpus['0'] | default(pins.live.vcpus[0]) }}"}
                """);
        assertThat(lastDiff(planned, "back").before())
                .isEqualTo(lastDiff(planned, "front").after());
        assertThat(lastDiff(planned, "back").after()).containsSubsequence("queues='4'", "queues='4'");
        assertThat(result(planned, "told").message()).isEqualTo("1,3,5,7,9,11,13,15 0");
        assertThat(result(planned, "workers").changes())
                .extracting(Change::summary)
                .noneMatch(summary -> summary.contains("emulatorpin"));
    }

    @Test
    void aDomainIsOneWhetherCalledByNameOrByUuid() {
        String uuid = kvm.host().run("virsh domuuid bigip-virtio").stdout().strip();
        Report planned = foretold("""
                - name: by name
                  virt_interface: {domain: bigip-virtio, select: {source: enp4s0f0}, queues: 4}
                - name: by number
                  virt_interface: {domain: UUID, select: {source: enp4s0f1}, queues: 4}
                - name: pins by name
                  virt_pin: {domain: bigip-virtio, emulator: {node: 1}}
                - name: pins by number
                  virt_pin: {domain: UUID, emulator: {node: 1}}
                """.replace("UUID", uuid));
        assertThat(lastDiff(planned, "by number").before())
                .isEqualTo(lastDiff(planned, "by name").after());
        assertThat(result(planned, "pins by number").status()).isEqualTo(Status.OK);
    }

    @Test
    void copyThenLineinfileThenTemplateOnOneFile() {
        kvm.beside("third.j2", "made of {{ found.stat.size }} bytes\n");
        Report planned = foretold("""
                - name: copied
                  copy: {dest: /etc/one, content: "a\\n"}
                - name: added
                  lineinfile: {path: /etc/one, line: b}
                - name: looked
                  stat: {path: /etc/one, get_checksum: true}
                  register: found
                - name: rendered
                  template: {src: third.j2, dest: /etc/one}
                  when: found.stat.size == 4
                """);
        assertThat(lastDiff(planned, "added").before()).isEqualTo("a\n");
        assertThat(lastDiff(planned, "rendered").before()).isEqualTo("a\nb\n");
        assertThat(lastDiff(planned, "rendered").after()).isEqualTo("made of 4 bytes\n");
        assertThat(kvm.host().text("/etc/one")).contains("made of 4 bytes");
    }

    @Test
    void aFileMadeByOneTaskIsReadByTheNext() {
        foretold("""
                - file: {path: /srv/a/b, state: directory, mode: "0750"}
                - copy: {dest: /srv/a/b/conf, content: "x=1\\n", mode: "0600"}
                - lineinfile: {path: /srv/a/b/conf, regexp: "^x=", line: "x=2"}
                - name: looked
                  stat: {path: /srv/a/b/conf, get_checksum: true}
                  register: found
                - name: directory
                  stat: {path: /srv/a/b, get_checksum: true}
                  register: dir
                - name: told
                  debug: {msg: "{{ found.stat.exists }} {{ found.stat.mode }} {{ found.stat.checksum }} {{ dir.stat.mode }}"}
                - command: {cmd: "true", creates: /srv/a/b/conf}
                - file: {path: /srv/link, src: /srv/a/b/conf, state: link}
                - file: {path: /srv/a/b/conf, mode: "0640"}
                - name: again
                  stat: {path: /srv/a/b/conf, get_checksum: true}
                  register: again
                - debug: {msg: "{{ again.stat.mode }} {{ again.stat.checksum }}"}
                """);
    }

    @Test
    void whatIsRemovedWithItsFolderIsGoneForTheTasksBehind() {
        kvm.beside("new.txt", "new\n");
        kvm.host().run("mkdir -p /srv/old/in; echo 1 >/srv/old/in/x; echo 1 >/srv/old/y; ln -s /srv/old/y /srv/l");
        Report planned = foretold("""
                - file: {path: /srv/old, state: absent}
                - name: below
                  stat: {path: /srv/old/in/x}
                  register: below
                - debug: {msg: "{{ below.stat.exists }}"}
                - command: {cmd: "true", removes: /srv/old/y}
                - command: {cmd: "true", removes: "/srv/old/*"}
                - copy: {dest: /srv/old/in/, src: new.txt}
                - name: other
                  stat: {path: /srv/old/in/x}
                  register: other
                - debug: {msg: "{{ other.stat.exists }}"}
                - command: {cmd: "true", creates: "/srv/old/in/n*"}
                """);
        assertThat(planned.results()).noneMatch(TaskResult::isFailed);
    }

    @Test
    void settingsAndTheirFilesAreSeenByFileTasks() {
        foretold("""
                - sysctl: {name: net.core.somaxconn, value: "5000"}
                - stat: {path: /etc/sysctl.d/99-pinwright.conf}
                  register: kept
                - debug: {msg: "{{ kept.stat.exists }}"}
                - lineinfile: {path: /etc/sysctl.d/99-pinwright.conf, line: "# kept by hand"}
                - sysctl: {name: net.core.somaxconn, value: "6000"}
                - command: {cmd: "true", creates: /etc/sysctl.d/99-pinwright.conf}
                """);
    }

    @Test
    void aServiceStoppedAndStartedAgainIsSeenSoByEveryTask() {
        Report planned = foretold("""
                - service: {name: irqbalance, state: stopped}
                  register: stopped
                - name: told
                  irqbalance: {leave_alone: [enp4s0f0]}
                - service: {name: irqbalance, state: started}
                  register: started
                  when: stopped.state == 'stopped'
                - debug: {msg: "{{ started.state }}"}
                """);
        assertThat(result(planned, "told").changes())
                .extracting(Change::attribute)
                .doesNotContain("policy script of the running daemon");
    }

    @Test
    void loopsOverRegisteredResultsAndFactsSetFromThem() {
        foretold("""
                - copy: {dest: "/etc/{{ item }}", content: "{{ item }}\\n"}
                  loop: [a, b]
                  register: copies
                - set_fact:
                    made: "{{ copies.results | selectattr('changed') | map(attribute='dest') | list }}"
                - lineinfile: {path: "{{ item }}", line: more}
                  loop: "{{ made }}"
                - copy: {dest: "{{ item.dest }}.size", content: "{{ item.size }}\\n"}
                  loop: "{{ copies.results }}"
                  loop_control: {label: "{{ item.dest }}"}
                - debug: {msg: "{{ copies.changed }} {{ made }}"}
                """);
    }

    @Test
    void handlersThatPredictedChangesNotifyAndThatTheyNotifyThemselves() {
        Report planned = foretold("""
                - copy: {dest: /etc/conf, content: "1\\n"}
                  notify: first
                - copy: {dest: /etc/conf, content: "1\\n"}
                  notify: never
                """, """
                - name: never
                  copy: {dest: /etc/never, content: ""}
                - name: first
                  lineinfile: {path: /etc/conf, line: handled}
                  notify: second
                - name: second
                  lineinfile: {path: /etc/conf, line: twice}
                """);
        assertThat(lastDiff(planned, "second").after()).isEqualTo("1\nhandled\ntwice\n");
    }
}
