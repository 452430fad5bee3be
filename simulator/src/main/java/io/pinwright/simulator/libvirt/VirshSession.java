package io.pinwright.simulator.libvirt;

import io.pinwright.simulator.folder.Mutations;
import io.pinwright.simulator.shell.ShellCommand.Call;
import io.pinwright.simulator.shell.VirtualIoException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** One run of virsh: where it prints, which connection it uses, whether it may write. */
final class VirshSession {

    private static final String MUTATES = "operation forbidden: read only access prevents ";

    final Libvirt libvirt;
    final Mutations mutations;
    final String uri;
    final boolean quiet;
    final boolean readOnly;
    private final Call call;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private String input = "";

    VirshSession(Libvirt libvirt, Mutations mutations, Call call, String uri, boolean quiet, boolean readOnly) {
        this.libvirt = libvirt;
        this.mutations = mutations;
        this.call = call;
        this.uri = uri;
        this.quiet = quiet;
        this.readOnly = readOnly;
    }

    void print(String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Prints what {@code -q} leaves out. */
    void printExtra(String text) throws IOException {
        if (!quiet) {
            print(text);
        }
    }

    void error(String text) throws IOException {
        err.write(("error: " + text + "\n").getBytes(StandardCharsets.UTF_8));
    }

    /** Reads standard input when a command wants it; without the host's lock, as who writes there may need it. */
    void readInput(VirshSpec.Parsed command) throws IOException {
        if (command.value("file").equals("/dev/stdin")) {
            input = new String(call.stdin().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** Writes what was printed; without the host's lock, as who reads it may need it. */
    void flush() throws IOException {
        out.writeTo(call.stdout());
        call.stdout().flush();
        err.writeTo(call.stderr());
        call.stderr().flush();
        out.reset();
        err.reset();
    }

    Domain domain(VirshSpec.Parsed options) throws LibvirtException {
        return libvirt.look(options.value("domain"));
    }

    void requireWrite(String function) throws LibvirtException {
        if (readOnly) {
            throw new LibvirtException(MUTATES + function);
        }
    }

    /** A file of the host, or standard input. */
    String file(String path) throws LibvirtException, IOException {
        if (path.equals("/dev/stdin")) {
            return input;
        }
        String absolute = path.startsWith("/") ? path : call.directory() + "/" + path;
        try {
            return new String(call.files().read(absolute), StandardCharsets.UTF_8);
        } catch (VirtualIoException e) {
            throw new LibvirtException("Failed to open file '" + path + "': " + e.getMessage());
        }
    }

    /**
     * A table as virsh prints one: columns as wide as their widest cell, two spaces apart, a line under the head.
     *
     * @param rows the head first
     */
    void table(List<List<String>> rows) throws IOException {
        int columns = rows.get(0).size();
        int[] widths = new int[columns];
        List<List<String>> shown = quiet ? rows.subList(1, rows.size()) : rows;
        for (List<String> row : shown) {
            for (int column = 0; column < columns; column++) {
                widths[column] = Math.max(widths[column], row.get(column).length());
            }
        }
        int line = 0;
        for (int width : widths) {
            line += width + 3;
        }
        StringBuilder out = new StringBuilder();
        for (int index = 0; index < shown.size(); index++) {
            StringBuilder text = new StringBuilder();
            for (int column = 0; column < columns; column++) {
                text.append(' ').append(shown.get(index).get(column));
                if (column < columns - 1) {
                    text.append(" "
                            .repeat(widths[column]
                                    - shown.get(index).get(column).length()
                                    + 2));
                }
            }
            out.append(text).append('\n');
            if (index == 0 && !quiet) {
                out.append("-".repeat(line)).append('\n');
            }
        }
        print(out.toString());
    }

    List<List<String>> head(String... titles) {
        return new ArrayList<>(List.of(List.of(titles)));
    }
}
