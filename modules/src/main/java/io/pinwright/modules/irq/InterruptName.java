package io.pinwright.modules.irq;

import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the name of a NIC's interrupt tells: whether it serves a queue, which one, and which way.
 *
 * <p>Drivers name their vectors as they like; the spellings here are from their sources and from captures: {@code eth0-TxRx-3}
 * (ixgbe, igb, bnxt), {@code i40e-eth0-TxRx-3}, {@code ice-}, {@code iavf-}, {@code idpf-}, {@code eth0-Tx-Rx-3} (ena), {@code
 * eth0-rxtx-3} (vmxnet3), {@code eth0-rx-3} and {@code eth0-tx-3} (igb, tg3, enic), {@code eth0-tx-0-rx-3} and {@code eth0-fp-3}
 * (bnx2x, qede), {@code eth0-3} (bnx2, sfc), {@code eth0-q3} (be2net), {@code eth0-Rx3} and {@code eth0 (queue 3)} (cxgb4, cxgb3),
 * {@code mlx5_comp3@pci:0000:01:00.1}, {@code mlx4-comp-3@pci:...}, {@code virtio0-input.3} and {@code virtio0-output.3}, {@code
 * gve-ntfy-blk3@pci:...}, {@code mana_q3@pci:...}, {@code eth0_rxq3} (hinic), {@code eth0:rx-3} (stmmac).
 *
 * @param queue the queue's number, when the name has one
 */
public record InterruptName(Role role, OptionalInt queue, Direction direction) {

    /** What an interrupt is for. */
    public enum Role {
        /** Packets. */
        QUEUE,
        /** Link changes, mailboxes, commands, flow director: hardly ever fires. */
        OTHER,
        /** The name does not say. */
        UNKNOWN
    }

    /** Which packets a queue's interrupt is for. */
    public enum Direction {
        RECEIVE,
        TRANSMIT,
        BOTH,
        /** Not told, or no queue. */
        UNKNOWN
    }

    private static final InterruptName OTHER = new InterruptName(Role.OTHER, OptionalInt.empty(), Direction.UNKNOWN);
    private static final InterruptName UNKNOWN =
            new InterruptName(Role.UNKNOWN, OptionalInt.empty(), Direction.UNKNOWN);

    private static final int FLAGS = Pattern.CASE_INSENSITIVE;
    private static final String NUMBER = "([0-9]{1,5})";

    /** i40e's flow director vector is called like a queue. */
    private static final Pattern FLOW_DIRECTOR = Pattern.compile("(?:^|[-:])fdir(?:[-:]|$)", FLAGS);

    /** @param word that every name spelled so holds, in lower case: found faster than the pattern */
    private record Spelling(String word, Pattern pattern, Direction direction) {}

    private static Spelling spelling(String word, String regex, Direction direction) {
        return new Spelling(word, Pattern.compile(regex, FLAGS), direction);
    }

    private static final List<Spelling> QUEUES = List.of(
            spelling("rx", "[-:._](?:txrx|tx-rx|rxtx|rx-tx)[-.]?" + NUMBER + "$", Direction.BOTH),
            spelling("-rx-", "[-:._]tx-[0-9]{1,5}-rx-" + NUMBER + "$", Direction.BOTH),
            spelling("-tx-", "[-:._]rx-" + NUMBER + "-tx-[0-9]{1,5}$", Direction.BOTH),
            spelling("rx", "[-:._](?:rx|rxq)[-.]?" + NUMBER + "$", Direction.RECEIVE),
            spelling("tx", "[-:._](?:tx|txq)[-.]?" + NUMBER + "$", Direction.TRANSMIT),
            spelling("fp", "[-:._]fp[-.]?" + NUMBER + "$", Direction.BOTH),
            spelling("mlx5_comp", "^mlx5_comp" + NUMBER + "(?:@|$)", Direction.BOTH),
            spelling("mlx4", "^mlx4(?:-comp)?-" + NUMBER + "(?:@|$)", Direction.BOTH),
            spelling("-input.", "^virtio[0-9]{1,5}-input\\." + NUMBER + "$", Direction.RECEIVE),
            spelling("-output.", "^virtio[0-9]{1,5}-output\\." + NUMBER + "$", Direction.TRANSMIT),
            spelling("-virtqueues", "^virtio[0-9]{1,5}-virtqueues()$", Direction.BOTH),
            spelling("gve-ntfy-blk", "^gve-ntfy-blk" + NUMBER + "(?:@|$)", Direction.UNKNOWN),
            spelling("-ntfy-block.", "-ntfy-block\\." + NUMBER + "$", Direction.UNKNOWN),
            spelling("mana_q", "^mana_q" + NUMBER + "(?:@|$)", Direction.BOTH),
            spelling("(queue ", "[- ]\\(queue " + NUMBER + "\\)$", Direction.BOTH));

