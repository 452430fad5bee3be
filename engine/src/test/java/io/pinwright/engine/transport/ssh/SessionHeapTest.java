package io.pinwright.engine.transport.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import io.pinwright.engine.host.Query;
import io.pinwright.engine.transport.HostSession;
import io.pinwright.engine.transport.HostSessions;
import io.pinwright.engine.transport.SessionLimits;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What an open session takes of the heap. */
class SessionHeapTest {

    /** Two buffers of JSch are 40 KiB of it. */
    private static final long BYTES_MAX = 64 << 10;

    private static final int SESSIONS = 12;

    /** The least of three times: whatever else happens in this JVM meanwhile takes memory too. */
    @Test
    void aSessionThatWaitsHoldsNoMoreThanItNeeds() throws Exception {
        long least = Long.MAX_VALUE;
        try (RealSshd server = RealSshd.start();
                SshTransport transport = SshTransport.create(server.settings())) {
            List<HostSession> open = new ArrayList<>();
            hold(1, open, server, transport);
            for (int i = 0; i < 3 && least > BYTES_MAX; i++) {
                long before = used();
                hold(SESSIONS, open, server, transport);
                least = Math.min(least, (used() - before) / SESSIONS);
            }
            open.forEach(HostSession::close);
        }
        assertThat(least).as("bytes a session").isBetween(BYTES_MAX / 2, BYTES_MAX);
    }

    /** With a first exchange, which goes with the command, and a second, which goes down its input. */
    private static void hold(int count, List<HostSession> open, RealSshd server, SshTransport transport)
            throws Exception {
        for (int i = 0; i < count; i++) {
            HostSession session =
                    HostSessions.open(transport, server.connection("h" + open.size()), SessionLimits.defaults());
            session.reader(Optional.empty()).read(List.of(new Query.Run("true")));
            session.reader(Optional.empty()).read(List.of(new Query.Run("uname")));
            open.add(session);
        }
    }

    private static long used() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
