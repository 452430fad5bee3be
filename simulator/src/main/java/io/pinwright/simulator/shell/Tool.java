package io.pinwright.simulator.shell;

import io.pinwright.simulator.shell.ShellCommand.Call;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A program at work: its options, its files and its messages. */
final class Tool {

    private static final int INPUT_MAX = 256 << 20;

    /** The call was wrong; ends the program with the message and its status. */
    static final class Failure extends IOException {
        private static final long serialVersionUID = 1L;
        final int status;

        Failure(String message, int status) {
            super(message);
            this.status = status;
        }
    }

    /** What a program does. */
    interface Body {
        int run(Tool tool) throws IOException, InterruptedException;
    }

    final Call call;
    final String name;
    final List<String> operands;
    private final Map<String, List<String>> options = new HashMap<>();

    private Tool(Call call, List<String> operands) {
        this.call = call;
        this.name = Paths.name(call.argv().get(0));
        this.operands = operands;
    }

    /**
     * A program with its options: letters as for getopt, a colon behind a letter that takes a value.
     *
     * @param words long options, {@code name=letter} each; the letter says whether it takes a value
     */
    static ShellCommand program(String letters, List<String> words, Body body) {
        return program(letters, words, true, body);
    }

    /** As {@link #program(String, List, Body)}; when not permuting, options end at the first operand. */
    static ShellCommand program(String letters, List<String> words, boolean permutes, Body body) {
        return call -> {
            Tool tool = new Tool(call, new ArrayList<>());
            try {
                tool.parse(letters, words, permutes);
                return body.run(tool);
            } catch (Failure e) {
                tool.error(String.valueOf(e.getMessage()));
                return e.status;
            }
        };
    }

    /** A program that reads its words itself. */
    static ShellCommand raw(Body body) {
        return call -> {
            Tool tool = new Tool(
                    call, new ArrayList<>(call.argv().subList(1, call.argv().size())));
            try {
                return body.run(tool);
            } catch (Failure e) {
                tool.error(String.valueOf(e.getMessage()));
                return e.status;
            }
        };
    }

    private void parse(String letters, List<String> words, boolean permutes) throws Failure {
        List<String> argv = call.argv();
        for (int i = 1; i < argv.size(); i++) {
            String word = argv.get(i);
            if (word.equals("--")) {
                operands.addAll(argv.subList(i + 1, argv.size()));
                return;
            }
            if (word.startsWith("--")) {
                i = longOption(letters, words, word, i);
            } else if (word.length() > 1 && word.charAt(0) == '-') {
                i = letterOptions(letters, word, i);
            } else if (permutes) {
                operands.add(word);
            } else {
                operands.addAll(argv.subList(i, argv.size()));
                return;
            }
        }
    }

    private int longOption(String letters, List<String> words, String word, int at) throws Failure {
        int equals = word.indexOf('=');
        String option = equals < 0 ? word.substring(2) : word.substring(2, equals);
        for (String known : words) {
            String letter = known.substring(known.indexOf('=') + 1);
            if (known.substring(0, known.indexOf('=')).equals(option)) {
                boolean takes = letters.contains(letter + ":");
                if (!takes) {
                    put(letter, equals < 0 ? "" : word.substring(equals + 1));
                    return at;
                }
                if (equals >= 0) {
                    put(letter, word.substring(equals + 1));
                    return at;
                }
                if (at + 1 >= call.argv().size()) {
                    throw new Failure("option '--" + option + "' requires an argument", usage());
                }
                put(letter, call.argv().get(at + 1));
                return at + 1;
            }
        }
        throw new Failure("unrecognized option '" + word + "' (the simulated host does not support it)", usage());
    }

