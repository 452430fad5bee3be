package io.pinwright.simulator.libvirt;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How the system in a domain answers what it is asked: whether it shuts down, gives back devices, does anything at all. What takes
 * time takes looks: calls of virsh that name the domain, so that nothing rests on a clock. Thread-safe.
 */
public final class Guest {

    private static final int NEVER = -1;

    /** CPU time of a guest when it is looked at first, in nanoseconds. */
    private static final long CPU_NANOS = 14_600_000_000L;

    private final Object lock;
    private final long since = System.nanoTime();
    private int shutdownTakes = 1;
    private int unplugTakes;
    private int devicesRefused;
    private double cpus;
    private double packets;
    private int shutdownLeft = NEVER;
    private final Map<String, Integer> unplugsLeft = new LinkedHashMap<>();

    Guest(Object lock) {
        this.lock = lock;
    }

    /** After the power button it is seen running so many times, then shut off. */
    public Guest shutsDownAfter(int looks) {
        synchronized (lock) {
            shutdownTakes = looks;
            return this;
        }
    }

    /** Does nothing about the power button. */
    public Guest ignoresShutdown() {
        return shutsDownAfter(NEVER);
    }

    /** After it was asked for a device it is seen with it so many times, then without. */
    public Guest releasesDevicesAfter(int looks) {
        synchronized (lock) {
            unplugTakes = looks;
            return this;
        }
    }

    /** Never gives back a device, as one without an operating system; a reset makes it. */
    public Guest keepsDevices() {
        return releasesDevicesAfter(NEVER);
    }

    /** The next devices cannot be plugged, so many times: their tap device is busy. */
    public Guest refusesDevices(int times) {
        synchronized (lock) {
            devicesRefused = times;
            return this;
        }
    }

    /** Uses so many CPUs and moves so many packets a second on its first interface; none of either by default. */
    public Guest works(double cpusUsed, double packetsPerSecond) {
        synchronized (lock) {
            cpus = cpusUsed;
            packets = packetsPerSecond;
            return this;
        }
    }

    // What follows is called with the lock held.

    void pressPowerButton() {
        shutdownLeft = shutdownTakes;
    }

    /** Counts a look; whether it has shut down by now. */
    boolean hasShutDown() {
        if (shutdownLeft > 0) {
            shutdownLeft--;
            return false;
        }
        return shutdownLeft == 0;
    }

    boolean releasesAtOnce() {
        return unplugTakes == 0;
    }

    boolean isReleasing(String alias) {
        return unplugsLeft.containsKey(alias);
    }

    void askFor(String alias) {
        unplugsLeft.put(alias, unplugTakes);
    }

    /** Counts a look; the aliases of devices that it has given back by now. */
    Iterable<String> released() {
        java.util.List<String> gone = unplugsLeft.entrySet().stream()
                .filter(entry -> entry.getValue() == 0)
                .map(Map.Entry::getKey)
                .toList();
        gone.forEach(unplugsLeft::remove);
        unplugsLeft.replaceAll((alias, left) -> left > 0 ? left - 1 : left);
        return gone;
    }

    /** At a reset all devices that were asked for go. */
    void reset() {
        unplugsLeft.replaceAll((alias, left) -> 0);
    }

    void stopped() {
        shutdownLeft = NEVER;
        unplugsLeft.clear();
    }

    boolean refusesDevice() {
        if (devicesRefused > 0) {
            devicesRefused--;
            return true;
        }
        return false;
    }

    long cpuNanos() {
        return CPU_NANOS + (long) ((System.nanoTime() - since) * cpus);
    }

    long packets() {
        return (long) ((System.nanoTime() - since) / 1e9 * packets);
    }
}
