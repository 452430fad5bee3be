package io.pinwright.modules.irq;

import static org.assertj.core.api.Assertions.assertThat;

import io.pinwright.modules.irq.InterruptName.Direction;
import io.pinwright.modules.irq.InterruptName.Role;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class InterruptNameTest {

    @ParameterizedTest
    @CsvSource({
        "eth0-TxRx-3, 3, BOTH",
        "enp4s0f0-rxtx-7, 7, BOTH",
        "i40e-eth0-TxRx-12, 12, BOTH",
        "ice-ens1f0np0-TxRx-63, 63, BOTH",
        "iavf-eth0-TxRx-1, 1, BOTH",
        "idpf-eth0-Rx-1, 1, RECEIVE",
        "hns3-0000:7d:00.0-TxRx-5, 5, BOTH",
        "eth0-Tx-Rx-5, 5, BOTH",
        "eth0-rx-2, 2, RECEIVE",
        "eth0-tx-2, 2, TRANSMIT",
        "eth0-txrx-4, 4, BOTH",
        "eth0-tx-0-rx-3, 3, BOTH",
        "eth0-fp-6, 6, BOTH",
        "eth0-5, 5, BOTH",
        "eth0-q5, 5, BOTH",
        "eth0-Rx5, 5, RECEIVE",
        "eth0 (queue 5), 5, BOTH",
        "eth0_rxq5, 5, RECEIVE",
        "eth0:tx-1, 1, TRANSMIT",
        "mlx5_comp3@pci:0000:01:00.1, 3, BOTH",
        "mlx5_comp11, 11, BOTH",
        "mlx4-comp-0@pci:0000:01:00.1, 0, BOTH",
        "mlx4-2@0000:01:00.0, 2, BOTH",
        "virtio0-input.0, 0, RECEIVE",
        "virtio12-output.3, 3, TRANSMIT",
        "gve-ntfy-blk9@pci:0000:00:04.0, 9, UNKNOWN",
        "mana_q4@pci:7870:00:00.0, 4, BOTH",
        "em1-4, 4, BOTH",
        "mgmt0-TxRx-1, 1, BOTH"
    })
    void servesAQueue(String action, int queue, Direction direction) {
        assertThat(InterruptName.of(action, "eth0"))
                .isEqualTo(new InterruptName(Role.QUEUE, OptionalInt.of(queue), direction));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "i40e-0000:01:00.0:misc",
                "i40e-0000:01:00.0:fdir-TxRx-0",
                "iavf-0000:01:02.0:mbx",
                "idpf-0000:01:00.0-Mailbox-0",
                "mlx5_async_eq@pci:0000:01:00.0",
                "mlx5_async0@pci:0000:01:00.0",
                "mlx5_cmd_eq@pci:0000:01:00.0",
                "mlx5_pages_eq@pci:0000:01:00.0",
                "mlx4-async@pci:0000:01:00.0",
                "ena-mgmnt@pci:0000:00:05.0",
                "eth0-event-8",
                "virtio0-config",
                "eth0-err",
                "eth0-notify",
                "mana_hwc@pci:7870:00:00.0",
                "eth0:mac:misc",
                "0000:04:00.4-FWeventq"
            })
    void servesNoQueue(String action) {
        assertThat(InterruptName.of(action, "eth0").role()).isEqualTo(Role.OTHER);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "eth0", "uhci_hcd:usb4", "virtio2"})
    void saysNothing(String action) {
        assertThat(InterruptName.of(action, "eth0").role()).isEqualTo(Role.UNKNOWN);
    }

    @Test
    void deviceNamedLikeAKeywordIsNotTakenForOne() {
        assertThat(InterruptName.of("event1-3", "event1").queue()).hasValue(3);
    }

    @Test
    void longerDeviceNameIsAnotherDevice() {
        assertThat(InterruptName.matchLength("enp4s0f10-TxRx-0", "enp4s0f1")).isZero();
        assertThat(InterruptName.matchLength("enp4s0f1-TxRx-0", "enp4s0f1")).isEqualTo(8);
        assertThat(InterruptName.matchLength("i40e-eth1-TxRx-0", "eth1")).isEqualTo(4);
        assertThat(InterruptName.matchLength("myeth1-TxRx-0", "eth1")).isZero();
        assertThat(InterruptName.matchLength("virtio10-input.0", "virtio1")).isZero();
        assertThat(InterruptName.matchLength("mlx5_comp0@pci:0000:01:00.1", "0000:01:00.1"))
                .isEqualTo(12);
    }
}
