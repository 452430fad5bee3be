package io.pinwright.simulator.libvirt;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.Element;

/** A domain and what libvirt knows of it. Guarded by the host's lock. */
final class Domain {

    /** States as {@code virsh domstate} names them. */
    enum State {
        RUNNING("running", "booted"),
        PAUSED("paused", "user"),
        CRASHED("crashed", "panicked"),
        PMSUSPENDED("pmsuspended", "unknown"),
        SHUT_OFF("shut off", "unknown");

        final String text;
        final String reason;

        State(String text, String reason) {
            this.text = text;
            this.reason = reason;
        }
    }

    final String name;
    final String uuid;

    @Nullable
    Element config;

    @Nullable
    Element live;

    @Nullable
    Element saved;

    State state = State.SHUT_OFF;
    String reason = "unknown";
    boolean autostart;
    int id;
    int pid;
    /** vCPU number to thread. */
    final Map<Integer, Integer> vcpuThreads = new LinkedHashMap<>();
    /** I/O thread id to thread. */
    final Map<Integer, Integer> ioThreads = new LinkedHashMap<>();
    /** Interface alias to its vhost workers, in queue order. */
    final Map<String, List<Integer>> workers = new LinkedHashMap<>();

    final List<Integer> kernelThreads = new ArrayList<>();

    /** What runs in it. */
    final Guest guest;

    Domain(String name, String uuid, Guest guest) {
        this.name = name;
        this.uuid = uuid;
        this.guest = guest;
    }

    boolean isActive() {
        return live != null;
    }

    Element active() throws LibvirtException {
        if (live == null) {
            throw new LibvirtException("Requested operation is not valid: domain is not running");
        }
        return live;
    }

    Element persistent() throws LibvirtException {
        if (config == null) {
            throw new LibvirtException(
                    "Requested operation is not valid: transient domains do not have any persistent config");
        }
        return config;
    }

    /** What a query without flags is about. */
    Element current() throws LibvirtException {
        return live != null ? live : persistent();
    }

    Optional<Element> savedImage() {
        return Optional.ofNullable(saved);
    }
}
