"""wire.py RTT_MS NAMESPACE: a wire with latency.

Opens a TUN device called wire here and another in the network namespace of a file, and passes each packet to the other
side half of the round-trip time later: unlimited bandwidth, no loss, order kept. Runs until it is killed."""

import collections
import ctypes
import fcntl
import os
import select
import struct
import sys
import time

TUNSETIFF, IFF_TUN, IFF_NO_PI = 0x400454CA, 0x0001, 0x1000
CLONE_NEWNET, PR_SET_TIMERSLACK = 0x40000000, 29


def tun():
    device = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
    fcntl.ioctl(device, TUNSETIFF, struct.pack("16sH22x", b"wire", IFF_TUN | IFF_NO_PI))
    return device


def main():
    delay = float(sys.argv[1]) / 2000
    libc = ctypes.CDLL(None, use_errno=True)
    here = tun()
    if libc.setns(os.open(sys.argv[2], os.O_RDONLY), CLONE_NEWNET):
        raise OSError(ctypes.get_errno(), "setns")
    there = tun()
    libc.prctl(PR_SET_TIMERSLACK, 1000, 0, 0, 0)
    other = {here: there, there: here}
    under_way = collections.deque()
    while True:
        wait = max(0.0, under_way[0][0] - time.monotonic()) if under_way else None
        for device in select.select([here, there], [], [], wait)[0]:
            try:
                while True:
                    packet = os.read(device, 65536)
                    under_way.append((time.monotonic() + delay, other[device], packet))
            except BlockingIOError:
                pass
        while under_way and under_way[0][0] <= time.monotonic():
            _, device, packet = under_way.popleft()
            try:
                os.write(device, packet)
            except OSError:
                pass  # The other side is not up, or full: lost, as on a wire.


main()
