package io.pinwright.simulator.libvirt;

/** libvirt refused; the message is its error text without {@code error: }. */
public final class LibvirtException extends Exception {

    private static final long serialVersionUID = 1L;

    public LibvirtException(String message) {
        super(message);
    }
}
