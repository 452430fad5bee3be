package io.pinwright.modules.system;

import io.pinwright.engine.host.Answer;
import io.pinwright.engine.host.Observation;
import io.pinwright.engine.host.Query;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which system a host runs. Each part is empty when the host does not say.
 *
 * @param nodeName the host's own name, with its domain if it has one there
 * @param kernel its release: {@code 6.1.0-56-amd64}
 * @param architecture the machine's: {@code x86_64}
 * @param distributionId of {@code os-release(5)}: {@code debian}
 * @param distributionVersion as Ansible has it: of Debian and CentOS with the point release, else {@code VERSION_ID}
 * @param codename {@code VERSION_CODENAME}
 * @param prettyName for people: {@code Debian GNU/Linux 12 (bookworm)}
 * @param memoryKib MemTotal of {@code /proc/meminfo}
 */
public record HostIdentity(
        Optional<String> nodeName,
        Optional<String> kernel,
        Optional<String> architecture,
        Optional<String> distributionId,
        Optional<String> distributionVersion,
        Optional<String> codename,
        Optional<String> prettyName,
        OptionalLong memoryKib) {

    /** All small files that tell it. */
    public static final Query.Glob FILES = new Query.Glob(
            Query.GlobKind.CONTENT,
            "/proc/sys/kernel/hostname",
            "/proc/sys/kernel/osrelease",
            "/proc/sys/kernel/arch",
            "/proc/version",
            "/proc/meminfo",
            "/etc/hostname",
            "/etc/os-release",
            "/usr/lib/os-release",
            "/etc/debian_version",
            "/etc/centos-release");

    /** Kernels before 6.1 have no file for it. */
    public static final Query.Run MACHINE = new Query.Run("uname", "-m");

    private static final Pattern ASSIGNMENT = Pattern.compile("(?m)^([A-Z_]{1,40})=(.{0,500})$");
    private static final Pattern MEMORY = Pattern.compile("(?m)^MemTotal:\\s+([0-9]{1,15}) kB");
    private static final Pattern VERSION = Pattern.compile("^Linux version (\\S{1,200})");
    private static final Pattern CENTOS = Pattern.compile("release ([0-9]{1,4}(?:\\.[0-9]{1,4})?)");

    /** Reads it in one round; equal for all who ask. */
    public static Observation<HostIdentity> observe() {
        Observation<Map<String, String>> files = Observation.glob(FILES);
        Observation<String> machine = Observation.of(MACHINE)
                .map(answer -> answer instanceof Answer.Output output && output.exit() == 0
                        ? output.stdout().text().strip()
                        : "");
        return Observation.both(files, machine, HostIdentity::parse);
    }

    /**
     * Makes it of file texts by path.
     *
     * @param machine what {@code uname -m} printed; empty when it could not be asked
     */
    public static HostIdentity parse(Map<String, String> files, String machine) {
        Map<String, String> release =
                assignments(files.getOrDefault("/etc/os-release", files.getOrDefault("/usr/lib/os-release", "")));
        Optional<String> id = Optional.ofNullable(release.get("ID")).map(text -> text.toLowerCase(Locale.ROOT));
        Matcher memory = MEMORY.matcher(files.getOrDefault("/proc/meminfo", ""));
        return new HostIdentity(
                line(files, "/proc/sys/kernel/hostname").or(() -> line(files, "/etc/hostname")),
                line(files, "/proc/sys/kernel/osrelease").or(() -> kernelOf(files)),
                machine.isEmpty() ? line(files, "/proc/sys/kernel/arch") : Optional.of(machine),
                id,
                version(id.orElse(""), Optional.ofNullable(release.get("VERSION_ID")), files),
                Optional.ofNullable(release.get("VERSION_CODENAME")),
                Optional.ofNullable(release.get("PRETTY_NAME")),
                memory.find() ? OptionalLong.of(Long.parseLong(memory.group(1))) : OptionalLong.empty());
    }

    private static Optional<String> version(String id, Optional<String> told, Map<String, String> files) {
        if (id.equals("debian")) {
            return line(files, "/etc/debian_version")
                    .filter(text -> text.matches("[0-9]+(\\.[0-9]+)*"))
                    .or(() -> told);
        }
        Matcher centos = CENTOS.matcher(files.getOrDefault("/etc/centos-release", ""));
        return id.equals("centos") && centos.find() ? Optional.of(centos.group(1)) : told;
    }

    private static Optional<String> kernelOf(Map<String, String> files) {
        Matcher matcher = VERSION.matcher(files.getOrDefault("/proc/version", ""));
        return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
    }

    private static Optional<String> line(Map<String, String> files, String path) {
        return Optional.ofNullable(files.get(path))
                .flatMap(text -> text.lines().findFirst())
                .map(String::strip)
                .filter(text -> !text.isEmpty() && text.length() <= 300);
    }

    /** Shell assignments; of the quoting only what os-release(5) allows. */
    private static Map<String, String> assignments(String text) {
        Map<String, String> found = new LinkedHashMap<>();
        Matcher matcher = ASSIGNMENT.matcher(text);
        while (matcher.find()) {
            String value = matcher.group(2).strip();
            boolean quoted = value.length() >= 2
                    && (value.charAt(0) == '"' || value.charAt(0) == '\'')
                    && value.charAt(value.length() - 1) == value.charAt(0);
            found.put(
                    matcher.group(1),
                    quoted ? value.substring(1, value.length() - 1).replaceAll("\\\\([\"$`\\\\])", "$1") : value);
        }
        return found;
    }
}
