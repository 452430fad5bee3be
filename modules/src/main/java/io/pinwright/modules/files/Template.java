package io.pinwright.modules.files;

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

/** Module {@code template}: a file rendered from a template of the controller. */
public final class Template implements TaskModule<FileWish, HostFile> {

    private static final ModuleSpec SPEC = ModuleSpec.of(
                    "template",
                    "Renders a template of the controller and writes it as a file, whole and atomically.",
                    ArgumentSpec.required(
                                    "src",
                                    new ControllerFileType(true),
                                    "A template beside the playbook or in its templates/")
                            .withExample("irqbalance.j2"),
                    ArgumentSpec.required(
                                    "dest",
                                    ArgumentTypes.path(),
                                    "Where; into this directory, which is made when it is missing, if it ends with a slash")
                            .withExample("/etc/default/irqbalance"),
                    FileWish.FORCE,
                    FileWish.FOLLOW,
                    FileAttributes.MODE,
                    FileAttributes.OWNER,
                    FileAttributes.GROUP)
            .withAliases("ansible.builtin.template")
            .withExample("template: {src: motd.j2, dest: /etc/motd}");

    @Override
    public ModuleSpec spec() {
        return SPEC;
    }

    @Override
    public FileWish bind(Arguments arguments) {
        ControllerFile source = arguments.require("src");
        return FileWish.of(arguments, Optional.of(source), source.content(), source.secret());
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