    private int letterOptions(String letters, String word, int at) throws Failure {
        for (int c = 1; c < word.length(); c++) {
            String letter = word.substring(c, c + 1);
            int known = letters.indexOf(letter);
            if (known < 0 || letter.equals(":")) {
                throw new Failure(
                        "invalid option -- '" + letter + "' (the simulated host does not support it)", usage());
            }
            if (known + 1 < letters.length() && letters.charAt(known + 1) == ':') {
                if (c + 1 < word.length()) {
                    put(letter, word.substring(c + 1));
                    return at;
                }
                if (at + 1 >= call.argv().size()) {
                    throw new Failure("option requires an argument -- '" + letter + "'", usage());
                }
                put(letter, call.argv().get(at + 1));
                return at + 1;
            }
            put(letter, "");
        }
        return at;
    }

    private int usage() {
        return name.equals("grep") || name.equals("sort") || name.equals("cmp") || name.equals("diff") ? 2 : 1;
    }

    private void put(String letter, String value) {
        options.computeIfAbsent(letter, key -> new ArrayList<>()).add(value);
    }

    boolean has(String letter) {
        return options.containsKey(letter);
    }

    Optional<String> value(String letter) {
        List<String> values = options.get(letter);
        return values == null ? Optional.empty() : Optional.of(values.get(values.size() - 1));
    }

    List<String> values(String letter) {
        return options.getOrDefault(letter, List.of());
    }

    VirtualFiles files() {
        return call.files();
    }

    String path(String operand) {
        return Paths.resolve(call.directory(), operand);
    }

    void print(String text) throws IOException {
        call.stdout().write(bytes(text));
    }

    void error(String message) throws IOException {
        call.stdout().flush();
        call.stderr().write(bytes(name + ": " + message + "\n"));
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    /** Opens a file for reading; {@code -} is standard input. */
    InputStream open(String operand) throws IOException {
        String path = path(operand);
        if (operand.equals("-") || Devices.descriptor(path) == 0) {
            return call.stdin();
        }
        if (operand.isEmpty()) {
            throw new VirtualIoException("No such file or directory");
        }
        Optional<OpenFile> device = Devices.device(path);
        if (device.isPresent()) {
            return device.get().input();
        }
        if (operand.endsWith("/") && kind(path) == VirtualFiles.Kind.FILE) {
            throw new VirtualIoException("Not a directory");
        }
        return new ByteArrayInputStream(files().read(path));
    }

    private VirtualFiles.Kind kind(String path) {
        return files().status(path, true).map(VirtualFiles.Status::kind).orElse(VirtualFiles.Kind.DEVICE);
    }

    byte[] readAll(InputStream in) throws IOException {
        byte[] all = in.readNBytes(INPUT_MAX + 1);
        if (all.length > INPUT_MAX) {
            throw new Failure("more than " + INPUT_MAX + " bytes of input", 1);
        }
        return all;
    }

    /** What to do with one input. */
    interface Input {
        void take(String operand, InputStream in) throws IOException, InterruptedException;
    }

    /** Walks the operands as inputs, standard input when there is none; gives 1 when one could not be read. */
    int inputs(List<String> names, Input input) throws IOException, InterruptedException {
        int status = 0;
        for (String operand : names.isEmpty() ? List.of("-") : names) {
            try {
                input.take(operand, open(operand));
            } catch (VirtualIoException e) {
                error(operand + ": " + e.getMessage());
                status = 1;
            }
        }
        return status;
    }

    /** The lines of all inputs, without their newlines. */
    int lines(List<String> names, List<String> lines) throws IOException, InterruptedException {
        return inputs(names, (operand, in) -> lines.addAll(split(text(readAll(in)))));
    }

    static List<String> split(String text) {
        List<String> lines = new ArrayList<>();
        int start = 0;
        for (int end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', start)) {
            lines.add(text.substring(start, end));
            start = end + 1;
        }
        if (start < text.length()) {
            lines.add(text.substring(start));
        }
        return lines;
    }

    String operand(int index, String what) throws Failure {
        if (index >= operands.size()) {
            throw new Failure("missing " + what, 1);
        }
        return operands.get(index);
    }
}
