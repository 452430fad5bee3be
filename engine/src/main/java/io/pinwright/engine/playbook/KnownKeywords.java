package io.pinwright.engine.playbook;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** The keywords of the language: those that are read, and those that this version refuses, with what to write instead. */
final class KnownKeywords {

    private static final Set<String> INHERITED = Set.of(
            "become",
            "become_user",
            "become_method",
            "environment",
            "tags",
            "check_mode",
            "diff",
            "ignore_errors",
            "no_log",
            "any_errors_fatal");

    private static final Set<String> PLAY = Set.of(
            "name",
            "hosts",
            "vars",
            "vars_files",
            "gather_facts",
            "pre_tasks",
            "tasks",
            "post_tasks",
            "handlers",
            "serial",
            "max_fail_percentage",
            "strategy",
            "order");

    private static final Set<String> TASK = Set.of(
            "name",
            "when",
            "loop",
            "with_items",
            "with_list",
            "loop_control",
            "register",
            "notify",
            "vars",
            "changed_when",
            "failed_when",
            "args");

    private static final String OWN_PLAY = "write a play of its own, with the host under `hosts`";
    private static final String ONE_BY_ONE = "write the tasks here one by one";

    private static final Map<String, String> REFUSED_ANYWHERE = new TreeMap<>(Map.ofEntries(
            Map.entry("become_exe", "remove it; become uses the first one in the host's PATH"),
            Map.entry("become_flags", "remove it; become runs `sudo -H -S -n` or `su`"),
            Map.entry("collections", "write modules with their full name or their short name"),
            Map.entry("connection", "set the variable `ansible_connection` in the inventory or under `vars`"),
            Map.entry("debugger", "remove it; `plan` shows what a task would do"),
            Map.entry("delegate_facts", OWN_PLAY),
            Map.entry("delegate_to", OWN_PLAY),
            Map.entry("ignore_unreachable", "remove it; others go on, unless a roll-out's limit stops them"),
            Map.entry("module_defaults", "write the arguments in each task"),
            Map.entry("port", "set the variable `ansible_port` in the inventory or under `vars`"),
            Map.entry("remote_user", "set the variable `ansible_user` in the inventory or under `vars`"),
            Map.entry("run_once", "write a play of its own, with one host under `hosts`"),
            Map.entry("throttle", "limit the hosts at once with `--forks` or `serial`"),
            Map.entry("timeout", "remove it; each read and each step has its own time limit")));

    private static final Map<String, String> REFUSED_IN_PLAY = new TreeMap<>(Map.ofEntries(
            Map.entry("fact_path", "remove it"),
            Map.entry("force_handlers", "remove it; handlers run at the end of each section"),
            Map.entry("gather_subset", "remove it; facts cost no extra round trip"),
            Map.entry("gather_timeout", "remove it"),
            Map.entry("import_playbook", "name the files one after another on the command line"),
            Map.entry("include_playbook", "name the files one after another on the command line"),
            Map.entry("roles", ONE_BY_ONE),
            Map.entry("user", "set the variable `ansible_user` in the inventory or under `vars`"),
            Map.entry("vars_prompt", "give the variable with `-e NAME=VALUE` or `-e @FILE`")));

    private static final Map<String, String> REFUSED_IN_TASK = new TreeMap<>(Map.ofEntries(
            Map.entry("action", "write the module's name as the key"),
            Map.entry("always", ONE_BY_ONE),
            Map.entry("async", "remove it; hosts never wait for each other"),
            Map.entry("block", ONE_BY_ONE),
            Map.entry("delay", "remove it"),
            Map.entry("import_role", ONE_BY_ONE),
            Map.entry("import_tasks", ONE_BY_ONE),
            Map.entry("include", ONE_BY_ONE),
            Map.entry("include_role", ONE_BY_ONE),
            Map.entry("include_tasks", ONE_BY_ONE),
            Map.entry("include_vars", "use `vars_files` of the play"),
            Map.entry("local_action", "write a play of its own with `hosts: localhost`"),
            Map.entry("poll", "remove it; hosts never wait for each other"),
            Map.entry("rescue", ONE_BY_ONE),
            Map.entry("retries", "remove it"),
            Map.entry("until", "remove it")));

    private KnownKeywords() {}

    static boolean isPlayKeyword(String key) {
        return PLAY.contains(key) || INHERITED.contains(key);
    }

    static boolean isTaskKeyword(String key, Section section) {
        return TASK.contains(key) || INHERITED.contains(key) || (section == Section.HANDLERS && key.equals("listen"));
    }

    /** What to write instead of a play's keyword that is not supported; empty for any other key. */
    static Optional<String> refusedInPlay(String key) {
        return Optional.ofNullable(REFUSED_ANYWHERE.getOrDefault(key, REFUSED_IN_PLAY.get(withoutPrefix(key))));
    }

    /** What to write instead of a task's keyword that is not supported; empty for any other key. */
    static Optional<String> refusedInTask(String key) {
        if (key.equals("with_dict")) {
            return Optional.of("write `loop: \"{{ NAME | dict2items }}\"` and use item.key and item.value");
        }
        if (key.startsWith("with_")) {
            return Optional.of("write `loop`, with a filter that makes the list");
        }
        return Optional.ofNullable(REFUSED_ANYWHERE.getOrDefault(key, REFUSED_IN_TASK.get(withoutPrefix(key))));
    }

    static String withoutPrefix(String name) {
        for (String prefix : List.of("ansible.builtin.", "ansible.legacy.")) {
            if (name.startsWith(prefix)) {
                return name.substring(prefix.length());
            }
        }
        return name;
    }

    static List<String> playNames() {
        List<String> names = new ArrayList<>(PLAY);
        names.addAll(INHERITED);
        return names;
    }

    static List<String> taskNames() {
        List<String> names = new ArrayList<>(TASK);
        names.addAll(INHERITED);
        return names;
    }
}
