package io.pinwright.modules.files;

import io.pinwright.engine.host.FileStatus;
import io.pinwright.engine.host.Observation;
import io.pinwright.engine.host.StepOutcome;
import io.pinwright.engine.module.ArgumentSpec;
import io.pinwright.engine.module.ArgumentTypes;
import io.pinwright.engine.module.Arguments;
import io.pinwright.engine.module.Change;
import io.pinwright.engine.module.ModuleSpec;
import io.pinwright.engine.module.TaskModule;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Module {@code stat}: what stands at a path; changes nothing. */
public final class Stat implements TaskModule<Stat.Args, Optional<FileStatus>> {

    private static final ModuleSpec SPEC = ModuleSpec.of(
                    "stat",
                    "Registers what stands at a path.",
                    ArgumentSpec.required("path", ArgumentTypes.path(), "The path")
                            .withExample("/dev/vhost-net"),
                    ArgumentSpec.optional("follow", ArgumentTypes.bool(), "Whether a link stands for its target")
                            .withDefault("false"),
                    ArgumentSpec.optional(
                                    "get_checksum",
                                    ArgumentTypes.bool(),
                                    "Whether to compute the checksum of a file, by SHA-256")
                            .withAliases("checksum")
                            .withDefault("false"))
            .withAliases("ansible.builtin.stat")
            .withExample("stat: {path: /dev/vhost-net}");

    /** What to look at. */
    record Args(String path, boolean follow, boolean checksum) {}

    @Override
    public ModuleSpec spec() {
        return SPEC;
    }

    @Override
    public Args bind(Arguments arguments) {
        return new Args(
                HostFile.clean(arguments.require("path")),
                arguments.getOr("follow", false),
                arguments.getOr("get_checksum", false));
    }

    @Override
    public Observation<Optional<FileStatus>> observe(Args args) {
        return Observation.stat(args.path(), args.follow(), args.checksum());
    }

    @Override
    public List<Change> diff(Args args, Optional<FileStatus> status) {
        return List.of();
    }

    @Override
    public Map<String, @Nullable Object> result(Args args, Optional<FileStatus> status, List<StepOutcome> outcomes) {
        Map<String, @Nullable Object> stat = new LinkedHashMap<>();
        stat.put("exists", status.isPresent());
        status.ifPresent(found -> {
            stat.put("path", args.path());
            stat.put("mode", FileAttributes.octal(found.mode()));
            stat.put("isreg", found.type() == FileStatus.Type.FILE);
            stat.put("isdir", found.type() == FileStatus.Type.DIRECTORY);
            stat.put("islnk", found.type() == FileStatus.Type.LINK);
            stat.put("size", found.sizeBytes());
            stat.put("uid", (long) found.uid());
            stat.put("gid", (long) found.gid());
            stat.put("pw_name", found.owner());
            stat.put("gr_name", found.group());
            stat.put("mtime", found.modifiedSeconds());
            found.linkTarget().ifPresent(target -> stat.put("lnk_target", target));
            found.sha256().ifPresent(sum -> stat.put("checksum", sum));
        });
        return Map.of("stat", stat);
    }
}
