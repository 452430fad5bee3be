package io.pinwright.simulator.kernel;

import java.math.BigInteger;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A set of CPU (or node) numbers, read and printed as the kernel, taskset and libvirt each do it. Immutable. */
public final class Cpus {

    private static final int MAX = 8192;
    private static final Pattern KERNEL_TERM =
            Pattern.compile("(\\d{1,5})(?:-(\\d{1,5})(?::(\\d{1,5})(?:/(\\d{1,5}))?)?)?");

    public static final Cpus NONE = new Cpus(new BitSet());

    private final BitSet bits;

    private Cpus(BitSet bits) {
        this.bits = bits;
    }

    public static Cpus of(int... cpus) {
        BitSet bits = new BitSet();
        for (int cpu : cpus) {
            bits.set(cpu);
        }
        return new Cpus(bits);
    }

    public static Cpus of(Iterable<Integer> cpus) {
        BitSet bits = new BitSet();
        cpus.forEach(bits::set);
        return new Cpus(bits);
    }

    public static Cpus range(int first, int last) {
        BitSet bits = new BitSet();
        bits.set(first, last + 1);
        return new Cpus(bits);
    }

    /** A list as the kernel's {@code bitmap_parselist} takes it, which knows no {@code ^}; empty when it is none. */
    public static Optional<Cpus> parseList(String text) {
        String trimmed = text.strip();
        if (trimmed.isEmpty()) {
            return Optional.empty();
        }
        BitSet bits = new BitSet();
        for (String term : trimmed.split(",", -1)) {
            Matcher m = KERNEL_TERM.matcher(term.strip());
            if (!m.matches()) {
                return Optional.empty();
            }
            int first = Integer.parseInt(m.group(1));
            int last = m.group(2) == null ? first : Integer.parseInt(m.group(2));
            int used = m.group(4) == null ? 1 : Integer.parseInt(m.group(3));
            int group = m.group(4) != null
                    ? Integer.parseInt(m.group(4))
                    : m.group(3) == null ? 1 : Integer.parseInt(m.group(3));
            if (last < first || group < 1 || used > group) {
                return Optional.empty();
            }
            for (int cpu = first; cpu <= last; cpu++) {
                if ((cpu - first) % group < used) {
                    bits.set(cpu);
                }
            }
        }
        return Optional.of(new Cpus(bits));
    }

    /** A mask as the kernel takes it: hexadecimal digits, commas between groups, no {@code 0x}; empty when it is none. */
    public static Optional<Cpus> parseMask(String text) {
        String digits = text.strip().replace(",", "");
        if (!digits.matches("[0-9a-fA-F]{1,2048}")) {
            return Optional.empty();
        }
        BigInteger mask = new BigInteger(digits, 16);
        BitSet bits = new BitSet();
        for (int bit = 0; bit < mask.bitLength(); bit++) {
            bits.set(bit, mask.testBit(bit));
        }
        return Optional.of(new Cpus(bits));
    }

    /**
     * A list as libvirt's {@code virBitmapParse} takes it: ranges and, from left to right, exclusions {@code ^2} of single CPUs;
     * white space and a trailing comma are tolerated. Empty when it is none.
     */
    public static Optional<Cpus> parseLibvirt(String text) {
        BitSet bits = new BitSet();
        boolean any = false;
        for (String part : text.split(",", -1)) {
            String term = part.strip();
            if (term.isEmpty()) {
                continue;
            }
            any = true;
            boolean exclude = term.startsWith("^");
            Matcher m = Pattern.compile("(\\d{1,5})(?:-(\\d{1,5}))?").matcher(exclude ? term.substring(1) : term);
            if (!m.matches() || (exclude && m.group(2) != null)) {
                return Optional.empty();
            }
            int first = Integer.parseInt(m.group(1));
            int last = m.group(2) == null ? first : Integer.parseInt(m.group(2));
            if (last < first || last > MAX) {
                return Optional.empty();
            }
            bits.set(first, last + 1, !exclude);
        }
        return any ? Optional.of(new Cpus(bits)) : Optional.empty();
    }

    public boolean isEmpty() {
        return bits.isEmpty();
    }

    public int size() {
        return bits.cardinality();
    }

    public boolean contains(int cpu) {
        return bits.get(cpu);
    }

    public boolean intersects(Cpus other) {
        return bits.intersects(other.bits);
    }

    public Cpus and(Cpus other) {
        BitSet result = (BitSet) bits.clone();
        result.and(other.bits);
        return new Cpus(result);
    }

    public Cpus minus(Cpus other) {
        BitSet result = (BitSet) bits.clone();
        result.andNot(other.bits);
        return new Cpus(result);
    }

    public Cpus plus(Cpus other) {
        BitSet result = (BitSet) bits.clone();
        result.or(other.bits);
        return new Cpus(result);
    }

    public List<Integer> toList() {
        return bits.stream().boxed().toList();
    }

    public int first() {
        return bits.nextSetBit(0);
    }

    /** The highest number, or -1. */
    public int last() {
        return bits.length() - 1;
    }

    /** Ranges, as the kernel and libvirt print them: {@code 0-1,4}. */
    @Override
    public String toString() {
        return ranges(2);
    }

    /** As util-linux prints them, which writes two neighbours apart: {@code 0,1,4-6}. */
    public String tasksetList() {
        return ranges(3);
    }

    private String ranges(int shortest) {
        StringBuilder out = new StringBuilder();
        for (int first = bits.nextSetBit(0); first >= 0; ) {
            int last = bits.nextClearBit(first) - 1;
            if (last - first + 1 < shortest) {
                last = first;
            }
            out.append(out.isEmpty() ? "" : ",").append(first);
            if (last > first) {
                out.append('-').append(last);
            }
            first = bits.nextSetBit(last + 1);
        }
        return out.toString();
    }

    /** The kernel's mask for so many possible CPUs: {@code 0000ffff} in groups of eight digits. */
    public String mask(int possible) {
        int digits = Math.max(1, (Math.max(possible, bits.length()) + 3) / 4);
        StringBuilder out = new StringBuilder();
        for (int digit = digits - 1; digit >= 0; digit--) {
            int value = 0;
            for (int bit = 0; bit < 4; bit++) {
                value |= bits.get(digit * 4 + bit) ? 1 << bit : 0;
            }
            out.append(Character.forDigit(value, 16));
            if (digit > 0 && digit % 8 == 0) {
                out.append(',');
            }
        }
        return out.toString();
    }

    /** As a plain hexadecimal number, as taskset prints it. */
    public String tasksetMask() {
        return mask(1).replace(",", "").replaceFirst("^0+(?=.)", "");
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Cpus that && that.bits.equals(bits);
    }

    @Override
    public int hashCode() {
        return bits.hashCode();
    }
}
