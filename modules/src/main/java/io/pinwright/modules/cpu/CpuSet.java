package io.pinwright.modules.cpu;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/** An immutable set of logical CPU numbers, 0 to {@value #CPU_MAX}. */
public final class CpuSet {

    /** The highest CPU number taken for sane; Linux is built for at most 8192 CPUs. */
    public static final int CPU_MAX = 65_535;

    public static final CpuSet EMPTY = new CpuSet(new BitSet());

    private final BitSet cpus;

    private CpuSet(BitSet cpus) {
        this.cpus = cpus;
    }

    public static CpuSet of(int... numbers) {
        BitSet bits = new BitSet();
        for (int number : numbers) {
            bits.set(checked(number));
        }
        return new CpuSet(bits);
    }

    public static CpuSet of(Collection<Integer> numbers) {
        BitSet bits = new BitSet();
        numbers.forEach(number -> bits.set(checked(number)));
        return new CpuSet(bits);
    }

    /** All CPUs from first to last, both included. */
    public static CpuSet range(int first, int last) {
        BitSet bits = new BitSet();
        bits.set(checked(first), checked(last) + 1);
        return new CpuSet(bits);
    }

    /**
     * Reads a CPU list as the kernel, lscpu, taskset and libvirt write it: {@code 0-3,8}, strides {@code 0-62:2}, groups {@code
     * 0-31:1/4}, white space around numbers, and libvirt's exclusions {@code 0-7,^3}. As in libvirt, terms work from left to right:
     * {@code ^2,0-3} is 0-3. An empty text is the empty set.
     *
     * @throws IllegalArgumentException saying which part is wrong
     */
    public static CpuSet parse(String text) {
        BitSet bits = new BitSet();
        if (text.isBlank()) {
            return EMPTY;
        }
        for (int start = 0, end; start < text.length(); start = end + 1) {
            int comma = text.indexOf(',', start);
            end = comma < 0 ? text.length() : comma;
            String term = text.substring(start, end).strip();
            if (term.isEmpty()) {
                continue; // libvirt and older kernels leave a trailing comma
            }
            boolean exclude = term.startsWith("^");
            String range = exclude ? term.substring(1).strip() : term;
            if (add(range, exclude, text, bits)) {
                continue;
            }
            java.util.regex.Matcher m = TERM.matcher(range);
            if (!m.matches()) {
                throw new IllegalArgumentException("not a CPU list: \"" + term + "\" in \"" + text.strip() + "\"");
            }
            int first = number(m.group(1), text);
            int last = m.group(2) == null ? first : number(m.group(2), text);
            if (last < first) {
                throw new IllegalArgumentException(
                        "range runs backwards: \"" + term + "\" in \"" + text.strip() + "\"");
            }
            int used = 1;
            int group = 1;
            if (m.group(3) != null && m.group(4) == null) {
                group = number(m.group(3), text);
            } else if (m.group(3) != null) {
                used = number(m.group(3), text);
                group = number(m.group(4), text);
            }
            if (group < 1 || used < 1 || used > group) {
                throw new IllegalArgumentException("not a stride: \"" + term + "\" in \"" + text.strip() + "\"");
            }
            for (int cpu = first; cpu <= last; cpu++) {
                if ((cpu - first) % group < used) {
                    bits.set(cpu, !exclude);
                }
            }
        }
        return new CpuSet(bits);
    }

    /** Takes the terms that nearly all lists are made of, {@code 3} and {@code 4-7}; leaves others to the pattern. */
    private static boolean add(String range, boolean exclude, String text, BitSet bits) {
        int dash = range.indexOf('-');
        OptionalInt first = Digits.number(range, 0, dash < 0 ? range.length() : dash);
        OptionalInt last = dash < 0 ? first : Digits.number(range, dash + 1, range.length());
        if (first.isEmpty() || last.isEmpty() || last.getAsInt() < first.getAsInt()) {
            return false;
        }
        bits.set(checked(first.getAsInt(), text), checked(last.getAsInt(), text) + 1, !exclude);
        return true;
    }

    private static final java.util.regex.Pattern MASK = java.util.regex.Pattern.compile("[0-9a-fA-F]{1,16384}");

    private static final java.util.regex.Pattern TERM =
            java.util.regex.Pattern.compile("(\\d{1,9})(?:\\s*-\\s*(\\d{1,9})(?::(\\d{1,9})(?:/(\\d{1,9}))?)?)?");

