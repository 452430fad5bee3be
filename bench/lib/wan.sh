# shellcheck shell=bash
# A network with latency between the contestants and the fleet; sourced inside the namespaces.
#
# Clients get a network namespace of their own. A small program carries packets between two TUN devices, one in each, half
# of the round-trip time late. It works where the kernel has no netem, and adds next to nothing at the rates of these runs.

# wan_up MILLISECONDS: sets WAN_CLIENT, a process of the clients' namespace.
wan_up() {
    [ -c /dev/net/tun ] || return 1
    unshare --net sleep infinity &
    WAN_CLIENT=$!
    local inside=(nsenter --net="/proc/$WAN_CLIENT/ns/net")
    until [ "$(readlink "/proc/$WAN_CLIENT/ns/net")" != "$(readlink /proc/self/ns/net)" ]; do sleep 0.05; done
    python3 "$BENCH/lib/wire.py" "$1" "/proc/$WAN_CLIENT/ns/net" &
    for _ in $(seq 100); do
        "${inside[@]}" ip link show wire >/dev/null 2>&1 && break
        sleep 0.05
    done
    ip address add 10.201.0.1/30 dev wire && ip link set wire up || return 1
    ip route add local 10.200.0.0/16 dev lo
    "${inside[@]}" sh -c 'ip link set lo up && ip address add 10.201.0.2/30 dev wire && ip link set wire up &&
        ip route add 10.200.0.0/16 via 10.201.0.1' || return 1
}
