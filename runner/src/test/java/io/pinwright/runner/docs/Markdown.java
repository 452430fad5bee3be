package io.pinwright.runner.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A document of the project: its fenced blocks, links and headings. */
record Markdown(Path file, List<String> lines) {

    /** The top of the checkout: tests run in the folder of their module. */
    static final Path TOP = Path.of("").toAbsolutePath().getParent();

    private static final Pattern FROM = Pattern.compile("<!-- from (\\S+)#(\\S+) -->");
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)|^\\[[^\\]]+\\]: (\\S+)$");

    /**
     * A fenced block.
     *
     * @param first index of the line after the opening fence
     * @param info what stands after the opening fence, for example {@code yaml tasks}
     * @param from the source file and region that it shows, as {@code FILE#REGION}
     */
    record Block(int first, String info, List<String> text, Optional<String> from) {

        boolean is(String language) {
            return info.equals(language) || info.startsWith(language + " ");
        }

        String joined() {
            return String.join("\n", text) + "\n";
        }
    }

    static Markdown read(Path file) {
        try {
            return new Markdown(file, Files.readAllLines(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All documents but those of single modules, which are made from the modules themselves. */
    static Stream<Markdown> all() {
        List<Path> files = new ArrayList<>();
        for (Path folder : List.of(TOP, TOP.resolve("docs"), TOP.resolve("docs/adr"))) {
            try (Stream<Path> entries = Files.list(folder)) {
                entries.filter(file -> file.toString().endsWith(".md")).sorted().forEach(files::add);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return files.stream().map(Markdown::read);
    }

    String name() {
        return TOP.relativize(file.toAbsolutePath()).toString();
    }

    List<Block> blocks() {
        List<Block> blocks = new ArrayList<>();
        int opened = -1;
        for (int i = 0; i < lines.size(); i++) {
            if (!lines.get(i).strip().startsWith("```")) {
                continue;
            }
            if (opened < 0) {
                opened = i;
                continue;
            }
            Matcher from = FROM.matcher(opened > 0 ? lines.get(opened - 1) : "");
            blocks.add(new Block(
                    opened + 1,
                    lines.get(opened).strip().substring(3).strip(),
                    unindented(lines.subList(opened + 1, i)),
                    from.matches() ? Optional.of(from.group(1) + "#" + from.group(2)) : Optional.empty()));
            opened = -1;
        }
        if (opened >= 0) {
            throw new IllegalStateException(name() + ":" + (opened + 1) + ": this block is not closed");
        }
        return blocks;
    }

    /** The lines outside of fenced blocks. */
    List<String> prose() {
        List<String> prose = new ArrayList<>(lines);
        for (Block block : blocks()) {
            for (int i = block.first() - 1; i <= block.first() + block.text().size(); i++) {
                prose.set(i, "");
            }
        }
        return prose;
    }

    List<String> links() {
        return prose().stream()
                .flatMap(line -> LINK.matcher(line).results())
                .map(link -> link.group(1) == null ? link.group(2) : link.group(1))
                .toList();
    }

    /** The anchors of its headings, as GitHub makes them. */
    List<String> anchors() {
        return prose().stream()
                .filter(line -> line.matches("#+ .*"))
                .map(line -> line.replaceFirst("^#+ ", "")
                        .toLowerCase(Locale.ROOT)
                        .replaceAll("[^\\p{L}\\p{N} _-]", "")
                        .replace(' ', '-'))
                .toList();
    }

    /** The lines between {@code // region NAME} and {@code // end} of a source file, moved to the left margin. */
    static List<String> region(String from) {
        String[] parts = from.split("#", 2);
        List<String> region = new ArrayList<>();
        boolean inside = false;
        for (String line : read(TOP.resolve(parts[0])).lines()) {
            if (line.strip().equals("// region " + parts[1])) {
                inside = true;
            } else if (line.strip().equals("// end")) {
                inside = false;
            } else if (inside) {
                region.add(line);
            }
        }
        if (region.isEmpty()) {
            throw new IllegalStateException(parts[0] + " has no region " + parts[1]);
        }
        return unindented(region);
    }

    /** The lines moved to the left margin together. */
    private static List<String> unindented(List<String> lines) {
        int margin = lines.stream()
                .filter(line -> !line.isBlank())
                .mapToInt(line -> line.length() - line.stripLeading().length())
                .min()
                .orElse(0);
        return lines.stream()
                .map(line -> line.isBlank() ? "" : line.substring(margin))
                .toList();
    }

    /** Replaces the text of a block and writes the document. */
    void rewrite(Block block, List<String> text) {
        List<String> changed = new ArrayList<>(lines.subList(0, block.first()));
        changed.addAll(text);
        changed.addAll(lines.subList(block.first() + block.text().size(), lines.size()));
        try {
            Files.write(file, changed);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String toString() {
        return name();
    }
}
