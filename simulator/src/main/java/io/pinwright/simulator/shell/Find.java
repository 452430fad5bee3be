package io.pinwright.simulator.shell;

import io.pinwright.simulator.shell.VirtualFiles.Kind;
import io.pinwright.simulator.shell.VirtualFiles.Status;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** {@code find} with tests joined by and: {@code -name -path -type -maxdepth -mindepth -print -print0 -delete -exec}. */
final class Find {

    private final Tool tool;
    private final List<Test> tests = new ArrayList<>();
    private int minDepth;
    private int maxDepth = Integer.MAX_VALUE;
    private boolean acts;
    private boolean depthFirst;
    private int status;

    private interface Test {
        boolean holds(String shown, String path, Status status) throws IOException, InterruptedException;
    }

    private Find(Tool tool) {
        this.tool = tool;
    }

    static ShellCommand program() {
        return Tool.raw(tool -> new Find(tool).run());
    }

    private int run() throws IOException, InterruptedException {
        List<String> words = new ArrayList<>(tool.operands);
        List<String> roots = new ArrayList<>();
        while (!words.isEmpty()
                && !words.get(0).startsWith("-")
                && !words.get(0).matches("[!()]")) {
            roots.add(words.remove(0));
        }
        parse(words);
        for (String root : roots.isEmpty() ? List.of(".") : roots) {
            Optional<Status> found = tool.files().status(tool.path(root), false);
            if (found.isEmpty()) {
                tool.error("'" + root + "': No such file or directory");
                status = 1;
            } else {
                walk(root, tool.path(root), found.get(), 0);
            }
        }
        return status;
    }

    private void parse(List<String> words) throws Tool.Failure {
        boolean negated = false;
        for (int i = 0; i < words.size(); i++) {
            String word = words.get(i);
            if (word.equals("!") || word.equals("-not")) {
                negated = !negated;
                continue;
            }
            boolean takes = List.of("-name", "-iname", "-path", "-type", "-maxdepth", "-mindepth")
                    .contains(word);
            if (takes && i + 1 >= words.size()) {
                throw new Tool.Failure("missing argument to `" + word + "'", 1);
            }
            String value = takes ? words.get(++i) : "";
            Test test;
            switch (word) {
                case "-maxdepth" -> {
                    maxDepth = depth(value);
                    continue;
                }
                case "-mindepth" -> {
                    minDepth = depth(value);
                    continue;
                }
                case "-a", "-and", "-xdev" -> {
                    continue;
                }
                case "-name" -> {
                    ShellPattern pattern = ShellPattern.compile(value);
                    test = (shown, path, s) -> pattern.matches(Paths.name(shown));
                }
                case "-path" -> {
                    ShellPattern pattern = ShellPattern.compile(value);
                    test = (shown, path, s) -> pattern.matches(shown);
                }
                case "-type" -> test = (shown, path, s) -> value.indexOf(letter(s.kind())) >= 0;
                case "-empty" ->
                    test = (shown, path, s) -> s.kind() == Kind.DIRECTORY
                            ? tool.files().list(path).isEmpty()
                            : s.kind() == Kind.FILE && s.size() == 0;
                case "-print", "-print0" -> {
                    acts = true;
                    String end = word.equals("-print") ? "\n" : "\0";
                    test = (shown, path, s) -> {
                        tool.print(shown + end);
                        return true;
                    };
                }
                case "-delete" -> {
                    acts = true;
                    depthFirst = true;
                    test = (shown, path, s) -> {
                        tool.files().remove(path);
                        return true;
                    };
                }
                case "-exec" -> {
                    acts = true;
                    List<String> argv = new ArrayList<>();
                    for (i++; i < words.size() && !words.get(i).equals(";"); i++) {
                        if (words.get(i).equals("+")) {
                            throw new Tool.Failure("-exec ... + is not supported on a simulated host", 1);
                        }
                        argv.add(words.get(i));
                    }
                    if (i >= words.size() || argv.isEmpty()) {
                        throw new Tool.Failure("missing argument to `-exec'", 1);
                    }
                    test = (shown, path, s) -> {
                        tool.call.stdout().flush();
                        List<String> filled =
                                argv.stream().map(a -> a.replace("{}", shown)).toList();
                        return tool.call.launcher().launch(tool.call.withArgv(filled)) == 0;
                    };
                }
                default -> throw new Tool.Failure("unknown or unsupported predicate `" + word + "'", 1);
            }
            boolean inverse = negated;
            negated = false;
            Test added = test;
            tests.add(inverse ? (shown, path, s) -> !added.holds(shown, path, s) : added);
        }
    }

    private static int depth(String text) throws Tool.Failure {
        if (!text.matches("[0-9]{1,4}")) {
            throw new Tool.Failure("Expected a positive decimal integer argument, but got '" + text + "'", 1);
        }
        return Integer.parseInt(text);
    }

    private static char letter(Kind kind) {
        return switch (kind) {
            case FILE -> 'f';
            case DIRECTORY -> 'd';
            case LINK -> 'l';
            case DEVICE -> 'c';
        };
    }

    private void walk(String shown, String path, Status found, int depth) throws IOException, InterruptedException {
        if (!depthFirst) {
            visit(shown, path, found, depth);
        }
        if (found.kind() == Kind.DIRECTORY && depth < maxDepth) {
            try {
                for (String name : tool.files().list(path)) {
                    String child = Paths.child(path, name);
                    Optional<Status> status = tool.files().status(child, false);
                    if (status.isPresent()) {
                        walk(Paths.child(shown, name), child, status.get(), depth + 1);
                    }
                }
            } catch (VirtualIoException e) {
                tool.error("'" + shown + "': " + e.getMessage());
                status = 1;
            }
        }
        if (depthFirst) {
            visit(shown, path, found, depth);
        }
    }

    private void visit(String shown, String path, Status found, int depth) throws IOException, InterruptedException {
        if (depth < minDepth) {
            return;
        }
        for (Test test : tests) {
            if (!test.holds(shown, path, found)) {
                return;
            }
        }
        if (!acts) {
            tool.print(shown + "\n");
        }
    }
}
