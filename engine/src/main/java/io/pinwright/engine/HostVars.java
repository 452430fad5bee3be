package io.pinwright.engine;

import io.pinwright.engine.inventory.Host;
import io.pinwright.engine.inventory.Inventory;
import io.pinwright.engine.template.Templates;
import io.pinwright.engine.template.Variables;
import java.util.AbstractMap;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The variable {@code hostvars}: every host's inventory and magic variables, with their templates evaluated as that host sees
 * them, when they are first asked for. What tasks set or registered on other hosts is not in it, because hosts do not wait for
 * each other. Thread-safe.
 */
final class HostVars extends AbstractMap<String, Object> {

    private final Map<String, Host> hosts;
    private final Function<Host, Variables> variables;
    private final Templates templates;
    private final Map<String, Map<String, @Nullable Object>> known = new ConcurrentHashMap<>();

    HostVars(Inventory inventory, Map<String, @Nullable Object> extra, Templates templates) {
        this(inventory, extra, templates, variables -> variables);
    }

    /**
     * @param shown what is made of a host's variables before anybody sees them
     */
    HostVars(
            Inventory inventory,
            Map<String, @Nullable Object> extra,
            Templates templates,
            UnaryOperator<Map<String, @Nullable Object>> shown) {
        this.hosts = inventory.hosts().stream()
                .collect(Collectors.toMap(Host::name, host -> host, (a, b) -> a, LinkedHashMap::new));
        this.variables = host -> {
            Map<String, @Nullable Object> own = new LinkedHashMap<>(host.values());
            own.putAll(inventory.magicVariables(host));
            return Variables.of(shown.apply(own)).with(shown.apply(extra));
        };
        this.templates = templates;
    }

    @Override
    public boolean containsKey(Object name) {
        return hosts.containsKey(name);
    }

    @Override
    public @Nullable Object get(Object name) {
        Host host = hosts.get(name);
        return host == null ? null : known.computeIfAbsent(host.name(), key -> new OneHost(variables.apply(host)));
    }

    @Override
    public Set<String> keySet() {
        return Collections.unmodifiableSet(hosts.keySet());
    }

    @Override
    public Set<Entry<String, Object>> entrySet() {
        Map<String, Object> all = new LinkedHashMap<>();
        hosts.keySet().forEach(name -> all.put(name, get(name)));
        return Collections.unmodifiableMap(all).entrySet();
    }

    /** One host's variables, each evaluated when it is asked for. */
    private final class OneHost extends AbstractMap<String, @Nullable Object> {

        private final Variables seen;
        private final Set<String> names;

        OneHost(Variables seen) {
            this.seen = seen;
            this.names = Collections.unmodifiableSet(new LinkedHashSet<>(seen.names()));
        }

        @Override
        public boolean containsKey(Object name) {
            return names.contains(name);
        }

        @Override
        public @Nullable Object get(Object name) {
            return names.contains(name) ? templates.resolve(seen.raw((String) name), seen) : null;
        }

        @Override
        public Set<String> keySet() {
            return names;
        }

        @Override
        public Set<Entry<String, @Nullable Object>> entrySet() {
            Map<String, @Nullable Object> all = new LinkedHashMap<>();
            names.forEach(name -> all.put(name, get(name)));
            return Collections.unmodifiableMap(all).entrySet();
        }
    }
}
