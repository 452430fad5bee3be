package io.pinwright.simulator.shell;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code grep} with basic and extended expressions and fixed strings. */
final class Grep {

    private final Tool tool;
    private final List<Pattern> patterns = new ArrayList<>();
    private final boolean inverted;
    private final boolean quiet;
    private boolean named;
    private boolean found;

    private Grep(Tool tool) {
        this.tool = tool;
        this.inverted = tool.has("v");
        this.quiet = tool.has("q");
    }

    static ShellCommand program() {
        return Tool.program(
                "EFGqsvicowxnHhlLre:f:m:A:B:C:",
                List.of(
                        "extended-regexp=E",
                        "fixed-strings=F",
                        "quiet=q",
                        "silent=q",
                        "no-messages=s",
                        "invert-match=v",
                        "ignore-case=i",
                        "count=c",
                        "only-matching=o",
                        "word-regexp=w",
                        "line-regexp=x",
                        "line-number=n",
                        "regexp=e",
                        "with-filename=H",
                        "no-filename=h",
                        "files-with-matches=l",
                        "max-count=m",
                        "color=s",
                        "recursive=r"),
                tool -> new Grep(tool).run());
    }

    private int run() throws IOException, InterruptedException {
        if (tool.has("B") || tool.has("C") || tool.has("A") || tool.has("f")) {
            throw new Tool.Failure("-A, -B, -C and -f are not supported on a simulated host", 2);
        }
        List<String> names = new ArrayList<>(tool.operands);
        List<String> texts = tool.values("e");
        if (texts.isEmpty()) {
            if (names.isEmpty()) {
                throw new Tool.Failure("no pattern given", 2);
            }
            texts = List.of(names.remove(0));
        }
        for (String text : texts) {
            for (String line : text.isEmpty() ? List.of("") : Tool.split(text)) {
                patterns.add(compile(line));
            }
        }
        if (tool.has("r")) {
            names = recursive(names.isEmpty() ? List.of(".") : names);
        }
        named = !tool.has("h") && (tool.has("H") || names.size() > 1 || tool.has("r"));
        boolean failed = false;
        for (String name : names.isEmpty() && !tool.has("r") ? List.of("-") : names) {
            try {
                file(name);
            } catch (VirtualIoException e) {
                failed = true;
                if (!tool.has("s")) {
                    tool.error(name + ": " + e.getMessage());
                }
            }
            if (quiet && found) {
                return 0;
            }
        }
        return failed ? 2 : found ? 0 : 1;
    }

    private Pattern compile(String text) throws Tool.Failure {
        Pattern pattern = tool.has("F")
                ? Pattern.compile(Pattern.quote(text), tool.has("i") ? Pattern.CASE_INSENSITIVE : 0)
                : BasicRegex.compile(text, tool.has("E"), tool.has("i"));
        String java = pattern.pattern();
        if (tool.has("x")) {
            java = "\\A(?:" + java + ")\\z";
        } else if (tool.has("w")) {
            java = "(?<!\\w)(?:" + java + ")(?!\\w)";
        }
        return Pattern.compile(java, pattern.flags());
    }

    private List<String> recursive(List<String> roots) throws VirtualIoException {
        List<String> names = new ArrayList<>();
        for (String root : roots) {
            collect(root, names);
        }
        return names;
    }

    private void collect(String name, List<String> names) throws VirtualIoException {
        Optional<VirtualFiles.Status> status = tool.files().status(tool.path(name), false);
        if (status.filter(s -> s.kind() == VirtualFiles.Kind.DIRECTORY).isPresent()) {
            for (String child : tool.files().list(tool.path(name))) {
                collect(Paths.child(name, child), names);
            }
        } else if (status.filter(s -> s.kind() == VirtualFiles.Kind.LINK).isEmpty()) {
            names.add(name);
        }
    }

    private void file(String name) throws IOException {
        String prefix = named ? (name.equals("-") ? "(standard input)" : name) + ":" : "";
        int limit = tool.value("m").map(Integer::parseInt).orElse(Integer.MAX_VALUE);
        int count = 0;
        int number = 0;
        String content = Tool.text(tool.readAll(tool.open(name)));
        boolean binary = content.indexOf('\0') >= 0;
        for (String line : Tool.split(content)) {
            number++;
            if (count >= limit) {
                break;
            }
            if (matches(line) == inverted) {
                continue;
            }
            count++;
            found = true;
            if (quiet) {
                return;
            }
            if (tool.has("c") || tool.has("l") || tool.has("L")) {
                continue;
            }
            if (binary) {
                tool.call.stderr().flush();
                tool.print("grep: " + (name.equals("-") ? "(standard input)" : name) + ": binary file matches\n");
                return;
            }
            String head = prefix + (tool.has("n") ? number + ":" : "");
            if (!tool.has("o")) {
                tool.print(head + line + "\n");
            } else if (!inverted) {
                parts(head, line);
            }
        }
        if (tool.has("l") && count > 0 || tool.has("L") && count == 0) {
            tool.print(name + "\n");
        } else if (tool.has("c")) {
            tool.print(prefix + count + "\n");
        }
    }

    private boolean matches(String line) {
        for (Pattern pattern : patterns) {
            if (pattern.matcher(line).find()) {
                return true;
            }
        }
        return false;
    }

    private void parts(String head, String line) throws IOException {
        int from = 0;
        while (from <= line.length()) {
            int start = -1;
            int end = -1;
            for (Pattern pattern : patterns) {
                Matcher matcher = pattern.matcher(line);
                if (matcher.find(from)
                        && (start < 0 || matcher.start() < start || matcher.start() == start && matcher.end() > end)) {
                    start = matcher.start();
                    end = matcher.end();
                }
            }
            if (start < 0) {
                return;
            }
            if (end > start) {
                tool.print(head + line.substring(start, end) + "\n");
                from = end;
            } else {
                from = end + 1;
            }
        }
    }
}