    private static final Pattern OTHERS = Pattern.compile(
            "(?:^|[-_:.@ ])(?:misc|mbx|mailbox|async|async_eq|cmd|cmd_eq|pages|pages_eq|ctrl|control|mgmnt|mgmt|event|config|sp|"
                    + "lsc|exn|err|error|notify|fweventq|adminq|hwc|ptp|link|health|service|other|safety|wol|ll_ts|cmd_eq|"
                    + "qset-err|aux|sync)[0-9]{0,5}(?:[-_:.@ ]|$)",
            FLAGS);

    private static final Pattern BARE_NUMBER = Pattern.compile("^-q?" + NUMBER + "$");

    /**
     * Reads a name.
     *
     * @param action as {@code /proc/interrupts} has it
     * @param device the NIC's name; a vector keeps the name that the NIC had when it was requested, so it may not occur
     */
    public static InterruptName of(String action, String device) {
        String lower = action.toLowerCase(Locale.ROOT);
        if (lower.contains("fdir") && FLOW_DIRECTOR.matcher(action).find()) {
            return OTHER;
        }
        for (Spelling spelling : QUEUES) {
            if (!lower.contains(spelling.word())) {
                continue;
            }
            Matcher matcher = spelling.pattern().matcher(action);
            if (matcher.find()) {
                return queue(matcher.group(1), spelling.direction());
            }
        }
        String rest = action.startsWith(device) ? action.substring(device.length()) : action;
        if (rest.isBlank()) {
            return UNKNOWN;
        }
        if (OTHERS.matcher(rest.toLowerCase(Locale.ROOT)).find()) {
            return OTHER;
        }
        int dash = rest.equals(action) ? action.indexOf('-') : 0; // an older name of the NIC, such as eth0
        Matcher number = BARE_NUMBER.matcher(dash < 0 ? "" : rest.substring(dash));
        return number.matches() ? queue(number.group(1), Direction.BOTH) : UNKNOWN;
    }

    private static InterruptName queue(String number, Direction direction) {
        return new InterruptName(
                Role.QUEUE,
                number.isEmpty() ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(number)),
                direction);
    }

    /**
     * How much of a name is the NIC's, to find a NIC's interrupts by name: 0 when the name is not this NIC's, else the longer the
     * more exact. {@code enp4s0f1} never matches {@code enp4s0f10-TxRx-0}.
     *
     * @param owner a NIC's name, PCI address or virtio device
     */
    static int matchLength(String action, String owner) {
        for (int at = action.indexOf(owner); at >= 0; at = action.indexOf(owner, at + 1)) {
            boolean starts = at == 0 || "-:@".indexOf(action.charAt(at - 1)) >= 0;
            int end = at + owner.length();
            boolean ends = end == action.length() || "-:_@ (".indexOf(action.charAt(end)) >= 0;
            if (starts && ends) {
                return owner.length();
            }
        }
        return 0;
    }
}
