package io.pinwright.simulator;

import io.pinwright.simulator.kernel.HostShape;
import io.pinwright.simulator.kernel.Nic;
import io.pinwright.simulator.shell.SudoPolicy;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What a simulated host is made of; see {@link BuiltinHosts} for ready ones. Immutable. */
public final class HostBlueprint {

    /** A bridge with its ports, which are NICs of the host. */
    public record Bridge(String name, String mac, List<String> ports) {
        public Bridge {
            ports = List.copyOf(ports);
        }
    }

    /** How a domain is when the host comes up. */
    public enum Power {
        RUNNING,
        PAUSED,
        SHUT_OFF
    }

    /** A domain by its libvirt XML. */
    public record DomainPlan(String xml, Power power) {}

    private final HostShape shape;
    private final List<Nic> nics;
    private final List<Bridge> bridges;
    private final List<DomainPlan> domains;
    private final Set<String> missing;
    private final Map<String, String> files;
    private final Set<String> users;
    private final SudoPolicy sudo;

    private HostBlueprint(Builder builder) {
        shape = builder.shape;
        nics = List.copyOf(builder.nics);
        bridges = List.copyOf(builder.bridges);
        domains = List.copyOf(builder.domains);
        missing = Set.copyOf(builder.missing);
        files = new LinkedHashMap<>(builder.files);
        users = Set.copyOf(builder.users);
        sudo = builder.sudo;
    }

    public static Builder builder(HostShape shape) {
        return new Builder(shape);
    }

    /** A builder that starts from this host. */
    public Builder toBuilder() {
        Builder builder = new Builder(shape);
        builder.nics.addAll(nics);
        builder.bridges.addAll(bridges);
        builder.domains.addAll(domains);
        builder.missing.addAll(missing);
        builder.files.putAll(files);
        builder.users.addAll(users);
        builder.sudo = sudo;
        return builder;
    }

    HostShape shape() {
        return shape;
    }

    List<Nic> nics() {
        return nics;
    }

    List<Bridge> bridges() {
        return bridges;
    }

    List<DomainPlan> domains() {
        return domains;
    }

    Set<String> missing() {
        return missing;
    }

    Map<String, String> files() {
        return Map.copyOf(files);
    }

    Set<String> users() {
        return users;
    }

    SudoPolicy sudo() {
        return sudo;
    }

    /** Collects what a host is made of. */
    public static final class Builder {
        private final HostShape shape;
        private final List<Nic> nics = new ArrayList<>();
        private final List<Bridge> bridges = new ArrayList<>();
        private final List<DomainPlan> domains = new ArrayList<>();
        private final Set<String> missing = new LinkedHashSet<>();
        private final Map<String, String> files = new LinkedHashMap<>();
        private final Set<String> users = new LinkedHashSet<>();
        private SudoPolicy sudo = SudoPolicy.WITHOUT_PASSWORD;

        private Builder(HostShape shape) {
            this.shape = shape;
        }

        public Builder nic(Nic nic) {
            nics.add(nic);
            return this;
        }

        public Builder bridge(String name, String mac, String... ports) {
            bridges.add(new Bridge(name, mac, List.of(ports)));
            return this;
        }

        /** A domain that runs. */
        public Builder domain(String xml) {
            return domain(xml, Power.RUNNING);
        }

        public Builder domain(String xml, Power power) {
            domains.add(new DomainPlan(xml, power));
            return this;
        }

        /** Takes programs away, for example {@code virsh}. */
        public Builder without(String... programs) {
            missing.addAll(List.of(programs));
            return this;
        }

        /** A file the host has from the start, mode 0644. */
        public Builder file(String path, String text) {
            files.put(path, text);
            return this;
        }

        /** A user who may log in beside root. */
        public Builder user(String name) {
            users.add(name);
            return this;
        }

        /** Who may become whom by sudo and su; everybody anybody, without a password, by default. */
        public Builder sudo(SudoPolicy policy) {
            sudo = policy;
            return this;
        }

        public HostBlueprint build() {
            return new HostBlueprint(this);
        }
    }
}
