package io.pinwright.simulator.tool;

import io.pinwright.simulator.shell.ShellCommand;
import io.pinwright.simulator.shell.VirtualFiles;
import io.pinwright.simulator.shell.VirtualIoException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** {@code sysctl} of procps 4: {@code -n}, {@code -e}, {@code -q}, {@code -w}, {@code -a}, {@code -p FILE}, {@code --system}. */
final class Sysctl implements ShellCommand {

    private static final List<String> FOLDERS =
            List.of("/usr/lib/sysctl.d", "/lib/sysctl.d", "/usr/local/lib/sysctl.d", "/run/sysctl.d", "/etc/sysctl.d");

    private record Options(boolean values, boolean ignore, boolean quiet, boolean write) {}

    @Override
    public int run(Call call) throws IOException {
        boolean values = false;
        boolean ignore = false;
        boolean quiet = false;
        boolean write = false;
        boolean all = false;
        boolean system = false;
        Optional<String> file = Optional.empty();
        List<String> words = new ArrayList<>();
        List<String> argv = call.argv();
        for (int i = 1; i < argv.size(); i++) {
            String word = argv.get(i);
            if (word.equals("--system")) {
                system = true;
            } else if (word.startsWith("--load=")) {
                file = Optional.of(word.substring(7));
            } else if (word.equals("-p") || word.equals("-f") || word.equals("--load")) {
                boolean named = i + 1 < argv.size() && !argv.get(i + 1).startsWith("-");
                file = Optional.of(named ? argv.get(++i) : "/etc/sysctl.conf");
            } else if (word.matches("-[neqwaAX]+")) {
                values |= word.contains("n");
                ignore |= word.contains("e");
                quiet |= word.contains("q");
                write |= word.contains("w");
                all |= word.matches(".*[aAX].*");
            } else if (word.startsWith("-")) {
                return HostTools.fail(call, 1, "sysctl: this simulated host does not know " + word);
            } else {
                words.add(word);
            }
        }
        Options options = new Options(values, ignore, quiet, write);
        if (system) {
            return system(call, options);
        }
        if (file.isPresent()) {
            return load(call, file.get(), options);
        }
        if (all) {
            return all(call, "/proc/sys", options);
        }
        if (words.isEmpty()) {
            return HostTools.fail(call, 1, "\nUsage:\n sysctl [options] [variable[=value] ...]");
        }
        int status = 0;
        for (String word : words) {
            status = Math.max(status, one(call, word, options));
        }
        return status;
    }

    private static String path(String name) {
        // The first separator says which of the two characters separates.
        int dot = name.indexOf('.');
        int slash = name.indexOf('/');
        boolean dots = dot >= 0 && (slash < 0 || dot < slash);
        StringBuilder path = new StringBuilder("/proc/sys/");
        for (char c : name.toCharArray()) {
            path.append(dots && c == '.' ? '/' : dots && c == '/' ? '.' : c);
        }
        return path.toString();
    }

    private static int one(Call call, String word, Options options) throws IOException {
        int equals = word.indexOf('=');
        if (equals >= 0) {
            return set(
                    call,
                    word.substring(0, equals).strip(),
                    word.substring(equals + 1).strip(),
                    options);
        }
        if (options.write()) {
            return HostTools.fail(call, 1, "sysctl: command line(0): invalid syntax, continuing...");
        }
        String path = path(word);
        if (missing(call, path)) {
            return options.ignore() ? 0 : cannotStat(call, path);
        }
        try {
            String value = text(call.files(), path);
            return HostTools.out(call, options.values() ? value + "\n" : name(path) + " = " + value + "\n");
        } catch (VirtualIoException e) {
            return HostTools.fail(call, 1, "sysctl: reading key \"" + name(path) + "\": " + e.getMessage());
        }
    }

