package io.pinwright.modules.system;

import java.util.ArrayList;
import java.util.List;

/** Rows of words under headings, columns as wide as their widest word; no line ends in white space. */
final class TextTable {

    private static final int WIDTH_MAX = 200;

    private final List<List<String>> rows = new ArrayList<>();

    TextTable(String... headings) {
        rows.add(List.of(headings));
    }

    void row(String... cells) {
        rows.add(List.of(cells));
    }

    boolean isEmpty() {
        return rows.size() == 1;
    }

    /** The lines, each with its line end; {@code indent} spaces before each. */
    String print(int indent) {
        int columns = rows.get(0).size();
        int[] widths = new int[columns];
        for (List<String> row : rows) {
            for (int column = 0; column < columns; column++) {
                widths[column] = Math.max(widths[column], shown(row.get(column)).length());
            }
        }
        StringBuilder out = new StringBuilder();
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder(" ".repeat(indent));
            for (int column = 0; column < columns; column++) {
                String cell = shown(row.get(column));
                line.append(cell).append(" ".repeat(widths[column] - cell.length() + 2));
            }
            out.append(line.toString().stripTrailing()).append('\n');
        }
        return out.toString();
    }

    /** Host texts may hold anything: control characters become '?', and a cell has its limit. */
    static String shown(String cell) {
        String clean = cell.replaceAll("\\p{Cntrl}", "?");
        return clean.length() <= WIDTH_MAX ? clean : clean.substring(0, WIDTH_MAX - 3) + "...";
    }
}
