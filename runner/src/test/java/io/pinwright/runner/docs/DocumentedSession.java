package io.pinwright.runner.docs;

import io.pinwright.runner.cli.DocumentedCommand;
import io.pinwright.simulator.BuiltinHosts;
import io.pinwright.simulator.SimulatedHosts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Runs the commands of a document one after another, as a reader would from the top of a checkout, on a simulated host in its
 * first state: {@code inventory/demo} stands for it.
 */
final class DocumentedSession implements AutoCloseable {

    /** Options whose files a command writes. */
    private static final Set<String> WRITTEN = Set.of("--write-baseline", "--junit", "--metrics", "--out");

    private final SimulatedHosts hosts =
            SimulatedHosts.builder().host("r710", BuiltinHosts.r710()).start();
    private final Path folder;
    private final String stateBefore = System.getProperty("pinwright.state", "");
    private int status;

    DocumentedSession(Path folder) throws IOException {
        this.folder = folder;
        System.setProperty("pinwright.state", folder.resolve("state").toString());
        Files.writeString(folder.resolve("hosts"), hosts.inventoryText() + "domain=bigip-virtio\n");
    }

    /** A file that the document shows and its commands name. */
    void file(String name, String text) throws IOException {
        Files.writeString(folder.resolve(name), text);
    }

    /** What the terminal shows after this line. */
    List<String> run(String line) {
        if (line.equals("echo $?")) {
            return List.of(String.valueOf(status));
        }
        if (line.startsWith("ssh r710 ")) {
            return trimmed(hosts.host("r710")
                    .run(line.substring("ssh r710 ".length()))
                    .stdout()
                    .lines()
                    .toList());
        }
        List<String> words = Words.of(line);
        if (words.get(0).equals("cat")) {
            return read(words.get(1));
        }
        if (!words.get(0).equals("./pinwright")) {
            throw new IllegalArgumentException("documents run ./pinwright, ssh and cat only, not " + line);
        }
        List<String> arguments = new ArrayList<>();
        for (int i = 1; i < words.size(); i++) {
            boolean written = WRITTEN.contains(words.get(i - 1));
            arguments.add(written ? folder.resolve(words.get(i)).toString() : argument(words.get(i)));
        }
        DocumentedCommand.Outcome outcome = DocumentedCommand.run(arguments);
        status = outcome.status();
        String text = outcome.text().replace(Markdown.TOP + "/", "").replace(folder + "/", "");
        return trimmed(settled(text).lines().map(String::stripTrailing).toList());
    }

    /** With the run, the time and the user that the documents show. */
    private static String settled(String text) {
        return text.replaceAll("\\b\\d{8}T\\d{6}Z-[0-9a-f]{6}\\b", "20261122T164700Z-3f9a2c")
                .replaceAll("\\b\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ", "2026-11-22T16:47:00Z")
                .replaceAll("\\b" + System.getProperty("user.name") + "@[A-Za-z0-9._-]+", "ann@bastion")
                .replaceAll("\\(\\d+ s\\)", "(1 s)");
    }

    private List<String> read(String name) {
        try {
            return Files.readAllLines(folder.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String argument(String word) {
        if (word.equals("inventory/demo")) {
            return folder.resolve("hosts").toString();
        }
        if (Files.exists(folder.resolve(word))) {
            return folder.resolve(word).toString();
        }
        boolean path = word.contains("/") && Files.exists(Markdown.TOP.resolve(word));
        return path ? Markdown.TOP.resolve(word).toString() : word;
    }

    /** Without the empty lines at both ends. */
    static List<String> trimmed(List<String> lines) {
        int first = 0;
        int end = lines.size();
        while (first < end && lines.get(first).isBlank()) {
            first++;
        }
        while (end > first && lines.get(end - 1).isBlank()) {
            end--;
        }
        return lines.subList(first, end);
    }

    @Override
    public void close() {
        hosts.close();
        System.setProperty("pinwright.state", stateBefore);
    }
}
