package io.pinwright.simulator;

import io.pinwright.simulator.folder.ProgramFiles;
import io.pinwright.simulator.shell.HostProcesses;
import io.pinwright.simulator.shell.ShellCommand;
import io.pinwright.simulator.shell.VirtualFiles;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** A process of a host that goes on without a login: what it changes is counted, and kept in the history by itself. */
final class Background implements HostProcesses.Session {

    private final SimulatedHost host;
    private final String user;
    private final String script;
    private final Changes changes;

    Background(SimulatedHost host, String user, String script) {
        this.host = host;
        this.user = user;
        this.script = script;
        this.changes = new Changes(host, new Changes.Stops() {
            @Override
            public void drop() {
                // it has no connection
            }

            @Override
            public void kill() {
                // faults are for those who log in
            }
        });
    }

    @Override
    public VirtualFiles files() {
        return new ProgramFiles(host.tree(), changes);
    }

    @Override
    public Map<String, ShellCommand> programs() {
        return host.programs(changes);
    }

    @Override
    public void ended() {
        changes.order()
                .ifPresent(order -> host.keep(new History.Request(
                        order, true, user, script.getBytes(StandardCharsets.ISO_8859_1), new byte[0])));
    }
}
