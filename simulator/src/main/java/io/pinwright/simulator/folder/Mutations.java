package io.pinwright.simulator.folder;

import io.pinwright.simulator.shell.VirtualIoException;

/** Is told of every change that a program of the host is about to make, and just made; may refuse it. */
public interface Mutations {

    /** Before anything, a temporary file too, takes more room on the disk. */
    void space(long bytes) throws VirtualIoException;

    /**
     * Before a change.
     *
     * @param what a short text such as {@code write /etc/sysctl.conf} or {@code virsh define bigip-virtio}
     */
    void before(String what) throws VirtualIoException;

    /** After a change. */
    void after(String what) throws VirtualIoException;
}
