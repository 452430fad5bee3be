package io.pinwright.modules.files;

import io.pinwright.engine.host.Bytes;
import io.pinwright.engine.host.Observation;
import io.pinwright.engine.module.ArgumentSpec;
import io.pinwright.engine.module.ArgumentTypes;
import io.pinwright.engine.module.ArgumentValue;
import io.pinwright.engine.module.Arguments;
import io.pinwright.engine.module.Change;
import io.pinwright.engine.module.ControllerFile;
import io.pinwright.engine.source.Secret;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A file as it shall be.
 *
 * @param overwrites whether a file with another content is overwritten
 * @param secret whether the content must not be shown
 * @param follows whether a symbolic link stands for its target, or is replaced by the file
 * @param makesDirectories whether directories above it that are missing are made
 */
record FileWish(
        String path,
        Bytes content,
        FileAttributes attributes,
        boolean overwrites,
        boolean secret,
        boolean follows,
        boolean makesDirectories) {

    static final ArgumentSpec FORCE = ArgumentSpec.optional(
                    "force", ArgumentTypes.bool(), "Whether a file that is there with another content is overwritten")
            .withDefault("true");

    static final ArgumentSpec FOLLOW = ArgumentSpec.optional(
                    "follow",
                    ArgumentTypes.bool(),
                    "Whether a symbolic link at dest stands for its target; otherwise the file takes its place")
            .withDefault("false");

    static FileWish of(Arguments arguments, Optional<ControllerFile> source, Bytes content, boolean secret) {
        String destination = arguments.require("dest");
        boolean directory = destination.endsWith("/");
        if (directory && source.isEmpty()) {
            throw arguments.problem(
                    "dest", "dest names a directory, but the content has no file name", "add the file's name to dest");
        }
        return new FileWish(
                HostFile.clean(
                        directory ? destination + HostFile.name(source.get().path()) : destination),
                content,
                FileAttributes.of(arguments),
                arguments.getOr("force", true),
                secret,
                arguments.getOr("follow", false),
                directory);
    }

    Observation<HostFile> observe() {
        return HostFile.whole(path, makesDirectories ? HostFile.Above.ALL : HostFile.Above.PARENT);
    }

    List<Change> diff(HostFile file) {
        boolean isThere = file.status().isPresent() || file.isLink();
        return !overwrites && isThere ? List.of() : FileChanges.content(this, file);
    }

    Map<String, @Nullable Object> result(HostFile file) {
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        values.put("dest", path);
        file.status().ifPresent(status -> {
            values.put("mode", FileAttributes.octal(status.mode()));
            values.put("owner", status.owner());
            values.put("group", status.group());
            values.put("uid", (long) status.uid());
            values.put("gid", (long) status.gid());
            values.put("size", status.sizeBytes());
        });
        return values;
    }

    /** The bytes of {@code content}: texts as they are; numbers and booleans as YAML shows them. */
    static Bytes content(Arguments arguments) {
        ArgumentValue value = arguments.require("content");
        if (value.value() instanceof Secret secret) {
            return Bytes.utf8(secret.reveal());
        }
        if (value.value() instanceof List<?> || value.value() instanceof Map<?, ?>) {
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
