package io.pinwright.modules.irq;

import io.pinwright.engine.host.Answer;
import io.pinwright.engine.host.HostProblem;
import io.pinwright.engine.host.Observation;
import io.pinwright.engine.host.Query;
import io.pinwright.modules.cpu.Digits;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

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
 * @param cpus the CPU number of each column; empty when there is no header
 * @param rows in the order of the file
 */
public record ProcInterrupts(List<Integer> cpus, List<Row> rows) {

    /** A line of a host with 1,152 CPUs has 12 kB, so the whole may take more than other files. */
    public static final Query.ReadFile QUERY = new Query.ReadFile("/proc/interrupts", 32 << 20);

    private static final Pattern HEADER = Pattern.compile("CPU[0-9]+(\\s+CPU[0-9]+)*");
    private static final int LABEL_MAX = 40;
    private static final Pattern DESCRIPTOR_END =
            Pattern.compile("Edge|Level|-[a-z-]+|.*-(?:edge|level|fasteoi|eoi|percpu|simple|nmi)");
    private static final Pattern WORD = Pattern.compile("\\S+");
    private static final Pattern HARDWARE_NUMBER = Pattern.compile("([0-9]{1,18})(?:-[a-z]+)?");

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
            return counts.stream().mapToLong(Long::longValue).sum();
        }
    }

    public ProcInterrupts {
        cpus = List.copyOf(cpus);
        rows = List.copyOf(rows);
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

    /** Makes rows of the file's text; never fails, lines without a label are passed over. */
    public static ProcInterrupts parse(String text) {
        List<Integer> cpus = new ArrayList<>();
        List<Row> rows = new ArrayList<>();
        for (String line : text.split("\n")) {
            int colon = line.indexOf(':');
            if (cpus.isEmpty() && rows.isEmpty() && HEADER.matcher(line.strip()).matches()) {
                for (String name : line.strip().split("\\s+")) {
                    cpus.add(name.length() > 9 ? -1 : Integer.parseInt(name.substring(3)));
                }
            } else if (colon > 0) {
                String label = line.substring(0, colon).strip();
                if (isLabel(label)) {
                    rows.add(row(label, line.substring(colon + 1), cpus.size()));
                }
            }
        }
        return new ProcInterrupts(cpus, rows);
    }

    private static boolean isLabel(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isWhitespace(text.charAt(i))) {
                return false;
            }
        }
        return !text.isEmpty() && text.length() <= LABEL_MAX;
    }

    private static Row row(String label, String rest, int columns) {
        List<Long> counts = new ArrayList<>();
        int at = 0;
        while (counts.size() < columns) {
            int start = at;
            while (start < rest.length() && Character.isWhitespace(rest.charAt(start))) {
                start++;
            }
            int end = start;
            while (end < rest.length() && rest.charAt(end) >= '0' && rest.charAt(end) <= '9') {
                end++;
            }
            boolean isNumber = end > start
                    && end - start <= 18
                    && (end == rest.length() || Character.isWhitespace(rest.charAt(end)));
            if (!isNumber) {
                break;
            }
            counts.add(Long.parseLong(rest.substring(start, end)));
            at = end;
        }
        String tail = rest.substring(at).stripLeading();
        OptionalInt number = Digits.number(label);
        if (number.isEmpty()) {
            return new Row(label, OptionalInt.empty(), counts, tail.strip(), Optional.empty(), List.of());
        }
        Descriptor descriptor = descriptor(tail);
        return new Row(
                label,
                number,
                counts,
                descriptor.chip(),
                descriptor.hardwareNumber(),
                actions(tail.substring(descriptor.length())));
    }

    /** What stands before the names, and where it ends. */
    private record Descriptor(String chip, Optional<Long> hardwareNumber, int length) {}

    private static Descriptor descriptor(String tail) {
        Matcher words = WORD.matcher(tail);
        String chip = "";
        Optional<Long> hardware = Optional.empty();
        int numberEnd = 0;
        for (int word = 0; word < 4 && words.find(); word++) {
            String text = words.group();
            Matcher number = HARDWARE_NUMBER.matcher(text);
            if (word == 0) {
                chip = text;
                numberEnd = words.end();
            } else if (hardware.isEmpty() && number.matches()) {
                hardware = Optional.of(Long.valueOf(number.group(1)));
                numberEnd = words.end();
            }
            if (DESCRIPTOR_END.matcher(text).matches()) {
                return new Descriptor(chip, hardware, words.end());
            }
        }
        return new Descriptor(chip, hardware, numberEnd);
    }

    private static List<String> actions(String text) {
        List<String> actions = new ArrayList<>();
        for (String action : text.strip().split(",\\s*")) {
            if (!action.isBlank()) {
                actions.add(action.strip());
            }
        }
        return actions;
    }

    /** The line of an interrupt. */
    public Optional<Row> row(int number) {
        return rows.stream()
                .filter(row -> row.number().isPresent() && row.number().getAsInt() == number)
                .findFirst();
    }
}