    /**
     * Reads a mask as the kernel writes it: hex digits in groups of 32 bits separated by commas, {@code 00000000,0000ffff}; a
     * leading {@code 0x} is allowed.
     *
     * @throws IllegalArgumentException when it is none
     */
    public static CpuSet parseMask(String text) {
        String digits = text.strip().replace(",", "");
        if (digits.startsWith("0x") || digits.startsWith("0X")) {
            digits = digits.substring(2);
        }
        if (!MASK.matcher(digits).matches()) {
            throw new IllegalArgumentException("not a CPU mask: \"" + text.strip() + "\"");
        }
        BigInteger mask = new BigInteger(digits, 16);
        BitSet bits = new BitSet();
        for (int bit = mask.getLowestSetBit(); bit >= 0 && bit < mask.bitLength(); bit++) {
            bits.set(bit, mask.testBit(bit));
        }
        return new CpuSet(bits);
    }

    public boolean isEmpty() {
        return cpus.isEmpty();
    }

    public int size() {
        return cpus.cardinality();
    }

    public boolean contains(int cpu) {
        return cpu >= 0 && cpus.get(cpu);
    }

    public boolean containsAll(CpuSet others) {
        return others.minus(this).isEmpty();
    }

    public boolean intersects(CpuSet others) {
        return cpus.intersects(others.cpus);
    }

    public CpuSet plus(CpuSet others) {
        BitSet bits = (BitSet) cpus.clone();
        bits.or(others.cpus);
        return new CpuSet(bits);
    }

    public CpuSet minus(CpuSet others) {
        BitSet bits = (BitSet) cpus.clone();
        bits.andNot(others.cpus);
        return new CpuSet(bits);
    }

    public CpuSet and(CpuSet others) {
        BitSet bits = (BitSet) cpus.clone();
        bits.and(others.cpus);
        return new CpuSet(bits);
    }

    /** The CPU numbers, ascending. */
    public List<Integer> toList() {
        List<Integer> numbers = new ArrayList<>(size());
        for (int cpu = cpus.nextSetBit(0); cpu >= 0; cpu = cpus.nextSetBit(cpu + 1)) {
            numbers.add(cpu);
        }
        return Collections.unmodifiableList(numbers);
    }

    public IntStream stream() {
        return cpus.stream();
    }

    /** The lowest CPU. */
    public int first() {
        return cpus.nextSetBit(0);
    }

    /** The highest CPU, or -1 of the empty set. */
    public int last() {
        return cpus.length() - 1;
    }

    /** The kernel's mask: lower-case hex in groups of 32 bits, padded to {@code cpuCount} bits: {@code 0000,0000aaaa}. */
    public String toMask(int cpuCount) {
        int digits = Math.max(1, (Math.max(cpuCount, cpus.length()) + 3) / 4);
        StringBuilder out = new StringBuilder();
        for (int digit = digits - 1; digit >= 0; digit--) {
            int value = 0;
            for (int bit = 0; bit < 4; bit++) {
                value |= cpus.get(digit * 4 + bit) ? 1 << bit : 0;
            }
            out.append(Character.forDigit(value, 16));
            if (digit > 0 && digit % 8 == 0) {
                out.append(',');
            }
        }
        return out.toString();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof CpuSet that && that.cpus.equals(cpus);
    }

    @Override
    public int hashCode() {
        return cpus.hashCode();
    }

    /** Ascending ranges without white space, the way the kernel and libvirt print: {@code 0-3,8}; empty of the empty set. */
    @Override
    public String toString() {
        StringBuilder out = new StringBuilder();
        for (int first = cpus.nextSetBit(0); first >= 0; ) {
            int last = cpus.nextClearBit(first) - 1;
            out.append(out.isEmpty() ? "" : ",").append(first);
            if (last > first) {
                out.append('-').append(last);
            }
            first = cpus.nextSetBit(last + 1);
        }
        return out.toString();
    }

    private static int number(String digits, String text) {
        return checked(Integer.parseInt(digits), text);
    }

    private static int checked(int number, String text) {
        if (number > CPU_MAX) {
            throw new IllegalArgumentException(
                    "CPU " + number + " is beyond " + CPU_MAX + " in \"" + text.strip() + "\"");
        }
        return number;
    }

    private static int checked(int number) {
        if (number < 0 || number > CPU_MAX) {
            throw new IllegalArgumentException("CPU " + number + " is not within 0 to " + CPU_MAX);
        }
        return number;
    }
}
