package io.pinwright.engine.transport;

import io.pinwright.engine.host.HostUnreachableException;
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
                Supplier<Transport> maker = known.get(settings.kind());
                if (maker == null) {
                    throw new HostUnreachableException(
                            settings.name() + ": there is no transport for connections of kind " + settings.kind(),
                            "set ansible_connection to one of " + String.join(", ", known.keySet()),
                            null);
                }
                return made.computeIfAbsent(settings.kind(), kind -> maker.get())
                        .connect(settings);
            }

            @Override
            public void close() {
                made.values().forEach(Transport::close);
            }
        };
    }
}
