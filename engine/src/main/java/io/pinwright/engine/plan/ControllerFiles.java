package io.pinwright.engine.plan;

import io.pinwright.engine.module.ControllerFile;
import java.util.List;
import java.util.Optional;

/** Files of the controller that arguments name: the one place where a plan's input comes from outside the playbook. */
public interface ControllerFiles {

    /**
     * Finds and reads a file, as Ansible looks for it.
     *
     * @param template whether {@code templates/} is searched instead of {@code files/}
     * @return empty when there is none
     * @throws io.pinwright.engine.source.DiagnosticException when it is there and cannot be read
     */
    Optional<ControllerFile> read(String path, boolean template);

    /** The paths that {@link #read} tries, for messages. */
    List<String> candidates(String path, boolean template);
}
