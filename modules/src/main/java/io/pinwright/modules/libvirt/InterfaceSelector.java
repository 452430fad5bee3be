package io.pinwright.modules.libvirt;

import io.pinwright.engine.source.Diagnostic;
import io.pinwright.engine.source.DiagnosticException;
import io.pinwright.engine.source.NearestName;
import io.pinwright.engine.source.Span;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Which interfaces of a domain are meant; what is null does not matter, and all that is given must hold. A MAC address, source,
 * target or alias names one interface; type and model alone mean every one of them; nothing at all means every macvtap of a virtio
 * model.
 *
 * @param mac in any case
 * @param source device, bridge, network or path
 * @param target the host's device, such as {@code macvtap0}; generated ones change at every start
 * @param alias {@code ua-...}, or a generated one of the running domain
 * @param type {@code direct}, {@code bridge}, {@code network}, ...
 * @param model {@code virtio}, ...
 */
public record InterfaceSelector(
        @Nullable String mac,
        @Nullable String source,
        @Nullable String target,
        @Nullable String alias,
        @Nullable String type,
        @Nullable String model) {

    static final List<String> KEYS = List.of("mac", "source", "target", "alias", "type", "model");

    private static final InterfaceSelector ALL_MACVTAPS = new InterfaceSelector(null, null, null, null, null, null);

    public InterfaceSelector {
        mac = mac == null ? null : InterfaceXml.canonicalMac(mac);
    }

    /** Every macvtap of a virtio model. */
    public static InterfaceSelector allMacvtaps() {
        return ALL_MACVTAPS;
    }

    public static InterfaceSelector ofMac(String mac) {
        return new InterfaceSelector(mac, null, null, null, null, null);
    }

    public static InterfaceSelector ofSource(String source) {
        return new InterfaceSelector(null, source, null, null, null, null);
    }

    public static InterfaceSelector ofType(String type) {
        return new InterfaceSelector(null, null, null, null, type, null);
    }

    /** From values by key. */
    static InterfaceSelector of(Map<String, String> values) {
        return new InterfaceSelector(
                values.get("mac"),
                values.get("source"),
                values.get("target"),
                values.get("alias"),
                values.get("type"),
                values.get("model"));
    }

    /**
     * Reads a selector as a command line has it: {@code mac=52:54:00:f9:98:e9}, {@code type=direct,source=enp4s0f0}, or a bare MAC
     * address or source.
     *
     * @throws IllegalArgumentException saying what is wrong
     */
    public static InterfaceSelector parse(String text) {
        if (text.isBlank()) {
            throw new IllegalArgumentException("an interface selector must not be empty; write for example mac=MAC,"
                    + " source=DEVICE or type=direct");
        }
        if (text.matches("(?i)[0-9a-f]{1,2}([:-][0-9a-f]{1,2}){5}")) {
            return ofMac(text);
        }
        if (text.indexOf('=') < 0) {
            return ofSource(text);
        }
        Map<String, String> values = new LinkedHashMap<>();
        for (String part : text.split(",")) {
            int equals = part.indexOf('=');
            String key = equals < 0 ? part : part.substring(0, equals).strip();
            if (equals < 0 || !KEYS.contains(key)) {
                throw new IllegalArgumentException("an interface is not selected by \"" + part.strip() + "\": "
                        + (equals < 0
                                ? "write KEY=VALUE; known names: mac, source, target, alias, type, model"
                                : NearestName.hint(key, KEYS)));
            }
            String value = part.substring(equals + 1).strip();
            if (value.isEmpty() || values.put(key, value) != null) {
                throw new IllegalArgumentException(
                        "an interface selector needs one value for " + key + ", but is \"" + text + "\"");
            }
        }
        return of(values);
    }

    /** Whether it means all macvtaps of a virtio model. */
    public boolean isAllMacvtaps() {
        return equals(ALL_MACVTAPS);
    }

    /** Whether it can mean one interface only. */
    private boolean isForOne() {
        return mac != null || source != null || target != null || alias != null;
    }

    /**
     * The interfaces meant, in document order. Names that only a running domain has (generated targets and aliases, the device of
     * a macvtap pool) are looked up in the live document and lead to the persistent one by MAC address.
     *
     * @param live the running domain's document, or null
     * @throws DiagnosticException when none is meant, naming all there are, or several where one is meant, naming those
     */
    public List<InterfaceXml> select(DomainXml config, @Nullable DomainXml live) {
        List<InterfaceXml> all = config.interfaces();
        List<InterfaceXml> found = all.stream()
                .filter(candidate -> matches(candidate, counterpart(candidate, config, live)))
                .toList();
        if (found.isEmpty()) {
            throw new DiagnosticException(
                    Diagnostic.error(place(config), "domain " + config.name() + " has no interface with " + this)
                            .why(all.isEmpty() ? "it has no interface" : "it has " + described(all))
                            .fix(fixForNone(all)));
        }
        if (isForOne() && found.size() > 1) {
            throw new DiagnosticException(Diagnostic.error(
                            place(config),
                            "domain " + config.name() + " has " + found.size() + " interfaces with " + this
                                    + ", so it is not clear which one is meant")
                    .why("these match: " + described(found))
                    .fix("add what tells them apart, for example the mac"));
        }
        return found;
    }

    /** Asked for only when there is something to say: its source is the whole document, masked. */
    private static Span place(DomainXml config) {
        return config.document().span(config.document().root());
    }

    private String fixForNone(List<InterfaceXml> all) {
        if (isAllMacvtaps() && all.stream().anyMatch(InterfaceXml::isMacvtap)) {
            return "libvirt silently drops <driver> attributes of models that are not virtio: set <model type='virtio'/>"
                    + " first";
        }
        return "select one of those";
    }

    private static String described(List<InterfaceXml> interfaces) {
        StringBuilder out = new StringBuilder();
        interfaces.stream()
                .limit(32)
                .forEach(one -> out.append(out.isEmpty() ? "" : "; ").append(one.description()));
        return interfaces.size() > 32 ? out + "; and " + (interfaces.size() - 32) + " more" : out.toString();
    }

    /** The running domain's view of an interface: the one with the same MAC address, when that is unique in both documents. */
    static Optional<InterfaceXml> counterpart(InterfaceXml own, DomainXml home, @Nullable DomainXml other) {
        if (other == null) {
            return Optional.empty();
        }
        return own.mac()
                .filter(mac -> home.interfaceByCanonicalMac(mac).isPresent())
                .flatMap(other::interfaceByCanonicalMac);
    }

    private boolean matches(InterfaceXml own, Optional<InterfaceXml> live) {
        if (isAllMacvtaps()) {
            return has("direct", InterfaceXml::type, own, live) && own.isVirtio();
        }
        return (mac == null || own.mac().equals(Optional.of(mac)))
                && (source == null
                        || hasSource(own)
                        || live.filter(this::hasSource).isPresent())
                && (target == null || hasOptional(target, InterfaceXml::target, own, live))
                && (alias == null || hasOptional(alias, InterfaceXml::alias, own, live))
                && (type == null || has(type, InterfaceXml::type, own, live))
                && (model == null || hasOptional(model, InterfaceXml::model, own, live));
    }

    private boolean hasSource(InterfaceXml one) {
        Optional<String> wanted = Optional.ofNullable(source);
        return one.source().equals(wanted)
                || one.sourceDevice().equals(wanted)
                || one.sourceBridge().equals(wanted)
                || one.sourceNetwork().equals(wanted);
    }

    private static boolean has(
            String wanted, Function<InterfaceXml, String> part, InterfaceXml own, Optional<InterfaceXml> live) {
        return part.apply(own).equals(wanted)
                || live.map(part).filter(wanted::equals).isPresent();
    }

    private static boolean hasOptional(
            String wanted,
            Function<InterfaceXml, Optional<String>> part,
            InterfaceXml own,
            Optional<InterfaceXml> live) {
        return part.apply(own).filter(wanted::equals).isPresent()
                || live.flatMap(part).filter(wanted::equals).isPresent();
    }

    /** {@code source enp4s0f0, type direct}; {@code type direct and a virtio model} of all macvtaps. */
    @Override
    public String toString() {
        if (isAllMacvtaps()) {
            return "type direct and a virtio model";
        }
        StringBuilder out = new StringBuilder();
        append(out, "mac", mac);
        append(out, "source", source);
        append(out, "target", target);
        append(out, "alias", alias);
        append(out, "type", type);
        append(out, "model", model);
        return out.toString();
    }

    private static void append(StringBuilder out, String key, @Nullable String value) {
        if (value != null) {
            out.append(out.isEmpty() ? "" : ", ").append(key).append(' ').append(value);
        }
    }
}
