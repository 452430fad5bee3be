package io.pinwright.simulator.shell;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code cut sort uniq paste nl}. */
final class FieldTools {

    private FieldTools() {}

    static void addTo(Map<String, ShellCommand> programs) {
        programs.put("cut", Tool.program("d:f:c:b:s", List.of("delimiter=d", "fields=f"), FieldTools::cut));
        programs.put(
                "sort",
                Tool.program("nruVfbk:t:o:sc", List.of("unique=u", "reverse=r", "numeric-sort=n"), FieldTools::sort));
        programs.put("uniq", Tool.program("cdui", List.of("count=c"), FieldTools::uniq));
        programs.put("paste", Tool.program("d:s", List.of(), FieldTools::paste));
    }

    private record Range(int from, int to) {}

    private static List<Range> ranges(String text) throws Tool.Failure {
        List<Range> ranges = new ArrayList<>();
        for (String part : text.split(",")) {
            if (!part.matches("[0-9]{1,8}|[0-9]{1,8}-[0-9]{0,8}|-[0-9]{1,8}")) {
                throw new Tool.Failure("invalid field range", 1);
            }
            int dash = part.indexOf('-');
            int from = dash == 0 ? 1 : Integer.parseInt(dash < 0 ? part : part.substring(0, dash));
            int to = dash < 0
                    ? from
                    : dash == part.length() - 1 ? Integer.MAX_VALUE : Integer.parseInt(part.substring(dash + 1));
            if (from == 0) {
                throw new Tool.Failure("fields are numbered from 1", 1);
            }
            ranges.add(new Range(from, to));
        }
        return ranges;
    }

    private static int cut(Tool tool) throws IOException, InterruptedException {
        Optional<String> characters = tool.value("c").or(() -> tool.value("b"));
        Optional<String> fields = tool.value("f");
        if (characters.isPresent() == fields.isPresent()) {
            throw new Tool.Failure("you must specify a list of bytes, characters, or fields", 1);
        }
        List<Range> ranges = ranges(characters.or(() -> fields).orElseThrow());
        String delimiter = tool.value("d").orElse("\t");
        if (delimiter.length() != 1) {
            throw new Tool.Failure("the delimiter must be a single character", 1);
        }
        List<String> lines = new ArrayList<>();
        int status = tool.lines(tool.operands, lines);
        for (String line : lines) {
            if (fields.isPresent() && !line.contains(delimiter)) {
                if (!tool.has("s")) {
                    tool.print(line + "\n");
                }
                continue;
            }
            String[] pieces =
                    fields.isPresent() ? line.split(java.util.regex.Pattern.quote(delimiter), -1) : line.split("");
            List<String> kept = new ArrayList<>();
            for (int i = 1; i <= pieces.length; i++) {
                int index = i;
                if (ranges.stream().anyMatch(range -> range.from() <= index && index <= range.to())) {
                    kept.add(pieces[i - 1]);
                }
            }
            tool.print(String.join(fields.isPresent() ? delimiter : "", kept) + "\n");
        }
        return status;
    }

    private static int sort(Tool tool) throws IOException, InterruptedException {
        List<String> lines = new ArrayList<>();
        int status = tool.lines(tool.operands, lines) == 0 ? 0 : 2;
        List<Comparator<String>> keys = new ArrayList<>();
        for (String key : tool.values("k")) {
            if (!key.matches("[0-9]{1,4}[nrbfV]*(,[0-9]{1,4}[nrbfV]*)?")) {
                throw new Tool.Failure("-k " + key + " is not supported on a simulated host", 2);
            }
            String[] parts = key.split(",");
            int from = Integer.parseInt(parts[0].replaceAll("[a-zA-Z]", ""));
            int to = parts.length > 1 ? Integer.parseInt(parts[1].replaceAll("[a-zA-Z]", "")) : Integer.MAX_VALUE;
            String flags = key.replaceAll("[0-9,]", "");
            boolean own = !flags.isEmpty();
            Comparator<String> order = order(tool, own ? flags : globalFlags(tool));
            Comparator<String> byKey = (a, b) -> order.compare(field(tool, a, from, to), field(tool, b, from, to));
            keys.add((own ? flags.contains("r") : tool.has("r")) ? byKey.reversed() : byKey);
        }
        Comparator<String> order;
        if (keys.isEmpty()) {
            order = order(tool, globalFlags(tool));
            order = tool.has("r") ? order.reversed() : order;
        } else {
            order = keys.stream().reduce(Comparator::thenComparing).orElseThrow();
        }
        Comparator<String> full = tool.has("s") || tool.has("u")
                ? order
                : order.thenComparing(tool.has("r") ? Comparator.<String>reverseOrder() : Comparator.naturalOrder());
        if (tool.has("c")) {
            for (int i = 1; i < lines.size(); i++) {
                if (full.compare(lines.get(i - 1), lines.get(i)) > 0) {
                    throw new Tool.Failure("-:" + (i + 1) + ": disorder: " + lines.get(i), 1);
                }
            }
            return status;
        }
        lines.sort(full);
        StringBuilder out = new StringBuilder();
        String before = null;
        for (String line : lines) {
            if (!tool.has("u") || before == null || order.compare(before, line) != 0) {
                out.append(line).append('\n');
            }
            before = line;
        }
        if (tool.value("o").isPresent()) {
            tool.files().write(tool.path(tool.value("o").get()), Tool.bytes(out.toString()), false);
        } else {
            tool.print(out.toString());
        }
        return status;
    }