    private static int set(Call call, String name, String value, Options options) throws IOException {
        String path = path(name);
        if (missing(call, path)) {
            return options.ignore() ? 0 : cannotStat(call, path);
        }
        try {
            if ((call.files().status(path, true).orElseThrow().mode() & 0222) == 0) {
                throw new VirtualIoException("Invalid argument");
            }
            call.files().write(path, value.getBytes(StandardCharsets.UTF_8), false);
        } catch (VirtualIoException e) {
            // procps 4.0.2 prints this and ends with 0.
            boolean denied = "Permission denied".equals(e.getMessage());
            return HostTools.fail(
                    call,
                    denied ? 1 : 0,
                    denied
                            ? "sysctl: permission denied on key \"" + name(path) + "\""
                            : "sysctl: setting key \"" + name(path) + "\": " + e.getMessage());
        }
        if (options.quiet()) {
            return 0;
        }
        return HostTools.out(call, options.values() ? value + "\n" : name(path) + " = " + value + "\n");
    }

    private static int load(Call call, String file, Options options) throws IOException {
        String absolute = file.startsWith("/") ? file : call.directory() + "/" + file;
        String text;
        try {
            text = text(call.files(), absolute);
        } catch (VirtualIoException e) {
            return HostTools.fail(call, 1, "sysctl: cannot open \"" + file + "\": " + e.getMessage());
        }
        int status = 0;
        int number = 0;
        for (String raw : text.split("\n")) {
            number++;
            String line = raw.strip();
            if (line.isEmpty() || line.startsWith("#") || line.startsWith(";")) {
                continue;
            }
            boolean tolerant = line.startsWith("-");
            int equals = line.indexOf('=');
            if (equals < 0) {
                HostTools.fail(call, 1, "sysctl: " + file + "(" + number + "): invalid syntax, continuing...");
                continue;
            }
            String name = line.substring(tolerant ? 1 : 0, equals).strip();
            Options each = new Options(options.values(), options.ignore() || tolerant, options.quiet(), true);
            status = Math.max(status, set(call, name, line.substring(equals + 1).strip(), each));
        }
        return status;
    }

    private static int system(Call call, Options options) throws IOException {
        TreeMap<String, String> files = new TreeMap<>();
        for (String folder : FOLDERS) {
            if (call.files().status(folder, true).isEmpty()) {
                continue;
            }
            for (String name : call.files().list(folder)) {
                if (name.endsWith(".conf")) {
                    files.put(name, folder + "/" + name);
                }
            }
        }
        List<String> order = new ArrayList<>(files.values());
        order.add("/etc/sysctl.conf");
        int status = 0;
        for (String file : order) {
            if (call.files().status(file, true).isPresent()) {
                if (!options.quiet()) {
                    HostTools.out(call, "* Applying " + file + " ...\n");
                }
                status = Math.max(status, load(call, file, options));
            }
        }
        return status;
    }

    private static int all(Call call, String folder, Options options) throws IOException {
        for (String name : call.files().list(folder)) {
            String path = folder + "/" + name;
            boolean directory = call.files()
                    .status(path, true)
                    .filter(s -> s.kind() == VirtualFiles.Kind.DIRECTORY)
                    .isPresent();
            if (directory) {
                all(call, path, options);
            } else {
                one(call, path.substring("/proc/sys/".length()), options);
            }
        }
        return 0;
    }

    private static boolean missing(Call call, String path) {
        return call.files()
                .status(path, true)
                .filter(s -> s.kind() == VirtualFiles.Kind.FILE)
                .isEmpty();
    }

    private static int cannotStat(Call call, String path) throws IOException {
        return HostTools.fail(call, 1, "sysctl: cannot stat " + path + ": No such file or directory");
    }

    private static String name(String path) {
        String rest = path.substring("/proc/sys/".length());
        StringBuilder out = new StringBuilder();
        for (char c : rest.toCharArray()) {
            out.append(c == '/' ? '.' : c == '.' ? '/' : c);
        }
        return out.toString();
    }

    private static String text(VirtualFiles files, String path) throws VirtualIoException {
        return new String(files.read(path), StandardCharsets.UTF_8).stripTrailing();
    }
}
