package io.pinwright.simulator.shell;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The {@code read} builtin: takes one line byte by byte, so that what follows stays for the next reader. */
final class ReadLine {

    private static final int LINE_MAX = 16 << 20;

    private final ShellProcess shell;
    private final StringBuilder line = new StringBuilder();
    private final StringBuilder marks = new StringBuilder();

    ReadLine(ShellProcess shell) {
        this.shell = shell;
    }

    int run(List<String> argv) throws IOException {
        boolean raw = false;
        int i = 1;
        while (i < argv.size() && argv.get(i).startsWith("-") && argv.get(i).length() > 1) {
            String option = argv.get(i++);
            if (option.equals("--")) {
                break;
            }
            if (!option.equals("-r")) {
                throw shell.fail("read: Illegal option " + option.substring(0, 2));
            }
            raw = true;
        }
        List<String> names = argv.subList(i, argv.size());
        if (names.isEmpty()) {
            throw shell.fail("read: arg count");
        }
        for (String name : names) {
            if (!Parser.isName(name)) {
                throw shell.fail("read: " + name + ": bad variable name");
            }
        }
        boolean ended = line(raw);
        List<String> values = split(names.size());
        for (int n = 0; n < names.size(); n++) {
            shell.assign(names.get(n), n < values.size() ? values.get(n) : "");
        }
        return ended ? 0 : 1;
    }

    private boolean line(boolean raw) throws IOException {
        OpenFile in = shell.state.descriptors.get(0);
        if (in == null) {
            throw new VirtualIoException("Bad file descriptor");
        }
        byte[] one = new byte[1];
        while (in.read(one, 0, 1) > 0) {
            char c = (char) (one[0] & 0xff);
            if (c == '\n') {
                return true;
            }
            if (c == '\\' && !raw) {
                if (in.read(one, 0, 1) <= 0) {
                    return false;
                }
                if (one[0] != '\n') {
                    add((char) (one[0] & 0xff), 'q');
                }
            } else if (c != 0) {
                add(c, 'u');
            }
        }
        return false;
    }

    private void add(char c, char mark) {
        if (line.length() >= LINE_MAX) {
            throw new Budget.LimitException("a line of more than " + LINE_MAX + " bytes");
        }
        line.append(c);
        marks.append(mark);
    }

    /** Splits by IFS into at most so many fields; the last takes the rest of the line. */
    private List<String> split(int count) {
        String separators = shell.state.value("IFS").orElse(" \t\n");
        List<String> values = new ArrayList<>();
        int at = skipSpace(0, separators);
        int length = line.length();
        while (values.size() < count - 1 && at < length) {
            int start = at;
            while (at < length && !isSeparator(at, separators)) {
                at++;
            }
            values.add(line.substring(start, at));
            at = skipDelimiter(at, separators);
        }
        int end = length;
        while (end > at && isSeparator(end - 1, separators) && isSpace(line.charAt(end - 1))) {
            end--;
        }
        // A single field that ends in one delimiter loses it, as the specification's "last field" does.
        int first = at;
        while (first < end && !isSeparator(first, separators)) {
            first++;
        }
        if (first < end && skipDelimiter(first, separators) >= end) {
            end = first;
        }
        values.add(line.substring(at, end));
        return values;
    }

    private int skipDelimiter(int from, String separators) {
        int at = skipSpace(from, separators);
        if (at < line.length() && isSeparator(at, separators) && !isSpace(line.charAt(at))) {
            at = skipSpace(at + 1, separators);
        }
        return at;
    }

    private int skipSpace(int from, String separators) {
        int at = from;
        while (at < line.length() && isSeparator(at, separators) && isSpace(line.charAt(at))) {
            at++;
        }
        return at;
    }

    private boolean isSeparator(int at, String separators) {
        return marks.charAt(at) == 'u' && separators.indexOf(line.charAt(at)) >= 0;
    }

    private static boolean isSpace(char c) {
        return c == ' ' || c == '\t' || c == '\n';
    }
}
