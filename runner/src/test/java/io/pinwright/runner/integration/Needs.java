package io.pinwright.runner.integration;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/** What a machine must have for the slow tests; a test that needs more is skipped, and says what was missing. */
final class Needs {

    private static final List<String> FOLDERS =
            List.of("/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin");

    private Needs() {}

    static void root() {
        Assumptions.assumeTrue("root".equals(System.getProperty("user.name")), "needs root (mounts and namespaces)");
    }

    static void commands(String... names) {
        for (String name : names) {
            Assumptions.assumeTrue(
                    FOLDERS.stream().anyMatch(folder -> Files.isExecutable(Path.of(folder, name))),
                    "needs the command " + name + "; see the packages that ./run-tests --slow installs");
        }
    }

    /** Whether this machine lets root make namespaces and mounts: containers often do not. */
    static void namespaces() {
        CommandRun tried = CommandRun.of(
                java.util.Map.of(),
                List.of(
                        "unshare",
                        "--mount",
                        "--propagation",
                        "private",
                        "--pid",
                        "--fork",
                        "--net",
                        "--mount-proc",
                        "true"));
        Assumptions.assumeTrue(tried.status() == 0, "needs mount, pid and network namespaces: " + tried.stderr());
    }
}
