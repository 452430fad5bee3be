package io.pinwright.modules.libvirt;

import java.util.Locale;

/**
 * What {@code virsh domstate --reason} says: {@code running (booted)}, {@code shut off (destroyed)}.
 *
 * @param state {@code running}, {@code idle}, {@code paused}, {@code in shutdown}, {@code shut off}, {@code crashed}, {@code
 *     pmsuspended}
 * @param reason {@code booted}, {@code user}, ...; may be empty
 */
record PowerState(String state, String reason) {

    static PowerState parse(String text) {
        String line = text.strip().lines().findFirst().orElse("").toLowerCase(Locale.ROOT);
        int open = line.indexOf(" (");
        return open < 0
                ? new PowerState(line, "")
                : new PowerState(
                        line.substring(0, open), line.substring(open + 2).replaceFirst("\\)$", ""));
    }

    boolean isOff() {
        return state.equals("shut off");
    }

    /** Whether its vCPUs run, so that it can answer the power button. */
    boolean isRunning() {
        return state.equals("running") || state.equals("idle");
    }

    boolean isPaused() {
        return state.equals("paused");
    }

    /** Whether it is on its way to shut off. */
    boolean isShuttingDown() {
        return state.equals("in shutdown");
    }

    /** {@code paused (user)}. */
    String shown() {
        return reason.isEmpty() ? state : state + " (" + reason + ")";
    }
}
