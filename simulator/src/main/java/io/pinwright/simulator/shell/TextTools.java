package io.pinwright.simulator.shell;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;

/** {@code cat head tail wc tee tr seq expr echo yes} and the like. */
final class TextTools {

    private static final int BLOCK = 8192;

    private TextTools() {}

    static void addTo(Map<String, ShellCommand> programs) {
        programs.put("cat", Tool.program("unA", List.of(), TextTools::cat));
        programs.put("head", Tool.raw(tool -> headOrTail(tool, true)));
        programs.put("tail", Tool.raw(tool -> headOrTail(tool, false)));
        programs.put("wc", Tool.program("lcwm", List.of("lines=l", "bytes=c", "words=w"), TextTools::wc));
        programs.put("tee", Tool.program("a", List.of("append=a"), TextTools::tee));
        programs.put("tr", Tool.program("dscC", List.of("delete=d"), false, TextTools::tr));
        programs.put("seq", Tool.program("ws:", List.of(), false, TextTools::seq));
        programs.put("yes", Tool.raw(TextTools::yes));
        programs.put("tac", Tool.program("", List.of(), TextTools::tac));
        programs.put("rev", Tool.program("", List.of(), TextTools::rev));
        programs.put("expr", Tool.raw(Expr::run));
        programs.put("echo", Tool.raw(tool -> {
            tool.print(Printf.echo(tool.call.argv()));
            return 0;
        }));
        programs.put("printf", Tool.raw(tool -> {
            Printf.Result result = Printf.format(tool.operands);
            tool.print(result.text());
            for (String problem : result.problems()) {
                tool.error(problem);
            }
            return result.status();
        }));
    }

    private static int cat(Tool tool) throws IOException, InterruptedException {
        if (tool.has("A") || tool.has("n")) {
            throw new Tool.Failure("-A and -n are not supported on a simulated host", 1);
        }
        return tool.inputs(tool.operands, (operand, in) -> copy(tool, in));
    }

    static void copy(Tool tool, InputStream in) throws IOException {
        byte[] block = new byte[BLOCK];
        for (int count = in.read(block); count >= 0; count = in.read(block)) {
            tool.call.stdout().write(block, 0, count);
            tool.call.stdout().flush();
        }
    }

    private static int headOrTail(Tool tool, boolean head) throws IOException, InterruptedException {
        String count = "10";
        boolean bytes = false;
        boolean quiet = false;
        List<String> names = new ArrayList<>();
        for (int i = 0; i < tool.operands.size(); i++) {
            String word = tool.operands.get(i);
            if (word.equals("--")) {
                names.addAll(tool.operands.subList(i + 1, tool.operands.size()));
                break;
            } else if (word.matches("-[0-9]+") || !head && word.matches("[+][0-9]+")) {
                count = word.startsWith("-") ? word.substring(1) : word;
            } else if (word.startsWith("--bytes=") || word.startsWith("--lines=")) {
                bytes = word.startsWith("--b");
                count = word.substring(8);
            } else if (word.startsWith("-n") || word.startsWith("-c")) {
                bytes = word.charAt(1) == 'c';
                if (word.length() > 2) {
                    count = word.substring(2);
                } else if (++i < tool.operands.size()) {
                    count = tool.operands.get(i);
                }
            } else if (word.equals("-q")) {
                quiet = true;
            } else if (word.startsWith("-") && word.length() > 1) {
                throw new Tool.Failure("invalid option '" + word + "' (the simulated host does not support it)", 1);
            } else {
                names.add(word);
            }
        }
        if (!count.matches("[+-]?[0-9]{1,15}")) {
            throw new Tool.Failure("invalid number of " + (bytes ? "bytes" : "lines") + ": '" + count + "'", 1);
        }
        String wanted = count;
        boolean inBytes = bytes;
        boolean titles = names.size() > 1 && !quiet;
        boolean[] first = {true};
        return tool.inputs(names, (operand, in) -> {
            if (titles) {
                tool.print((first[0] ? "" : "\n") + "==> " + (operand.equals("-") ? "standard input" : operand)
                        + " <==\n");
                first[0] = false;
            }
            if (head) {
                head(tool, in, wanted, inBytes);
            } else {
                tail(tool, in, wanted, inBytes);
            }
        });
    }

