package io.pinwright.modules.files;

import io.pinwright.engine.host.Bytes;
import io.pinwright.engine.module.ArgumentValue;
import io.pinwright.engine.module.Arguments;
import io.pinwright.engine.module.Change;
import io.pinwright.engine.module.ControllerFile;
import io.pinwright.engine.source.Secret;
import java.util.List;
import java.util.Optional;

/**
 * A file as it shall be.
 *
 * @param overwrites whether a file with another content is overwritten
 * @param secret whether the content must not be shown
 */
record FileWish(String path, Bytes content, FileAttributes attributes, boolean overwrites, boolean secret) {

    List<Change> diff(HostFile file) {
        if (!overwrites && file.status().isPresent()) {
            return List.of();
        }
        return file.withContent(content, attributes, secret);
    }

    static String destination(Arguments arguments, Optional<ControllerFile> source) {
        String path = arguments.require("dest");
        if (!path.endsWith("/")) {
            return path;
        }
        if (source.isEmpty()) {
            throw arguments.problem(
                    "dest", "dest names a directory, but the content has no file name", "add the file's name to dest");
        }
        return path + HostFile.name(source.get().path());
    }

    /** The bytes of {@code content}: texts as they are; numbers and booleans as YAML shows them. */
    static Bytes content(Arguments arguments) {
        ArgumentValue value = arguments.require("content");
        if (value.value() instanceof Secret secret) {
            return Bytes.utf8(secret.reveal());
        }
        if (value.value() instanceof List<?> || value.value() instanceof java.util.Map<?, ?>) {
            throw value.problem(
                    "content must be a text, but is " + value.shown(),
                    null,
                    "make it a text: `{{ value | to_nice_json }}`");
        }
        return Bytes.utf8(String.valueOf(value.value()));
    }

    static boolean isSecret(Arguments arguments) {
        return arguments
                .<ArgumentValue>get("content")
                .map(value -> value.value() instanceof Secret)
                .orElse(false);
    }
}
