package io.pinwright.engine.transport;

import java.util.regex.Pattern;

/** Which files the kernel makes, and which of them a shell can read by itself, without a process. */
final class KernelFiles {

    /**
     * Attributes of sysfs with bytes a shell cannot hold. /proc/sys is missing below on purpose: some shells read byte by
     * byte, and its files give only the first byte then.
     */
    private static final Pattern BINARY = Pattern.compile(
            ".*/(config|resource[0-9]*|rom|vpd|edid|eeprom|nvmem|notes|descriptors|report_descriptor|[^/]*[*?\\[][^/]*)");

    private static final Pattern TEXT = Pattern.compile("/sys/(class|bus|devices|block|kernel/debug/sched|module)/.*"
            + "|/proc/irq/.*|/proc/[0-9*?\\[\\]!-]+/(task/[0-9*?\\[\\]!-]+/)?(comm|stat|status|cgroup)");

    private static final Pattern TEXT_BY_ANY_NAME =
            Pattern.compile("/sys/devices/system/.*|/proc/irq/.*|/sys/class/net/[^/]*/(queues/.*|statistics/[^/]*)");

    private KernelFiles() {}

    /** Whether a path is of /proc or /sys: reading it cannot wait for a disk or a network. */
    static boolean holds(String path) {
        return path.startsWith("/proc/") || path.startsWith("/sys/");
    }

    /** Whether a path is of a kernel setting: a text without NUL. */
    static boolean isSetting(String path) {
        return path.startsWith("/proc/sys/");
    }

    /** Whether all files that a path or pattern stands for are texts without NUL, and small. */
    static boolean areSmallTexts(String pathOrPattern) {
        return TEXT.matcher(pathOrPattern).matches()
                && (!BINARY.matcher(pathOrPattern).matches()
                        || TEXT_BY_ANY_NAME.matcher(pathOrPattern).matches());
    }
}
