package io.pinwright.runner.integration;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;

/** The KVM host of {@code src/test/lab}, built where it is not there yet, and a transcript of what is done with it. */
final class Lab implements AutoCloseable {

    /** The exit status of {@code build-image} that says: not here. */
    private static final int NO_PACKAGES = 75;

    private static final Path SCRIPTS = Path.of("src/test/lab").toAbsolutePath();

    private final Map<String, String> environment;
    private final Path inventory;
    private final List<String> login;
    private final StringBuilder transcript = new StringBuilder();

    private Lab(Map<String, String> environment, Path inventory, List<String> login) {
        this.environment = environment;
        this.inventory = inventory;
        this.login = login;
    }

    /** Starts the host; the calling test is skipped where the host cannot be built. */
    static Lab start() {
        Path folder = folder();
        Map<String, String> environment = Map.of("KVM_LAB", folder.toString(), "KVM_LAB_PORT", "" + Fleet.freePort());
        if (!Files.exists(folder.resolve("warm.state"))) {
            CommandRun built = CommandRun.of(
                    environment, List.of(SCRIPTS.resolve("build-image").toString()));
            Assumptions.assumeTrue(
                    built.status() != NO_PACKAGES,
                    () -> "the KVM host cannot be built here, its packages cannot be had: " + end(built.stderr()));
            built.expecting(0);
        }
        CommandRun.of(environment, List.of(SCRIPTS.resolve("boot").toString())).expecting(0);
        try {
            String key = folder.resolve("id_ed25519").toString();
            String known = folder.resolve("known_hosts").toString();
            Path inventory = Files.createTempFile("pinwright-lab-", ".ini");
            String port = environment.get("KVM_LAB_PORT");
            Files.writeString(inventory, """
                    [kvm_hosts]
                    kvmhost ansible_host=127.0.0.1 ansible_port=%s ansible_user=root ansible_ssh_private_key_file=%s

                    [kvm_hosts:vars]
                    domain=bigip-virtio
                    ansible_ssh_common_args=-o UserKnownHostsFile=%s
                    """.formatted(port, key, known));
            return new Lab(
                    environment,
                    inventory,
                    List.of(
                            "ssh",
                            "-q",
                            "-F",
                            "none",
                            "-i",
                            key,
                            "-p",
                            "" + port,
                            "-o",
                            "BatchMode=yes",
                            "-o",
                            "ConnectTimeout=60",
                            "-o",
                            "UserKnownHostsFile=" + known,
                            "root@127.0.0.1"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path folder() {
        String named = System.getenv("KVM_LAB");
        if (named != null) {
            return Path.of(named);
        }
        String cache = System.getenv("XDG_CACHE_HOME");
        return (cache == null ? Path.of(System.getProperty("user.home"), ".cache") : Path.of(cache))
                .resolve("pinwright/lab");
    }

    private static String end(String text) {
        return text.substring(Math.max(0, text.length() - 1000));
    }

    /** A heading of the transcript. */
    void say(String text) {
        transcript.append("\n## ").append(text).append("\n");
    }

    /** Runs {@code pinwright} on the host. Playbooks are named from the top of the checkout. */
    CommandRun pinwright(String command, String... arguments) {
        List<String> all = new ArrayList<>(List.of(command));
        for (String argument : arguments) {
            all.add(argument.startsWith("playbooks/") ? "../" + argument : argument);
        }
        all.addAll(List.of("-i", inventory.toString(), "--timeout", "60"));
        CommandRun run = CommandRun.pinwright(all.toArray(String[]::new));
        String shown = String.join(" ", arguments);
        keep("$ ./pinwright " + command + (shown.isEmpty() ? "" : " " + shown) + " -i lab", run);
        return run;
    }

    /** Runs a command on the host by hand, that is by the SSH client of the machine. */
    CommandRun byHand(String command) {
        List<String> all = new ArrayList<>(login);
        all.add(command);
        CommandRun run = CommandRun.of(Map.of(), all);
        keep("kvmhost# " + command, run);
        return run;
    }

    private void keep(String line, CommandRun run) {
        transcript
                .append("\n```console\n")
                .append(line)
                .append('\n')
                .append(run.stdout().strip())
                .append(run.stderr().isBlank() ? "" : "\n" + run.stderr().strip())
                .append(run.status() == 0 ? "" : "\n(exit status " + run.status() + ")")
                .append("\n```\n");
    }

    /** Writes the transcript to {@code target/lab-transcript.md} and ends the host. */
    @Override
    public void close() {
        CommandRun.of(environment, List.of(SCRIPTS.resolve("stop").toString())).expecting(0);
        try {
            Files.writeString(Path.of("target/lab-transcript.md"), transcript);
            Files.deleteIfExists(inventory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
