package io.pinwright.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.pinwright.simulator.SimulatedHost.Output;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** How guests answer the power button and the unplugging of devices: as seen on a real host (libvirt 9.0, QEMU 7.2). */
@ExtendWith(SimulatedHostsExtension.class)
class SimulatedGuestTest {

    private static final String MAC = "52:54:00:f9:98:e9";
    private static final String PLUGGED = "virsh dumpxml bigip-virtio | grep -c " + MAC;

    @BeforeEach
    void anInterfaceInAFile(SimulatedHost host) {
        host.run("virsh dumpxml bigip-virtio | sed -n '/" + MAC
                + "/,/<.interface>/p' | sed \"1i<interface type='direct'>\" >/tmp/nic.xml");
    }

    private static String state(SimulatedHost host) {
        return host.run("virsh -q domstate bigip-virtio --reason").stdout().strip();
    }

    @Test
    void shutdownIsAskedForAndTakesItsTime(SimulatedHost host) {
        host.guest("bigip-virtio").shutsDownAfter(2);
        assertThat(host.run("virsh shutdown bigip-virtio"))
                .isEqualTo(new Output(0, "Domain 'bigip-virtio' is being shutdown\n\n", ""));
        assertThat(state(host)).isEqualTo("running (booted)");
        assertThat(state(host)).isEqualTo("running (booted)");
        assertThat(state(host)).isEqualTo("shut off (shutdown)");
        assertThat(host.run("pgrep -c ^vhost-").stdout()).isEqualTo("0\n");
    }

    @Test
    void aGuestMayIgnoreThePowerButton(SimulatedHost host) {
        host.guest("bigip-virtio").ignoresShutdown();
        host.run("virsh shutdown bigip-virtio");
        for (int look = 0; look < 5; look++) {
            assertThat(state(host)).isEqualTo("running (booted)");
        }
        host.run("virsh destroy bigip-virtio");
        assertThat(state(host)).isEqualTo("shut off (destroyed)");
    }

    @Test
    void aPausedGuestDoesNotShutDown(SimulatedHost host) {
        host.run("virsh suspend bigip-virtio; virsh shutdown bigip-virtio");
        assertThat(state(host)).isEqualTo("paused (user)");
        assertThat(state(host)).isEqualTo("paused (user)");
    }

    @Test
    void detachSaysThatItIsDoneThoughTheGuestNeverAgrees(SimulatedHost host) {
        host.guest("bigip-virtio").keepsDevices();
        assertThat(host.run("virsh detach-device bigip-virtio /tmp/nic.xml --live"))
                .isEqualTo(new Output(0, "Device detached successfully\n\n", ""));
        assertThat(host.run(PLUGGED).stdout()).isEqualTo("1\n");
        Output again = host.run("virsh detach-device bigip-virtio /tmp/nic.xml --live");
        assertThat(again.status()).isEqualTo(1);
        assertThat(again.stderr())
                .matches("error: Failed to detach device from /tmp/nic.xml\n"
                        + "error: internal error: unable to execute QEMU command 'device_del': Device net\\d is already in"
                        + " the process of unplug\n");
        host.run("virsh reset bigip-virtio");
        assertThat(host.run(PLUGGED).stdout()).isEqualTo("0\n");
        assertThat(host.run("pgrep -c ^vhost-").stdout()).isEqualTo("5\n");
    }

    @Test
    void aDeviceMayTakeItsTimeToGo(SimulatedHost host) {
        host.guest("bigip-virtio").releasesDevicesAfter(2);
        host.run("virsh detach-device bigip-virtio /tmp/nic.xml --live");
        assertThat(host.run(PLUGGED + ";" + PLUGGED + ";" + PLUGGED).stdout()).isEqualTo("1\n1\n0\n");
    }

    @Test
    void whatIsAttachedLiveKeepsAddressAndTapDeviceAndComesLast(SimulatedHost host) {
        host.run(
                "virsh detach-device bigip-virtio /tmp/nic.xml --live; sed -i \"s/queues='4'/queues='2'/\" /tmp/nic.xml");
        assertThat(host.run("virsh attach-device bigip-virtio /tmp/nic.xml --live"))
                .isEqualTo(new Output(0, "Device attached successfully\n\n", ""));
        String live = host.run("virsh dumpxml bigip-virtio").stdout();
        String nic = live.substring(live.lastIndexOf("<interface "));
        String file = host.run("cat /tmp/nic.xml").stdout();
        for (String part : new String[] {"<address [^>]*>", "<target [^>]*>", "queues='2'"}) {
            assertThat(nic)
                    .contains(java.util.regex.Pattern.compile(part)
                            .matcher(file)
                            .results()
                            .findFirst()
                            .orElseThrow()
                            .group());
        }
        assertThat(host.run("pgrep -c ^vhost-").stdout()).isEqualTo("7\n");
    }

    @Test
    void aDeviceThatIsStillThereCannotBeAttached(SimulatedHost host) {
        assertThat(host.run("virsh attach-device bigip-virtio /tmp/nic.xml --live")
                        .stderr())
                .startsWith("error: Failed to attach device from /tmp/nic.xml\n"
                        + "error: XML error: Attempted double use of PCI Address 0000:00:");
    }

    @Test
    void aDeviceCanBeRefused(SimulatedHost host) {
        host.run("virsh detach-device bigip-virtio /tmp/nic.xml --live");
        host.guest("bigip-virtio").refusesDevices(1);
        assertThat(host.run("virsh attach-device bigip-virtio /tmp/nic.xml --live")
                        .stderr())
                .endsWith("error: cannot open macvtap tap device /dev/tap10: Device or resource busy\n");
        assertThat(host.run("virsh attach-device bigip-virtio /tmp/nic.xml --live")
                        .status())
                .isZero();
    }

    @Test
    void countersGrowWithWhatTheGuestDoes(SimulatedHost host) {
        host.guest("bigip-virtio").works(1, 1000);
        String script =
                "virsh domstats --cpu-total --interface bigip-virtio | sed -n 's/ *cpu.time=//p;s/ *net.0.rx.pkts=//p'";
        String[] before = host.run(script).stdout().split("\n");
        String[] after = host.run("sleep 0.1;" + script).stdout().split("\n");
        assertThat(Long.parseLong(after[0]) - Long.parseLong(before[0])).isGreaterThanOrEqualTo(100_000_000);
        assertThat(Long.parseLong(after[1]) - Long.parseLong(before[1])).isGreaterThanOrEqualTo(49);
    }

    @Test
    void uptimeGoesOn(SimulatedHost host) {
        assertThat(host.run("read a b </proc/uptime; sleep 0.05; read c d </proc/uptime; [ $a != $c ]")
                        .status())
                .isZero();
    }

    @Test
    void aGuestMayCrashOrSleep(SimulatedHost host) {
        host.crash("bigip-virtio");
        assertThat(state(host)).isEqualTo("crashed (panicked)");
        host.run("virsh destroy bigip-virtio; virsh start bigip-virtio");
        host.sleep("bigip-virtio");
        assertThat(state(host)).startsWith("pmsuspended");
    }
}
