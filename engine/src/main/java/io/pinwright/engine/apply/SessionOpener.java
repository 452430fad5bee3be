package io.pinwright.engine.apply;

import io.pinwright.engine.transport.HostSession;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Opens the session of a host; the connection itself comes with the first exchange. */
@FunctionalInterface
public interface SessionOpener {

    /**
     * @param host the name in the inventory
     * @param variables the host's variables with the play's that it runs in first
     * @throws io.pinwright.engine.source.DiagnosticException when the connection variables are wrong
     */
    HostSession open(String host, Map<String, ? extends @Nullable Object> variables);
}
