package io.pinwright.runner.prediction;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Tasks made by chance from real modules on the article's host, as YAML. Wishes of a stable playbook never contradict each other,
 * so that a second apply of it has nothing to do.
 */
final class RandomPlaybook {

    private static final String DOMAIN = "bigip-virtio";
    private static final List<String> CPUS = List.of("0,2,4,6", "1,3,5,7", "8-15", "0-15");

    private final Random random;
    private final boolean stable;
    private final String name;

    /** Whether irqbalance is worked on, or interrupts: when it starts it moves them, and nobody knows where to. */
    private final boolean balancer;

    private final List<String> registered = new ArrayList<>();
    private int count;

    /**
     * @param name distinguishes files and registered variables of playbooks on one host
     * @param stable whether no wish takes back another
     */
    RandomPlaybook(Random random, boolean stable, String name) {
        this.random = random;
        this.stable = stable;
        this.name = name;
        this.balancer = random.nextBoolean();
    }

    /** Some tasks more, a text that {@link OneHost#play} takes. */
    String tasks(int tasks) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < tasks; i++) {
            text.append(task());
        }
        return text.toString();
    }

    /** Handlers that all tasks may notify; the first notifies the second. */
    static String handlers() {
        return """
                - name: note
                  lineinfile: {path: /srv/notes, line: noted, create: true}
                  notify: note again
                - name: note again
                  lineinfile: {path: /srv/notes, line: noted again, create: true}
                """;
    }

    private String task() {
        String own = name + count++;
        StringBuilder text = new StringBuilder("- name: ").append(own).append("\n  ");
        text.append(module()).append("\n  register: ").append(own).append('\n');
        if (!registered.isEmpty() && chance(3)) {
            String other = pick(registered);
            String condition = stable
                    ? pick(List.of(" is not failed", " is not skipped"))
                    : pick(List.of(" is changed", " is not changed", " is not skipped"));
            text.append("  when: ").append(other).append(condition).append('\n');
        }
        if (chance(4)) {
            text.append("  notify: note\n");
        }
        registered.add(own);
        return text.toString();
    }

    private String module() {
        return switch (random.nextInt(stable ? 12 : 18)) {
            case 0 -> "lineinfile: {path: /srv/" + file() + ", line: " + word() + ", create: true}";
            case 1 -> "file: {path: /srv/d" + random.nextInt(2) + "/in, state: directory, mode: \"0750\"}";
            case 2 ->
                "sysctl: {name: net.core.somaxconn, value: \"" + (stable ? 5000 : 5000 + random.nextInt(2)) + "\"}";
            case 3 -> "sysctl: {name: vm.swappiness, value: \"" + (stable ? 10 : 10 + random.nextInt(2)) + "\"}";
            case 4 ->
                "virt_interface: {domain: " + DOMAIN + ", select: {source: enp4s0f" + random.nextInt(2) + "}, queues: "
                        + (stable ? 4 : 1 + random.nextInt(4)) + "}";
            case 5 ->
                "virt_pin: {domain: " + DOMAIN + ", vcpus: {" + random.nextInt(10) + ": \""
                        + (stable ? "2" : pick(CPUS)) + "\"}}";
            case 6 -> "virt_pin: {domain: " + DOMAIN + ", emulator: \"" + (stable ? CPUS.get(1) : pick(CPUS)) + "\"}";
            case 7 -> "vhost_affinity: {domain: " + DOMAIN + ", cpus: \"" + (stable ? CPUS.get(1) : pick(CPUS)) + "\"}";
            case 8 ->
                balancer
                        ? irqbalance()
                        : "irq_affinity: {device: enp4s0f" + random.nextInt(2) + ", node: "
                                + (stable ? 0 : random.nextInt(2)) + "}";
            case 9 -> irqbalance();
            case 10 -> looped();
            case 11 -> "stat: {path: /srv/" + file() + ", get_checksum: true}";
            case 12 ->
                "copy: {dest: /srv/" + file() + ", content: \"" + word() + "\\n\", mode: \"06" + random.nextInt(4)
                        + "4\"}";
            case 13 -> "file: {path: /srv/" + pick(List.of(file(), "d0", "d1/in")) + ", state: absent}";
            case 14 ->
                "service: {name: " + unit() + ", state: " + pick(List.of("started", "stopped", "restarted")) + "}";
            case 15 -> "service: {name: " + unit() + ", enabled: " + random.nextBoolean() + "}";
            case 16 -> "template: {src: answers.j2, dest: /srv/" + file() + "}\n  vars: {told: " + told() + "}";
            default -> "file: {path: /srv/l" + random.nextInt(2) + ", src: " + file() + ", state: link, force: true}";
        };
    }

    private String irqbalance() {
        return balancer
                ? "irqbalance: {leave_alone: [enp4s0f" + random.nextInt(2) + "]}"
                : "stat: {path: /srv, follow: true}";
    }

    private String unit() {
        return balancer ? "irqbalance" : "cron";
    }

    private String looped() {
        return "lineinfile: {path: \"/srv/{{ item }}\", line: " + word() + ", create: true}\n  loop: [" + file()
                + ", d1/deep/" + file() + "]";
    }

    /** What an earlier task told, as far as it is the same for all modules. */
    private String told() {
        return registered.isEmpty() ? "none" : "\"{{ " + pick(registered) + ".changed | default('no') }}\"";
    }

    private String file() {
        return pick(List.of("a", "b", "c"));
    }

    private String word() {
        return pick(List.of("one", "two", "three"));
    }

    private boolean chance(int of) {
        return random.nextInt(of) == 0;
    }

    private <T> T pick(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }
}
