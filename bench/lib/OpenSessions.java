import io.pinwright.engine.host.Query;
import io.pinwright.engine.inventory.Host;
import io.pinwright.engine.inventory.Inventory;
import io.pinwright.engine.source.Diagnostics;
import io.pinwright.engine.transport.ConnectionOverrides;
import io.pinwright.engine.transport.ConnectionVariables;
import io.pinwright.engine.transport.HostSessions;
import io.pinwright.engine.transport.ReadSession;
import io.pinwright.engine.transport.SessionLimits;
import io.pinwright.engine.transport.ssh.SshSettings;
import io.pinwright.engine.transport.ssh.SshTransport;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Opens a session to each host of an inventory, reads two files, holds them all, and prints what one of them takes of the heap. */
final class OpenSessions {

    public static void main(String[] args) {
        Diagnostics diagnostics = new Diagnostics();
        List<Host> hosts = Inventory.load(List.of(args[0]), diagnostics).hosts();
        diagnostics.throwIfErrors();
        try (SshTransport transport = SshTransport.create(SshSettings.defaults())) {
            List<ReadSession> open = new ArrayList<>();
            hold(open, transport, hosts.get(0)); // Loads classes and what all sessions share.
            long before = used();
            hosts.subList(1, hosts.size()).forEach(host -> hold(open, transport, host));
            long each = (used() - before) / (hosts.size() - 1);
            open.forEach(ReadSession::close);
            System.out.println("heap: " + each + " bytes a session, " + hosts.size() + " held");
        }
    }

    private static void hold(List<ReadSession> open, SshTransport transport, Host host) {
        ReadSession session = HostSessions.open(
                transport,
                ConnectionVariables.of(host.name(), host.values(), ConnectionOverrides.NONE)
                        .settings(),
                SessionLimits.defaults());
        // Twice: the first goes with the command, the second down its input, as changes do.
        for (String path : List.of("/etc/hostname", "/etc/passwd")) {
            session.reader(Optional.empty()).read(List.of(new Query.ReadFile(path, 4096)));
        }
        open.add(session);
    }

    private static long used() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
