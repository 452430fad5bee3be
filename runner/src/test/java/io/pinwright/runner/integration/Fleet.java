package io.pinwright.runner.integration;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Hosts as folders behind a real OpenSSH server, each with a libvirtd of its own: {@code src/test/fleet/fleet}. */
final class Fleet implements AutoCloseable {

    private final Path folder;
    private final int port;
    private final int size;
    private final Process process;

    private Fleet(Path folder, int port, int size, Process process) {
        this.folder = folder;
        this.port = port;
        this.size = size;
        this.process = process;
    }

    static Fleet start(int size) {
        try {
            Path folder = Files.createTempDirectory(Path.of("/var/tmp"), "pinwright-fleet-");
            int port = freePort();
            Path script = Path.of("src/test/fleet/fleet").toAbsolutePath();
            Process process = new ProcessBuilder(
                            "unshare",
                            "--mount",
                            "--propagation",
                            "private",
                            "--pid",
                            "--fork",
                            "--kill-child",
                            "--mount-proc",
                            "sh",
                            script.toString(),
                            folder.toString(),
                            "" + port,
                            "" + size)
                    .redirectErrorStream(true)
                    .start();
            BufferedReader said =
                    new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
            StringBuilder all = new StringBuilder();
            for (String line = said.readLine(); !"ready".equals(line); line = said.readLine()) {
                if (line == null) {
                    throw new AssertionError("the fleet does not come up: " + all);
                }
                all.append(line).append('\n');
            }
            return new Fleet(folder, port, size, process);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String address(int number) {
        return "127.0.1." + number;
    }

    Path folder() {
        return folder;
    }

    Path knownHosts() {
        return folder.resolve("known_hosts");
    }

    /** The root of the file system of a host. */
    Path root(int number) {
        return folder.resolve(address(number));
    }

    /** Writes an inventory of the hosts up to a number. */
    Path inventory(int hosts, Path knownHosts) {
        String names = IntStream.rangeClosed(1, hosts).mapToObj(Fleet::address).collect(Collectors.joining("\n"));
        Path file = folder.resolve("inventory-" + hosts + "-" + knownHosts.getFileName());
        try {
            return Files.writeString(file, """
                    [kvm_hosts]
                    %s

                    [kvm_hosts:vars]
                    domain=bigip-virtio
                    ansible_port=%d
                    ansible_user=root
                    ansible_ssh_private_key_file=%s
                    ansible_ssh_common_args=-o UserKnownHostsFile=%s
                    """.formatted(names, port, folder.resolve("login"), knownHosts));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs a command on a host by the SSH client of the machine. */
    CommandRun onHost(int number, String command) {
        return CommandRun.of(
                Map.of(),
                List.of(
                        "ssh",
                        "-q",
                        "-F",
                        "none",
                        "-i",
                        folder.resolve("login").toString(),
                        "-p",
                        "" + port,
                        "-o",
                        "BatchMode=yes",
                        "-o",
                        "UserKnownHostsFile=" + knownHosts(),
                        "root@" + address(number),
                        command));
    }

    /** Ends all processes of the fleet and removes its files. */
    @Override
    public void close() {
        try {
            process.getOutputStream().close();
            if (!process.waitFor(1, TimeUnit.MINUTES)) {
                process.destroyForcibly();
                process.waitFor();
            }
            CommandRun.of(Map.of(), List.of("rm", "-rf", "--one-file-system", folder.toString()))
                    .expecting(0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    int size() {
        return size;
    }
}
