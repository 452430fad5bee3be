package io.pinwright.modules.irq;

import io.pinwright.engine.host.Answer;
import io.pinwright.engine.host.HostProblem;
import io.pinwright.engine.host.Observation;
import io.pinwright.engine.host.Query;
import io.pinwright.modules.cpu.Digits;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * {@code /proc/interrupts}: the interrupts in use, with one count for each online CPU (kernel: kernel/irq/proc.c, {@code
 * show_interrupts}).
 *
 * <pre>
 *            CPU0       CPU1
 *  36:          0     100049 PCI-MSIX-0000:00:02.0   1-edge      virtio1-req.0
 * NMI:          0          0   Non-maskable interrupts
 * </pre>
 *
 * <p>Spellings differ: {@code PCI-MSI-edge eth0} of kernels before 3.19, {@code PCI-MSI 81921-edge eth0} later, {@code ITS-MSI
 * 81922 Edge eth0} on ARM, {@code xen-dyn -event xenbus}. Several handlers of one interrupt are joined by {@code ", "}; a name can
 * be empty.
 *
 * <p>Hosts have some hundred lines, of which a NIC's are few: a line is read when somebody asks for it. Immutable.
 */
public final class ProcInterrupts {

    /** A line of a host with 1,152 CPUs has 12 kB, so the whole may take more than other files. */
    public static final Query.ReadFile QUERY = new Query.ReadFile("/proc/interrupts", 32 << 20);

    private static final int LABEL_MAX = 40;
    private static final int COLUMN_MAX = "CPU123456".length();

    /** Of a host without the file. */
    static final ProcInterrupts NONE = parse("");

    /**
     * One line.
     *
     * @param label what stands before the colon: a number, or a word such as {@code NMI}
     * @param number of the interrupt; empty for a word
     * @param counts since boot, one for each column; fewer in short lines such as {@code ERR}
     * @param chip the interrupt controller, {@code PCI-MSI} for example; of a line without a number, its description
     * @param hardwareNumber the controller's own number, when it is told apart
     * @param actions names of the handlers; empty when there is none
     */
    public record Row(
            String label,
            OptionalInt number,
            List<Long> counts,
            String chip,
            Optional<Long> hardwareNumber,
            List<String> actions) {
        public Row {
            counts = List.copyOf(counts);
            actions = List.copyOf(actions);
        }

        /** All counts together; on one host they may wrap at 2^32 each. */
        public long total() {
            long total = 0;
            for (long count : counts) {
                total += count;
            }
            return total;
        }
    }

    /** Where a line stands, and what was read of it. */
    private static final class Line {
        final String label;
        final OptionalInt number;

        /** Behind the colon. */
        final int from;

        final int to;

        /** Whoever misses another thread's makes the same. */
        volatile @Nullable Row row;

        Line(String label, int from, int to) {
            this.label = label;
            this.number = Digits.number(label);
            this.from = from;
            this.to = to;
        }
    }

    private final String text;
    private final List<Integer> cpus;
    private final List<Line> lines;
    private final Map<Integer, Line> byNumber = new HashMap<>();

    private ProcInterrupts(String text, List<Integer> cpus, List<Line> lines) {
        this.text = text;
        this.cpus = List.copyOf(cpus);
        this.lines = List.copyOf(lines);
        for (Line line : lines) {
            if (line.number.isPresent()) {
                byNumber.putIfAbsent(line.number.getAsInt(), line);
            }
        }
    }

    /** Reads it in one round; empty when the host has no such file. */
    public static Observation<Optional<ProcInterrupts>> observe() {
        return Observation.of(QUERY).map(answer -> {
            if (answer instanceof Answer.Content content) {
                return Optional.of(content.bytes().parsedAs(ProcInterrupts.class, bytes -> parse(bytes.text())));
            }
            if (answer instanceof Answer.Unreadable unreadable) {
                throw new HostProblem("cannot read " + QUERY.path() + ": " + unreadable.reason());
            }
            return Optional.empty();
        });
    }

    /** Finds the lines of the file's text; never fails, lines without a label are passed over. */
    public static ProcInterrupts parse(String text) {
        List<Integer> cpus = List.of();
        List<Line> lines = new ArrayList<>();
        for (int start = 0, next; start < text.length(); start = next) {
            int newline = text.indexOf('\n', start);
            int end = newline < 0 ? text.length() : newline;
            next = end + 1;
            if (cpus.isEmpty() && lines.isEmpty()) {
                cpus = columns(text.substring(start, end));
                if (!cpus.isEmpty()) {
                    continue;
                }
            }
            Line line = line(text, start, end);
            if (line != null) {
                lines.add(line);
            }
        }
        return new ProcInterrupts(text, cpus, lines);
    }

    /** The CPU number of each column; empty when the line is no header. */
    private static List<Integer> columns(String line) {
        List<Integer> cpus = new ArrayList<>();
        for (int at = InterruptLine.skipSpace(line, 0), end;
                at < line.length();
                at = InterruptLine.skipSpace(line, end)) {
            end = InterruptLine.wordEnd(line, at, line.length());
            int digits = InterruptLine.digitsEnd(line, at + 3, end);
            if (!line.startsWith("CPU", at) || digits != end || end == at + 3) {
                return List.of();
            }
            cpus.add(end - at > COLUMN_MAX ? -1 : Integer.parseInt(line, at + 3, end, 10));
        }
        return cpus;
    }

    private static @Nullable Line line(String text, int start, int end) {
        int colon = start;
        while (colon < end && text.charAt(colon) != ':') {
            colon++;
        }
        if (colon == end) {
            return null;
        }
        String label = text.substring(start, colon).strip();
        return label.length() <= LABEL_MAX
                        && !label.isEmpty()
                        && InterruptLine.wordEnd(label, 0, label.length()) == label.length()
                ? new Line(label, colon + 1, end)
                : null;
    }

    /** The CPU number of each column; empty when there is no header. */
    public List<Integer> cpus() {
        return cpus;
    }

    /** All lines, in the order of the file. */
    public List<Row> rows() {
        return lines.stream().map(this::row).toList();
    }

    /** The numbers of all interrupts, ascending. */
    public SortedSet<Integer> numbers() {
        return Collections.unmodifiableSortedSet(new TreeSet<>(byNumber.keySet()));
    }

    /** The line of an interrupt. */
    public Optional<Row> row(int number) {
        return Optional.ofNullable(byNumber.get(number)).map(this::row);
    }

    private Row row(Line line) {
        Row row = line.row;
        if (row == null) {
            row = InterruptLine.row(line.label, line.number, text.substring(line.from, line.to), cpus.size());
            line.row = row;
        }
        return row;
    }
}
