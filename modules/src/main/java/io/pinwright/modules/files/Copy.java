package io.pinwright.modules.files;

import io.pinwright.engine.host.Bytes;
import io.pinwright.engine.host.Observation;
import io.pinwright.engine.host.StepOutcome;
import io.pinwright.engine.module.ArgumentSpec;
import io.pinwright.engine.module.ArgumentTypes;
import io.pinwright.engine.module.Arguments;
import io.pinwright.engine.module.Change;
import io.pinwright.engine.module.ControllerFile;
import io.pinwright.engine.module.ControllerFileType;
import io.pinwright.engine.module.ModuleSpec;
import io.pinwright.engine.module.TaskModule;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Module {@code copy}: a file with a given content. */
public final class Copy implements TaskModule<FileWish, HostFile> {

    private static final ModuleSpec SPEC = ModuleSpec.of(
                    "copy",
                    "Writes a file with a given content, whole and atomically.",
                    ArgumentSpec.required(
                                    "dest",
                                    ArgumentTypes.path(),
                                    "Where; into this directory, which is made when it is missing, if it ends with a slash")
                            .withExample("/etc/modprobe.d/vhost.conf"),
                    ArgumentSpec.optional(
                                    "src", new ControllerFileType(false), "A file beside the playbook or in its files/")
                            .withExample("vhost.conf"),
                    ArgumentSpec.optional("content", ArgumentTypes.any(), "The content itself")
                            .withExample("\"options vhost max_mem_regions=64\\n\""),
                    FileWish.FORCE,
                    FileWish.FOLLOW,
                    FileAttributes.MODE,
                    FileAttributes.OWNER,
                    FileAttributes.GROUP)
            .withAliases("ansible.builtin.copy")
            .withExample("copy: {dest: /etc/modprobe.d/vhost.conf, content: \"options vhost max_mem_regions=64\\n\"}");

    @Override
    public ModuleSpec spec() {
        return SPEC;
    }

    @Override
    public FileWish bind(Arguments arguments) {
        if (arguments.has("src") == arguments.has("content")) {
            throw arguments.problem(
                    arguments.has("src") ? "content" : "dest",
                    arguments.has("src") ? "copy takes src or content, not both" : "copy needs src or content",
                    "give one of the two");
        }
        Optional<ControllerFile> source = arguments.get("src");
        Bytes content = source.map(ControllerFile::content).orElseGet(() -> FileWish.content(arguments));
        boolean secret = FileWish.isSecret(arguments);
        return FileWish.of(arguments, source, content, secret);
    }

    @Override
    public Observation<HostFile> observe(FileWish wish) {
        return wish.observe();
    }

    @Override
    public List<Change> diff(FileWish wish, HostFile file) {
        return wish.diff(file);
    }

    @Override
    public Map<String, @Nullable Object> result(FileWish wish, HostFile file, List<StepOutcome> outcomes) {
        return wish.result(file);
    }
}