    private static String globalFlags(Tool tool) {
        return (tool.has("n") ? "n" : "") + (tool.has("V") ? "V" : "") + (tool.has("f") ? "f" : "");
    }

    private static Comparator<String> order(Tool tool, String flags) {
        if (flags.contains("n")) {
            return Comparator.comparing(FieldTools::number);
        }
        if (flags.contains("V")) {
            return FieldTools::byVersion;
        }
        return flags.contains("f")
                ? Comparator.comparing((String line) -> line.toUpperCase(java.util.Locale.ROOT))
                : Comparator.naturalOrder();
    }

    private static java.math.BigDecimal number(String text) {
        java.util.regex.Matcher matcher = java.util.regex.Pattern.compile("^[ \t]*(-?[0-9]+([.][0-9]*)?|-?[.][0-9]+)")
                .matcher(text);
        return matcher.find()
                ? new java.math.BigDecimal(matcher.group(1)).stripTrailingZeros()
                : java.math.BigDecimal.ZERO;
    }

    private static int byVersion(String a, String b) {
        int i = 0;
        int j = 0;
        while (i < a.length() && j < b.length()) {
            if (Character.isDigit(a.charAt(i)) && Character.isDigit(b.charAt(j))) {
                int startA = i;
                int startB = j;
                while (i < a.length() && Character.isDigit(a.charAt(i))) {
                    i++;
                }
                while (j < b.length() && Character.isDigit(b.charAt(j))) {
                    j++;
                }
                int order = new java.math.BigInteger(a.substring(startA, i))
                        .compareTo(new java.math.BigInteger(b.substring(startB, j)));
                if (order != 0) {
                    return order;
                }
            } else if (a.charAt(i) != b.charAt(j)) {
                return Character.compare(a.charAt(i), b.charAt(j));
            } else {
                i++;
                j++;
            }
        }
        return Integer.compare(a.length() - i, b.length() - j);
    }

    private static String field(Tool tool, String line, int from, int to) {
        if (tool.value("t").isPresent()) {
            String[] fields =
                    line.split(java.util.regex.Pattern.quote(tool.value("t").get()), -1);
            return from > fields.length
                    ? ""
                    : String.join(
                            tool.value("t").get(), List.of(fields).subList(from - 1, Math.min(to, fields.length)));
        }
        int at = 0;
        int start = line.length();
        for (int field = 1; at < line.length() && field <= to; field++) {
            if (field == from) {
                start = at;
            }
            while (at < line.length() && " \t".indexOf(line.charAt(at)) >= 0) {
                at++;
            }
            while (at < line.length() && " \t".indexOf(line.charAt(at)) < 0) {
                at++;
            }
        }
        return start >= at ? "" : line.substring(start, at);
    }

    private static int uniq(Tool tool) throws IOException, InterruptedException {
        List<String> lines = new ArrayList<>();
        if (tool.operands.size() > 1) {
            throw new Tool.Failure("an output file is not supported on a simulated host", 1);
        }
        int status = tool.lines(tool.operands, lines);
        int i = 0;
        while (i < lines.size()) {
            int end = i + 1;
            while (end < lines.size() && same(tool, lines.get(i), lines.get(end))) {
                end++;
            }
            int count = end - i;
            if (!(tool.has("d") && count < 2) && !(tool.has("u") && count > 1)) {
                tool.print((tool.has("c") ? String.format("%7d ", count) : "") + lines.get(i) + "\n");
            }
            i = end;
        }
        return status;
    }

    private static boolean same(Tool tool, String a, String b) {
        return tool.has("i") ? a.equalsIgnoreCase(b) : a.equals(b);
    }

    private static int paste(Tool tool) throws IOException, InterruptedException {
        String delimiters = tool.value("d").orElse("\t");
        List<List<String>> inputs = new ArrayList<>();
        int status = tool.inputs(tool.operands, (operand, in) -> inputs.add(Tool.split(Tool.text(tool.readAll(in)))));
        if (tool.has("s")) {
            for (List<String> lines : inputs) {
                tool.print(joined(lines, delimiters) + "\n");
            }
            return status;
        }
        int rows = inputs.stream().mapToInt(List::size).max().orElse(0);
        for (int row = 0; row < rows; row++) {
            List<String> cells = new ArrayList<>();
            for (List<String> lines : inputs) {
                cells.add(row < lines.size() ? lines.get(row) : "");
            }
            tool.print(joined(cells, delimiters) + "\n");
        }
        return status;
    }

    private static String joined(List<String> cells, String delimiters) {
        StringBuilder joined = new StringBuilder();
        for (int i = 0; i < cells.size(); i++) {
            joined.append(
                    i == 0 || delimiters.isEmpty()
                            ? ""
                            : String.valueOf(delimiters.charAt((i - 1) % delimiters.length())));
            joined.append(cells.get(i));
        }
        return joined.toString();
    }
}
