package io.pinwright.simulator.shell;

import java.util.Map;
import java.util.TreeMap;

/**
 * The programs that every Linux host has, as far as administration scripts use them: those of coreutils, findutils, grep, sed and
 * util-linux. They print what GNU's print in the C locale; an option they do not know they refuse. Limits of their own: sleep and
 * timeout obey the limits of the shell; sed has no labels, grep and sed no back-references beyond POSIX's.
 */
public final class CoreUtilities {

    private CoreUtilities() {}

    /** All of them by name. */
    public static Map<String, ShellCommand> all() {
        return with(SudoPolicy.WITHOUT_PASSWORD);
    }

    /** All of them by name, with {@code sudo} and {@code su} under a policy. */
    public static Map<String, ShellCommand> with(SudoPolicy policy) {
        Map<String, ShellCommand> programs = new TreeMap<>();
        TextTools.addTo(programs);
        FieldTools.addTo(programs);
        FileTools.addTo(programs);
        StatTools.addTo(programs);
        DigestTools.addTo(programs);
        HostTools.addTo(programs);
        ProcessTools.addTo(programs);
        programs.put("grep", Grep.program());
        programs.put("sed", Sed.program());
        programs.put("find", Find.program());
        programs.put("sudo", new Sudo(policy));
        programs.put("su", new Su(policy));
        return programs;
    }
}
