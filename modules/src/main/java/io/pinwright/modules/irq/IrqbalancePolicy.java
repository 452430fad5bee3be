package io.pinwright.modules.irq;

import io.pinwright.engine.host.Bytes;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A policy script for irqbalance ({@code --policyscript}, irqbalance(1)) that tells it to leave the interrupts of some network
 * devices alone.
 *
 * <p>Its name holds a hash of its text, so the daemon's command line shows which devices it was started with: whether a restart is
 * due can be seen at any time, and needs no memory of what was written when. Immutable.
 */
final class IrqbalancePolicy {

    /** How the path of every policy script begins. The folder is on every host, and SELinux lets daemons run what is in it. */
    static final String PATH_START = "/usr/local/sbin/pinwright-irqbalance-";

    static final String FOLDER = "/usr/local/sbin";
    static final int MODE = 0755;

    /** What the kernel takes for a device's name, less what a shell might not: at most 15 bytes. */
    static final Pattern DEVICE = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.@-]{0,14}");

    private static final String ASSIGNMENT = "devices='";
    private static final Pattern DEVICES =
            Pattern.compile("^" + ASSIGNMENT + "([^'\\n]{0,65536})'$", Pattern.MULTILINE);
    private static final String TEMPLATE = resource("irqbalance-policy.sh");

    private final SortedSet<String> devices;

    /** Made when somebody asks; whoever misses another thread's makes the same. */
    private volatile @Nullable String path;

    private IrqbalancePolicy(SortedSet<String> devices) {
        this.devices = Collections.unmodifiableSortedSet(new TreeSet<>(devices));
        for (String device : devices) {
            if (!DEVICE.matcher(device).matches()) {
                throw new IllegalArgumentException("not the name of a network device: " + device);
            }
        }
    }

    /** Leaves nothing alone. */
    static final IrqbalancePolicy NONE = of(List.of());

    static IrqbalancePolicy of(Collection<String> devices) {
        return new IrqbalancePolicy(new TreeSet<>(devices));
    }

    /** The devices of a script written earlier; empty when the text is not one. */
    static Optional<IrqbalancePolicy> parse(String text) {
        int start = text.indexOf(ASSIGNMENT);
        Matcher matcher = DEVICES.matcher(text);
        if (start < 0 || !matcher.find(start)) {
            return Optional.empty();
        }
        List<String> names = Arrays.stream(matcher.group(1).split(" "))
                .filter(name -> !name.isEmpty())
                .toList();
        return names.stream().allMatch(name -> DEVICE.matcher(name).matches())
                ? Optional.of(of(names))
                : Optional.empty();
    }

    IrqbalancePolicy plus(Collection<String> more) {
        SortedSet<String> all = new TreeSet<>(devices);
        all.addAll(more);
        return all.equals(devices) ? this : new IrqbalancePolicy(all);
    }

    /** Names of network devices, sorted. */
    SortedSet<String> devices() {
        return devices;
    }

    String text() {
        return TEMPLATE.replace("@DEVICES@", String.join(" ", devices));
    }

    String path() {
        String known = path;
        if (known == null) {
            known = PATH_START + hash(text());
            path = known;
        }
        return known;
    }

    private static String hash(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 6);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof IrqbalancePolicy that && that.devices.equals(devices);
    }

    @Override
    public int hashCode() {
        return devices.hashCode();
    }

    @Override
    public String toString() {
        return "leaves alone " + devices;
    }

    static String resource(String name) {
        try (InputStream in = IrqbalancePolicy.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("resource " + name + " is missing");
            }
            return Bytes.copyOf(in.readAllBytes()).text();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
