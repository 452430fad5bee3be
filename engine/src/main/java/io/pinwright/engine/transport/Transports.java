package io.pinwright.engine.transport;

import io.pinwright.engine.host.HostUnreachableException;
import java.util.Map;
import java.util.TreeMap;

/** Makes one {@link Transport} of several. */
public final class Transports {

    private Transports() {}

    /**
     * The transport that each host's {@link ConnectionSettings#kind} names: {@code ssh} or {@code local}. Closing it closes
     * them all.
     */
    public static Transport byKind(Map<String, Transport> transports) {
        Map<String, Transport> byKind = Map.copyOf(transports);
        return new Transport() {
            @Override
            public Connection connect(ConnectionSettings settings) {
                Transport transport = byKind.get(settings.kind());
                if (transport == null) {
                    throw new HostUnreachableException(
                            settings.name() + ": there is no transport for connections of kind " + settings.kind(),
                            "set ansible_connection to one of " + String.join(", ", new TreeMap<>(byKind).keySet()),
                            null);
                }
                return transport.connect(settings);
            }

            @Override
            public void close() {
                byKind.values().forEach(Transport::close);
            }
        };
    }
}
