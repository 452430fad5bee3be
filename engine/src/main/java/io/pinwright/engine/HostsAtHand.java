package io.pinwright.engine;

import io.pinwright.engine.host.Become;
import io.pinwright.engine.inventory.Host;
import io.pinwright.engine.inventory.Inventory;
import io.pinwright.engine.playbook.Keywords;
import io.pinwright.engine.source.Diagnostics;
import io.pinwright.engine.template.Templates;
import io.pinwright.engine.template.Variables;
import io.pinwright.engine.transport.ConnectionSettings;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Hosts without a playbook: how each is reached, and as whom it is looked at. */
final class HostsAtHand {

    /** One of them. */
    record AtHand(String name, Variables variables, ConnectionSettings settings) {}

    private final Reach reach;
    private final Templates templates =
            Templates.create(new ControllerLookups(Path.of("").toAbsolutePath()));
    private final Map<String, AtHand> hosts = new LinkedHashMap<>();

    /**
     * The hosts of a pattern, within the options' limit.
     *
     * @param wanted those of them that count, by name
     * @param diagnostics what is wrong with the pattern or with connection variables is added
     */
    HostsAtHand(
            Inventory inventory,
            String pattern,
            RunOptions options,
            Predicate<String> wanted,
            Diagnostics diagnostics) {
        this.reach = new Reach(options.connection());
        for (Host host : PlayHosts.selected(inventory, pattern, null, options, diagnostics)) {
            if (wanted.test(host.name())) {
                Map<String, @Nullable Object> own = new LinkedHashMap<>(host.values());
                own.putAll(inventory.magicVariables(host));
                Variables seen = Engine.seen(own, options);
                hosts.put(
                        host.name(),
                        new AtHand(host.name(), seen, reach.settings(host.name(), seen, templates, diagnostics)));
            }
        }
    }

    /** All that were asked for; complains where that cannot be told. */
    static HostsAtHand of(Inventory inventory, String pattern, RunOptions options) {
        Diagnostics diagnostics = new Diagnostics();
        HostsAtHand hosts = new HostsAtHand(inventory, pattern, options, name -> true, diagnostics);
        diagnostics.throwIfErrors();
        return hosts;
    }

    List<AtHand> all() {
        return List.copyOf(hosts.values());
    }

    /** As whom a host is looked at. */
    Optional<Become> become(AtHand host) {
        return reach.become(Keywords.NONE, host.variables(), templates);
    }

    /** A user that an earlier run acted as, with the password of today. */
    Become again(Become user, String host) {
        return reach.again(user, find(host).variables(), templates);
    }

    AtHand find(String host) {
        return Objects.requireNonNull(hosts.get(host));
    }
}
