package io.pinwright.modules.files;

import io.pinwright.engine.host.FileStatus;
import io.pinwright.engine.module.ArgumentSpec;
import io.pinwright.engine.module.ArgumentTypes;
import io.pinwright.engine.module.Arguments;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Wished owner, group and mode; what is empty stays as it is.
 *
 * @param mode 0 to 07777
 * @param owner name or number
 * @param group name or number
 */
record FileAttributes(Optional<Integer> mode, Optional<String> owner, Optional<String> group) {

    static final FileAttributes ANY = new FileAttributes(Optional.empty(), Optional.empty(), Optional.empty());

    static final ArgumentSpec MODE = ArgumentSpec.optional("mode", ArgumentTypes.mode(), "Permission bits, octal")
            .withExample("\"0644\"");
    static final ArgumentSpec OWNER = ArgumentSpec.optional("owner", ArgumentTypes.string(), "Owner, by name or number")
            .withExample("root");
    static final ArgumentSpec GROUP = ArgumentSpec.optional("group", ArgumentTypes.string(), "Group, by name or number")
            .withExample("root");

    /** Refuses what chown would read as something else, such as {@code root:adm}. */
    static FileAttributes of(Arguments arguments) {
        for (String name : List.of("owner", "group")) {
            arguments
                    .<String>get(name)
                    .filter(text -> !text.matches("[^:\\s\\p{Cntrl}-][^:\\p{Cntrl}]*"))
                    .ifPresent(text -> {
                        throw arguments.problem(
                                name,
                                name + " must be one name or number, but is \"" + text + "\"",
                                "give owner and group as two arguments");
                    });
        }
        return new FileAttributes(arguments.get("mode"), arguments.get("owner"), arguments.get("group"));
    }

    boolean isAny() {
        return equals(ANY);
    }

    FileAttributes withoutMode() {
        return new FileAttributes(Optional.empty(), owner, group);
    }

    /** {@code OWNER:GROUP}, {@code OWNER} or {@code :GROUP}, as chown takes it. */
    String owners() {
        return owner.orElse("") + group.map(name -> ":" + name).orElse("");
    }

    /** What stat says of something once it has these attributes; the number of a name is not known, and stays. */
    FileStatus in(FileStatus status) {
        return new FileStatus(
                status.type(),
                mode.orElse(status.mode()),
                owner.orElse(status.owner()),
                number(owner).orElse(status.uid()),
                group.orElse(status.group()),
                number(group).orElse(status.gid()),
                status.sizeBytes(),
                status.modifiedSeconds(),
                status.linkTarget(),
                status.sha256());
    }

    private static Optional<Integer> number(Optional<String> name) {
        return name.filter(text -> text.matches("[0-9]{1,9}")).map(Integer::valueOf);
    }

    boolean modeDiffers(FileStatus status) {
        return mode.isPresent() && mode.get() != status.mode();
    }

    boolean ownerDiffers(FileStatus status) {
        return owner.isPresent()
                && !owner.get().equals(status.owner())
                && !owner.get().equals(Integer.toString(status.uid()));
    }

    boolean groupDiffers(FileStatus status) {
        return group.isPresent()
                && !group.get().equals(status.group())
                && !group.get().equals(Integer.toString(status.gid()));
    }

    @Nullable
    Integer modeOrNull() {
        return mode.orElse(null);
    }

    @Nullable
    String ownerOrNull() {
        return owner.orElse(null);
    }

    @Nullable
    String groupOrNull() {
        return group.orElse(null);
    }

    static String octal(int mode) {
        return String.format("%04o", mode);
    }
}
