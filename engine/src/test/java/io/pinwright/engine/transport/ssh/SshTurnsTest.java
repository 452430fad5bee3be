package io.pinwright.engine.transport.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import io.pinwright.engine.host.Query;
import io.pinwright.engine.transport.ConnectionSettings;
import io.pinwright.engine.transport.HostSession;
import io.pinwright.engine.transport.HostSessions;
import io.pinwright.engine.transport.SessionLimits;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** How often client and server take turns: on a long way each is a round trip, and most of what a host costs. */
class SshTurnsTest {

    /**
     * Version and KEXINIT, key exchange, NEWKEYS with the service request, login, channel, exec.
     */
    private static final int TURNS_BEFORE_THE_ANSWER = 6;

    /** The fewest of several: on a machine with much else to do, what belongs together may still arrive in two parts. */
    @Test
    void theFirstAnswerTakesNoMoreTurnsThanTheProtocolNeeds() throws Exception {
        int fewest = Integer.MAX_VALUE;
        try (RealSshd server = RealSshd.start()) {
            for (int i = 0; i < 4; i++) {
                try (CountingProxy proxy = CountingProxy.to(server.port());
                        SshTransport transport = SshTransport.create(server.settings());
                        HostSession session =
                                HostSessions.open(transport, through(server, proxy), SessionLimits.defaults())) {
                    session.reader(Optional.empty()).read(List.of(new Query.Run("true")));
                    fewest = Math.min(fewest, proxy.turns());
                }
            }
        }
        assertThat(fewest).isEqualTo(TURNS_BEFORE_THE_ANSWER);
    }

    @Test
    void aFurtherRoundTakesOneTurn() throws Exception {
        try (RealSshd server = RealSshd.start();
                CountingProxy proxy = CountingProxy.to(server.port());
                SshTransport transport = SshTransport.create(server.settings());
                HostSession session = HostSessions.open(transport, through(server, proxy), SessionLimits.defaults())) {
            session.reader(Optional.empty()).read(List.of(new Query.Run("true")));
            int before = proxy.turns();

            session.reader(Optional.empty()).read(List.of(new Query.Run("uname")));

            assertThat(proxy.turns() - before).isEqualTo(1);
        }
    }

    private static ConnectionSettings through(RealSshd server, CountingProxy proxy) throws Exception {
        ConnectionSettings direct = server.connection("h1", List.of("HostKeyAlias=[127.0.0.1]:" + server.port()));
        return new ConnectionSettings(
                direct.name(),
                direct.kind(),
                direct.address(),
                Optional.of(proxy.port()),
                direct.user(),
                Optional.empty(),
                List.of(),
                direct.sshOptions(),
                direct.configFile(),
                List.of(),
                Optional.empty());
    }
}
