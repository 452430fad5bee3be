package io.pinwright.engine.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pinwright.engine.host.HostUnreachableException;
import io.pinwright.engine.transport.local.LocalTransport;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TransportsTest {

    @Test
    void aHostIsReachedByTheTransportOfItsKind() {
        try (Transport transport = Transports.byKind(Map.of("ssh", LocalTransport::create));
                Connection connection = transport.connect(ConnectionSettings.ssh("r710"))) {
            assertThat(connection.isOpen()).isTrue();
        }
    }

    @Test
    void aKindWithoutATransportIsRefused() {
        try (Transport transport = Transports.byKind(Map.of("local", LocalTransport::create))) {
            assertThatThrownBy(() -> transport.connect(ConnectionSettings.ssh("r710")))
                    .isInstanceOf(HostUnreachableException.class)
                    .hasMessageContaining("no transport for connections of kind ssh");
        }
    }
}
