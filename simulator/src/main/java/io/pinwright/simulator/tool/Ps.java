package io.pinwright.simulator.tool;

import io.pinwright.simulator.kernel.Kernel;
import io.pinwright.simulator.kernel.Threads.View;
import io.pinwright.simulator.shell.ShellCommand;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** {@code ps -e[L][o COLUMNS]}, {@code ps -o COLUMNS -p PID}, and {@code pgrep [-a] [-c] [-f] [-x] PATTERN}. */
final class Ps implements ShellCommand {

    private static final Map<String, String> HEADS = Map.of(
            "pid", "PID", "ppid", "PPID", "tid", "TID", "lwp", "LWP", "psr", "PSR", "comm", "COMMAND", "args",
            "COMMAND", "cmd", "CMD");

    private final Kernel kernel;

    Ps(Kernel kernel) {
        this.kernel = kernel;
    }

    @Override
    public int run(Call call) throws IOException {
        boolean every = false;
        boolean threads = false;
        List<Integer> only = new ArrayList<>();
        List<String> columns = new ArrayList<>(List.of("pid", "psr", "comm"));
        List<String> words = new ArrayList<>(call.argv().subList(1, call.argv().size()));
        while (!words.isEmpty()) {
            String word = words.remove(0);
            if (word.equals("-o") && !words.isEmpty()) {
                columns = new ArrayList<>(List.of(words.remove(0).split(",")));
            } else if (word.equals("-p") && !words.isEmpty()) {
                for (String pid : words.remove(0).split(",")) {
                    if (!pid.matches("\\d{1,9}")) {
                        return HostTools.fail(call, 1, "error: process ID list syntax error");
                    }
                    only.add(Integer.parseInt(pid));
                }
            } else if (word.matches("-[eALTo]+")) {
                every |= word.matches(".*[eA].*");
                threads |= word.matches(".*[LT].*");
                if (word.endsWith("o") && !words.isEmpty()) {
                    columns = new ArrayList<>(List.of(words.remove(0).split(",")));
                }
            } else {
                return HostTools.fail(call, 1, "ps: this simulated host does not know " + word);
            }
        }
        return show(call, columns, every, threads, only);
    }

    private int show(Call call, List<String> columns, boolean every, boolean threads, List<Integer> only)
            throws IOException {
        boolean head = columns.stream().noneMatch(column -> column.endsWith("="));
        List<String> names =
                columns.stream().map(column -> column.replaceFirst("=.*", "")).toList();
        for (String name : names) {
            if (!HEADS.containsKey(name)) {
                return HostTools.fail(call, 1, "error: unknown user-defined format specifier \"" + name + "\"");
            }
        }
        List<View> shown = kernel.threads().all().stream()
                .filter(view -> threads || view.pid() == view.tid())
                .filter(view -> only.isEmpty() ? every : only.contains(view.pid()))
                .toList();
        StringBuilder out = new StringBuilder();
        if (head) {
            out.append(row(names.stream().map(HEADS::get).toList(), names));
        }
        for (View view : shown) {
            out.append(row(names.stream().map(name -> value(view, name)).toList(), names));
        }
        HostTools.out(call, out.toString());
        return shown.isEmpty() ? 1 : 0;
    }

    private static String row(List<String> cells, List<String> names) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < cells.size(); i++) {
            String name = names.get(i);
            String format =
                    name.equals("psr") ? "%3s" : HEADS.get(name).equals("COMMAND") || name.equals("cmd") ? "%s" : "%7s";
            out.append(i == 0 ? "" : " ").append(String.format(Locale.ROOT, format, cells.get(i)));
        }
        return out.append('\n').toString();
    }

    private String value(View view, String column) {
        return switch (column) {
            case "pid" -> String.valueOf(view.pid());
            case "ppid" -> String.valueOf(view.parent());
            case "tid", "lwp" -> String.valueOf(view.tid());
            case "psr" -> String.valueOf(view.allowed().first());
            case "comm" -> view.comm();
            default -> commandLine(view);
        };
    }

    private String commandLine(View view) {
        String line = kernel.tree()
                .text("/proc/" + view.pid() + "/cmdline")
                .orElse("")
                .replace('\0', ' ')
                .strip();
        return line.isEmpty() ? "[" + view.comm() + "]" : line;
    }

    int pgrep(Call call) throws IOException {
        boolean all = false;
        boolean count = false;
        boolean full = false;
        boolean exact = false;
        List<String> patterns = new ArrayList<>();
        for (String word : call.argv().subList(1, call.argv().size())) {
            if (word.matches("-[acfxl]+")) {
                all |= word.contains("a");
                count |= word.contains("c");
                full |= word.contains("f");
                exact |= word.contains("x");
            } else if (word.startsWith("-")) {
                return HostTools.fail(call, 2, "pgrep: this simulated host does not know " + word);
            } else {
                patterns.add(word);
            }
        }
        if (patterns.size() != 1) {
            return HostTools.fail(
                    call, 2, "pgrep: no matching criteria specified\nTry `pgrep --help' for more information.");
        }
        Pattern pattern;
        try {
            pattern = Pattern.compile(patterns.get(0));
        } catch (PatternSyntaxException e) {
            return HostTools.fail(call, 2, "pgrep: invalid regular expression");
        }
        boolean whole = exact;
        boolean line = full;
        List<View> found = kernel.threads().all().stream()
                .filter(view -> view.pid() == view.tid())
                .filter(view -> {
                    String text = line ? commandLine(view) : view.comm();
                    return whole
                            ? pattern.matcher(text).matches()
                            : pattern.matcher(text).find();
                })
                .toList();
        StringBuilder out = new StringBuilder();
        if (count) {
            out.append(found.size()).append('\n');
        } else {
            for (View view : found) {
                out.append(view.pid())
                        .append(all ? " " + commandLine(view) : "")
                        .append('\n');
            }
        }
        HostTools.out(call, out.toString());
        return found.isEmpty() ? 1 : 0;
    }
}
