package io.pinwright.engine;

import io.pinwright.engine.host.Become;
import io.pinwright.engine.module.ArgumentTypes;
import io.pinwright.engine.module.ArgumentValue;
import io.pinwright.engine.playbook.Flag;
import io.pinwright.engine.playbook.Keywords;
import io.pinwright.engine.source.Diagnostic;
import io.pinwright.engine.source.DiagnosticException;
import io.pinwright.engine.source.Diagnostics;
import io.pinwright.engine.template.TemplateText;
import io.pinwright.engine.template.Templates;
import io.pinwright.engine.template.Variables;
import io.pinwright.engine.transport.ConnectionOverrides;
import io.pinwright.engine.transport.ConnectionSettings;
import io.pinwright.engine.transport.ConnectionVariables;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** How hosts are reached and as whom tasks act: command line, then keywords, then variables, as in Ansible. Thread-safe. */
final class Reach {

    /** Variables that decide about becoming; looked up one by one, because this is asked for every task on every host. */
    private static final List<String> BECOME_VARIABLES = List.of(
            "ansible_become",
            "ansible_become_user",
            "ansible_become_method",
            "ansible_become_password",
            "ansible_become_pass",
            "ansible_become_exe",
            "ansible_become_flags",
            "ansible_sudo_pass",
            "ansible_su_pass");

    /** The key of what the command line alone says: most tasks on most hosts. */
    private static final List<Object> UNSAID = List.of();

    /** Not to be copied for each host: they grow with the number of hosts, or with what was found. */
    private static final Set<String> NOT_HOW_TO_REACH =
            Set.of("ansible_facts", "ansible_play_hosts", "ansible_play_hosts_all", "ansible_play_batch");

    private final ConnectionOverrides overrides;
    private final Map<List<Object>, Optional<Become>> known = new ConcurrentHashMap<>();

    /** How to reach hosts whose variables differ in their address alone: most of a fleet. */
    private final Map<Map<String, @Nullable Object>, ConnectionSettings> alike = new ConcurrentHashMap<>();

    Reach(ConnectionOverrides overrides) {
        this.overrides = overrides;
    }

    /** How to reach a host; what its variables say wrong or in vain goes to the diagnostics. */
    ConnectionSettings settings(String host, Variables variables, Templates templates, Diagnostics diagnostics) {
        Map<String, @Nullable Object> own = new LinkedHashMap<>();
        variables.raw(Reach::mayMatter).forEach((name, value) -> {
            try {
                own.put(name, templates.resolve(value, variables));
            } catch (DiagnosticException e) {
                diagnostics.addAll(e.diagnostics());
            }
        });
        boolean addressed = own.get("ansible_host") instanceof String text && !text.isEmpty();
        Map<String, @Nullable Object> shared = new HashMap<>(own);
        String address = addressed ? String.valueOf(shared.remove("ansible_host")) : host;
        ConnectionSettings known = alike.get(shared);
        if (known != null) {
            return known.forHost(host, address);
        }
        ConnectionVariables read = ConnectionVariables.of(host, own, overrides);
        if (read.problems().isEmpty() && read.settings().address().equals(address)) {
            alike.put(shared, read.settings());
        }
        diagnostics.addAll(read.problems());
        return read.settings();
    }

    private static boolean mayMatter(String name) {
        return name.startsWith("ansible_") && !NOT_HOW_TO_REACH.contains(name);
    }

    /**
     * As whom a task acts on a host.
     *
     * @throws DiagnosticException when a variable of it is wrong
     */
    Optional<Become> become(Keywords keywords, Variables variables, Templates templates) {
        boolean said = keywords.become().isPresent()
                || keywords.becomeUser().isPresent()
                || keywords.becomeMethod().isPresent();
        Map<String, @Nullable Object> own = new LinkedHashMap<>();
        for (String name : BECOME_VARIABLES) {
            Object raw = variables.raw(name);
            if (raw != null) {
                own.put(name, templates.resolve(raw, variables));
            }
        }
        if (!said && own.isEmpty()) {
            return known.computeIfAbsent(UNSAID, absent -> read(own, overrides));
        }
        ConnectionOverrides wanted = overrides.withBecome(
                keywords.become().map(flag -> isTrue(flag, variables, templates)),
                keywords.becomeUser().map(text -> text(text, variables, templates)),
                keywords.becomeMethod().map(text -> text(text, variables, templates)));
        List<Object> key = List.of(own, wanted.become(), wanted.becomeUser(), wanted.becomeMethod());
        return known.computeIfAbsent(key, absent -> read(own, wanted));
    }

    /** A user that a journal names, with what becoming it takes today. */
    Become again(Become who, Variables variables, Templates templates) {
        Optional<Become> today = become(Keywords.NONE, variables, templates)
                .or(() -> new Reach(overrides.withBecome(Optional.of(true), Optional.empty(), Optional.empty()))
                        .become(Keywords.NONE, variables, templates));
        return new Become(
                who.method(),
                who.user(),
                today.map(Become::password).orElse(null),
                today.map(Become::executable).orElse(null),
                today.map(Become::flags).orElse(List.of()));
    }

    private static Optional<Become> read(Map<String, @Nullable Object> own, ConnectionOverrides wanted) {
        ConnectionVariables read = ConnectionVariables.of("this host", own, wanted);
        List<Diagnostic> errors =
                read.problems().stream().filter(Diagnostic::isError).toList();
        if (!errors.isEmpty()) {
            throw new DiagnosticException(errors);
        }
        return read.become();
    }

    private static boolean isTrue(Flag flag, Variables variables, Templates templates) {
        return flag.fixed()
                .orElseGet(() -> ArgumentTypes.bool()
                        .read(
                                "become",
                                new ArgumentValue(
                                        templates.resolve(flag.text(), variables),
                                        flag.text().span())));
    }

    private static String text(TemplateText text, Variables variables, Templates templates) {
        return TemplateText.isTemplate(text.text()) ? String.valueOf(templates.resolve(text, variables)) : text.text();
    }
}
