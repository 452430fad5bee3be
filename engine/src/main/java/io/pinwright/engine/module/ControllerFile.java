package io.pinwright.engine.module;

import io.pinwright.engine.host.Bytes;

/**
 * A file of the controller that an argument named, read by the engine: modules do no I/O.
 *
 * @param path as found: beside the playbook, in its {@code files/} or {@code templates/} folder, or absolute
 * @param content the bytes; of a template, what it rendered to
 * @param secret whether a secret went into the content, so that it must never be shown
 */
public record ControllerFile(String path, Bytes content, boolean secret) {

    public ControllerFile(String path, Bytes content) {
        this(path, content, false);
    }

    @Override
    public String toString() {
        return path;
    }
}
