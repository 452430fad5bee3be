package io.pinwright.engine.transport;

import io.pinwright.engine.host.HostUnreachableException;
import io.pinwright.engine.source.Diagnostic;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** Makes one {@link Transport} of several. */
public final class Transports {

    private Transports() {}

    /**
     * The transport that each host's {@link ConnectionSettings#kind} names: {@code ssh} or {@code local}. Each is made when the
     * first host needs it; closing this closes those that were made.
     */
    public static Transport byKind(Map<String, Supplier<Transport>> makers) {
        Map<String, Supplier<Transport>> known = new TreeMap<>(makers);
        Map<String, Transport> made = new ConcurrentHashMap<>();
        return new Transport() {
            @Override
            public Connection connect(ConnectionSettings settings) {
                if (!known.containsKey(settings.kind())) {
                    throw new HostUnreachableException(
                            settings.name() + ": there is no transport for connections of kind " + settings.kind(),
                            "set ansible_connection to one of " + String.join(", ", known.keySet()),
                            null);
                }
                return of(settings).connect(settings);
            }

            @Override
            public List<Diagnostic> problems(ConnectionSettings settings) {
                return known.containsKey(settings.kind()) ? of(settings).problems(settings) : List.of();
            }

            private Transport of(ConnectionSettings settings) {
                return made.computeIfAbsent(
                        settings.kind(), kind -> known.get(kind).get());
            }

            @Override
            public void close() {
                made.values().forEach(Transport::close);
            }
        };
    }
}
