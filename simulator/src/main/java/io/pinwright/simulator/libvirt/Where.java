package io.pinwright.simulator.libvirt;

/** Which definition a call is about: {@code --live}, {@code --config}, both, or neither ({@code --current}). */
record Where(boolean live, boolean config) {

    /** Resolves "neither" for a domain, and refuses what it does not have. */
    Where of(Domain domain) throws LibvirtException {
        Where resolved = live || config ? this : new Where(domain.isActive(), !domain.isActive());
        if (resolved.live) {
            domain.active();
        }
        if (resolved.config) {
            domain.persistent();
        }
        return resolved;
    }
}
