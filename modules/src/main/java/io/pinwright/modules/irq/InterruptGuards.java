package io.pinwright.modules.irq;

import io.pinwright.engine.host.Answer;
import io.pinwright.engine.host.Bytes;
import io.pinwright.engine.host.Guard;
import io.pinwright.engine.host.Query;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What writing to {@code /proc/irq/N} rests on beside the value there: N is still the interrupt it was. A driver that asks for its
 * vectors anew gets other numbers, and the old ones go to whoever asks next.
 */
final class InterruptGuards {

    private InterruptGuards() {}

    /**
     * One read for all interrupts and one for each device: that each number still has its handler, and that each device's name
     * is still that of the same hardware.
     */
    static List<Guard> of(NicInterrupts nics, List<String> devices, List<NicInterrupt> interrupts) {
        List<Guard> guards = new ArrayList<>();
        if (!interrupts.isEmpty()) {
            guards.add(handlers(interrupts));
        }
        for (String name : devices) {
            Optional.ofNullable(nics.devices().get(name))
                    .flatMap(InterruptGuards::hardware)
                    .ifPresent(guards::add);
        }
        return guards;
    }

    /** Counted, not shown: the lines of /proc/interrupts have other numbers each time. */
    private static Guard handlers(List<NicInterrupt> interrupts) {
        String lines = interrupts.stream()
                .map(one -> one.number() + ":.*" + (one.name().isEmpty() ? "" : "[ ,]" + literal(one.name())))
                .collect(Collectors.joining("|"));
        return said(
                new Query.Run("grep", "-cE", "^ *(" + lines + ")(,|$)", ProcInterrupts.QUERY.path()),
                interrupts.size() + "\n");
    }

    /** A name as a regular expression; what is not plain in it matches as a class, what cannot stand in one as any character. */
    private static String literal(String name) {
        StringBuilder out = new StringBuilder();
        name.codePoints().forEach(c -> {
            if (c < 0x80 && (Character.isLetterOrDigit(c) || "-_@:/=,# ".indexOf(c) >= 0)) {
                out.appendCodePoint(c);
            } else {
                out.append(".[](){}*+?|$".indexOf(c) >= 0 ? "[" + Character.toString(c) + "]" : ".");
            }
        });
        return out.toString();
    }

    private static Optional<Guard> hardware(NicDevice device) {
        String script = "l=$(readlink \"/sys/class/net/$1/device\") && printf '%s\\n' \"${l##*/}\"";
        return device.virtio()
                .or(device::pciAddress)
                .map(place -> said(new Query.Run("sh", "-c", script, "hardware", device.name()), place + "\n"));
    }

    private static Guard said(Query.Run query, String text) {
        return Guard.of(query, new Answer.Output(0, Bytes.utf8(text), Bytes.EMPTY))
                .orElseThrow();
    }
}
