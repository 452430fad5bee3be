package io.pinwright.simulator.folder;

import io.pinwright.simulator.shell.VirtualIoException;
import java.util.Optional;

/** What the kernel of a simulated host does with its own files, those of /proc and /sys. */
public interface KernelFiles {

    /**
     * Takes what was written to an existing file of /proc or /sys; puts into the tree what the files show afterwards.
     *
     * @param path normalised, links resolved
     * @throws VirtualIoException with the kernel's error when it refuses
     */
    void written(String path, String content) throws VirtualIoException;

    /** What a file shows that changes by itself, as /proc/uptime does; empty when it is what the tree holds. */
    default Optional<String> shown(String path) {
        return Optional.empty();
    }

    /**
     * Another path for one that no directory lists, as {@code /proc/TID} stands for {@code /proc/PID/task/TID}; empty when there
     * is none.
     */
    Optional<String> hidden(String path);

    /** The content of a file that changes by itself, such as {@code /proc/uptime}; empty for any other. */
    default Optional<String> moving(String path) {
        return Optional.empty();
    }
}
