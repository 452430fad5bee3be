package io.pinwright.runner.cli;

import io.pinwright.engine.host.HostUnreachableException;
import io.pinwright.engine.transport.Connection;
import io.pinwright.engine.transport.ConnectionSettings;
import io.pinwright.engine.transport.Transport;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** Reaches each host by its {@code ansible_connection}; a kind's transport is made when the first host needs it. */
final class KindTransport implements Transport {

    private final Map<String, Supplier<Transport>> makers;
    private final Map<String, Transport> made = new ConcurrentHashMap<>();

    KindTransport(Map<String, Supplier<Transport>> makers) {
        this.makers = new LinkedHashMap<>(makers);
    }

    @Override
    public Connection connect(ConnectionSettings settings) {
        Supplier<Transport> maker = makers.get(settings.kind());
        if (maker == null) {
            throw new HostUnreachableException(
                    settings.name() + ": there is no connection of kind `" + settings.kind() + "`",
                    "set ansible_connection to one of " + String.join(", ", makers.keySet()),
                    null);
        }
        return made.computeIfAbsent(settings.kind(), kind -> maker.get()).connect(settings);
    }

    @Override
    public void close() {
        made.values().forEach(Transport::close);
    }
}