    private static void head(Tool tool, InputStream in, String count, boolean bytes) throws IOException {
        long wanted = Long.parseLong(count);
        if (count.startsWith("-")) {
            byte[] all = tool.readAll(in);
            if (bytes) {
                tool.call.stdout().write(all, 0, (int) Math.max(0, all.length + wanted));
                return;
            }
            List<String> lines = keepEnds(Tool.text(all));
            for (int i = 0; i < lines.size() + wanted; i++) {
                tool.print(lines.get(i));
            }
            return;
        }
        if (bytes) {
            byte[] block = new byte[BLOCK];
            long left = wanted;
            while (left > 0) {
                int read = in.read(block, 0, (int) Math.min(left, block.length));
                if (read < 0) {
                    return;
                }
                tool.call.stdout().write(block, 0, read);
                left -= read;
            }
            return;
        }
        long left = wanted;
        while (left > 0) {
            int c = in.read();
            if (c < 0) {
                return;
            }
            tool.call.stdout().write(c);
            if (c == '\n') {
                left--;
            }
        }
    }

    private static void tail(Tool tool, InputStream in, String count, boolean bytes) throws IOException {
        byte[] all = tool.readAll(in);
        boolean fromStart = count.startsWith("+");
        long number = Math.abs(Long.parseLong(count));
        if (bytes) {
            int start = (int)
                    (fromStart ? Math.min(all.length, Math.max(0, number - 1)) : Math.max(0, all.length - number));
            tool.call.stdout().write(all, start, all.length - start);
            return;
        }
        List<String> lines = keepEnds(Tool.text(all));
        long start = fromStart ? Math.max(0, number - 1) : Math.max(0, lines.size() - number);
        for (long i = start; i < lines.size(); i++) {
            tool.print(lines.get((int) i));
        }
    }

    static List<String> keepEnds(String text) {
        List<String> lines = new ArrayList<>();
        int start = 0;
        while (start < text.length()) {
            int end = text.indexOf('\n', start);
            end = end < 0 ? text.length() : end + 1;
            lines.add(text.substring(start, end));
            start = end;
        }
        return lines;
    }

    private static int wc(Tool tool) throws IOException, InterruptedException {
        boolean all = !tool.has("l") && !tool.has("c") && !tool.has("w") && !tool.has("m");
        long[] total = new long[3];
        List<long[]> counts = new ArrayList<>();
        List<String> names = new ArrayList<>();
        int status = tool.inputs(tool.operands, (operand, in) -> {
            byte[] content = tool.readAll(in);
            long[] count = new long[3];
            boolean word = false;
            for (byte b : content) {
                count[0] += b == '\n' ? 1 : 0;
                boolean space = b == ' ' || b >= 9 && b <= 13;
                count[1] += !space && !word ? 1 : 0;
                word = !space;
            }
            count[2] = content.length;
            for (int i = 0; i < 3; i++) {
                total[i] += count[i];
            }
            counts.add(count);
            names.add(tool.operands.isEmpty() ? "" : " " + operand);
        });
        if (tool.operands.size() > 1) {
            counts.add(total);
            names.add(" total");
        }
        boolean[] shown = {all || tool.has("l"), all || tool.has("w"), all || tool.has("c") || tool.has("m")};
        int columns = (shown[0] ? 1 : 0) + (shown[1] ? 1 : 0) + (shown[2] ? 1 : 0);
        int width = tool.operands.isEmpty() ? 7 : Long.toString(total[2]).length();
        if (columns == 1 && tool.operands.size() <= 1) {
            width = 1;
        }
        for (int i = 0; i < counts.size(); i++) {
            List<String> cells = new ArrayList<>();
            for (int column = 0; column < 3; column++) {
                if (shown[column]) {
                    String number = Long.toString(counts.get(i)[column]);
                    cells.add(" ".repeat(Math.max(0, width - number.length())) + number);
                }
            }
            tool.print(String.join(" ", cells) + names.get(i) + "\n");
        }
        return status;
    }

    private static int tee(Tool tool) throws IOException {
        int status = 0;
        List<String> targets = new ArrayList<>();
        for (String operand : tool.operands) {
            String path = tool.path(operand);
            try {
                if (!Devices.isKernel(path) && !tool.has("a")) {
                    tool.files().write(path, new byte[0], false);
                }
                targets.add(operand);
            } catch (VirtualIoException e) {
                tool.error(operand + ": " + e.getMessage());
                status = 1;
            }
        }
        byte[] block = new byte[BLOCK];
        for (int count = tool.call.stdin().read(block);
                count >= 0;
                count = tool.call.stdin().read(block)) {
            tool.call.stdout().write(block, 0, count);
            tool.call.stdout().flush();
            for (String operand : List.copyOf(targets)) {
                String path = tool.path(operand);
                try {
                    tool.files().write(path, java.util.Arrays.copyOf(block, count), !Devices.isKernel(path));
                } catch (VirtualIoException e) {
                    tool.error(operand + ": " + e.getMessage());
                    targets.remove(operand);
                    status = 1;
                }
            }
        }
        return status;
    }

