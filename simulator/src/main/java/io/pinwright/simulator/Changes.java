package io.pinwright.simulator;

import io.pinwright.simulator.Faults.Place;
import io.pinwright.simulator.folder.Mutations;
import io.pinwright.simulator.shell.PosixShell;
import io.pinwright.simulator.shell.VirtualIoException;
import java.util.OptionalLong;

/** What one exec request changes, or one process without a login: counted, and let go wrong where it shall. Thread-safe. */
final class Changes implements Mutations {

    /** How a process is stopped at a change. */
    interface Stops {

        /** The connection is gone; the process goes on. */
        void drop();

        /** The process is gone. */
        void kill();
    }

    private final SimulatedHost host;
    private final Stops stops;
    private long order;

    Changes(SimulatedHost host, Stops stops) {
        this.host = host;
        this.stops = stops;
    }

    /** When the first change was among all of the host; empty when nothing was changed. */
    synchronized OptionalLong order() {
        return order == 0 ? OptionalLong.empty() : OptionalLong.of(order);
    }

    @Override
    public void space(long bytes) throws VirtualIoException {
        PosixShell.requireAlive();
        if (!host.faults().take(bytes)) {
            throw new VirtualIoException("No space left on device");
        }
    }

    @Override
    public void before(String what) throws VirtualIoException {
        PosixShell.requireAlive();
        stop(Place.BEFORE_MUTATION, Place.KILL_BEFORE_MUTATION);
        if (host.faults().due(Place.INSTEAD_OF_MUTATION)) {
            throw new VirtualIoException("Input/output error");
        }
    }

    @Override
    public void after(String what) {
        long number = host.counting().mutation(what);
        synchronized (this) {
            order = order == 0 ? number : order;
        }
        if (host.faults().due(Place.DISK_FULL_AFTER_MUTATION)) {
            host.faults().fillDiskAfter(0);
        }
        stop(Place.AFTER_MUTATION, Place.KILL_AFTER_MUTATION);
    }

    private void stop(Place drop, Place kill) {
        if (host.faults().due(drop)) {
            stops.drop();
        }
        if (host.faults().due(kill)) {
            stops.kill();
            PosixShell.requireAlive();
        }
    }
}