    private static int tr(Tool tool) throws IOException {
        boolean delete = tool.has("d");
        boolean squeeze = tool.has("s");
        boolean complement = tool.has("c") || tool.has("C");
        List<Integer> first = ByteSet.parse(tool.operand(0, "operand"), -1);
        boolean[] members = new boolean[256];
        first.forEach(b -> members[b] = true);
        if (complement) {
            for (int i = 0; i < 256; i++) {
                members[i] = !members[i];
            }
            first = new ArrayList<>();
            for (int i = 0; i < 256; i++) {
                if (members[i]) {
                    first.add(i);
                }
            }
        }
        int[] map = new int[256];
        for (int i = 0; i < 256; i++) {
            map[i] = i;
        }
        boolean[] squeezed = new boolean[256];
        boolean translates = !delete && tool.operands.size() > 1;
        if (translates) {
            List<Integer> second = ByteSet.parse(tool.operands.get(1), first.size());
            if (second.isEmpty()) {
                throw new Tool.Failure("when not truncating set1, string2 must be non-empty", 1);
            }
            for (int i = 0; i < first.size(); i++) {
                map[first.get(i)] = second.get(Math.min(i, second.size() - 1));
            }
            second.forEach(b -> squeezed[b] = true);
        } else if (squeeze && delete) {
            ByteSet.parse(tool.operand(1, "operand"), -1).forEach(b -> squeezed[b] = true);
        } else if (squeeze) {
            System.arraycopy(members, 0, squeezed, 0, 256);
        } else if (!delete) {
            throw new Tool.Failure("missing operand after '" + tool.operands.get(0) + "'", 1);
        }
        byte[] block = new byte[BLOCK];
        int before = -1;
        for (int count = tool.call.stdin().read(block);
                count >= 0;
                count = tool.call.stdin().read(block)) {
            for (int i = 0; i < count; i++) {
                int b = block[i] & 0xff;
                if (delete && members[b]) {
                    continue;
                }
                int mapped = translates ? map[b] : b;
                if (squeeze && squeezed[mapped] && mapped == before) {
                    continue;
                }
                tool.call.stdout().write(mapped);
                before = mapped;
            }
        }
        return 0;
    }

    private static int seq(Tool tool) throws IOException {
        for (String operand : tool.operands) {
            if (!operand.matches("-?[0-9]{1,15}")) {
                throw new Tool.Failure("invalid or unsupported argument: '" + operand + "'", 1);
            }
        }
        if (tool.operands.isEmpty() || tool.operands.size() > 3) {
            throw new Tool.Failure("missing operand", 1);
        }
        int count = tool.operands.size();
        long first = count > 1 ? Long.parseLong(tool.operands.get(0)) : 1;
        long step = count > 2 ? Long.parseLong(tool.operands.get(1)) : 1;
        long last = Long.parseLong(tool.operands.get(count - 1));
        if (step == 0) {
            throw new Tool.Failure("invalid Zero increment value: '0'", 1);
        }
        String separator = tool.value("s").orElse("\n");
        int width = tool.has("w")
                ? Math.max(Long.toString(first).length(), Long.toString(last).length())
                : 1;
        boolean any = false;
        for (long value = first; step > 0 ? value <= last : value >= last; value += step) {
            tool.print((any ? separator : "") + String.format("%0" + width + "d", value));
            any = true;
        }
        tool.print(any ? "\n" : "");
        return 0;
    }

    private static int yes(Tool tool) throws IOException {
        String line = (tool.operands.isEmpty() ? "y" : String.join(" ", tool.operands)) + "\n";
        byte[] block = Tool.bytes(line.repeat(Math.max(1, 4096 / line.length())));
        while (!Thread.currentThread().isInterrupted()) {
            tool.call.stdout().write(block);
        }
        return 143;
    }

    private static int tac(Tool tool) throws IOException, InterruptedException {
        Deque<String> lines = new ArrayDeque<>();
        int status = tool.inputs(
                tool.operands,
                (operand, in) -> keepEnds(Tool.text(tool.readAll(in))).forEach(lines::push));
        for (String line : lines) {
            tool.print(line);
        }
        return status;
    }

    private static int rev(Tool tool) throws IOException, InterruptedException {
        List<String> lines = new ArrayList<>();
        int status = tool.lines(tool.operands, lines);
        for (String line : lines) {
            tool.print(new StringBuilder(line).reverse() + "\n");
        }
        return status;
    }
}
