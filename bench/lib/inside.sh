#!/usr/bin/env bash
# What runs inside the namespaces: brings the fleet up, lists the cases, measures them, writes the report.
# shellcheck source=/dev/null
set -euo pipefail
. "$BENCH/lib/say.sh"
. "$BENCH/lib/fleet.sh"
. "$BENCH/lib/contestants.sh"
. "$BENCH/lib/wan.sh"

largest() { tr , '\n' <<<"$1" | sort -n | tail -n 1; }

ip link set lo up
all="$HOSTS"
[ "$WAN" = 0 ] || all="$HOSTS,$WAN_HOSTS"
accounting >"$FOLDER/cgroup"
fleet_up "$(largest "$all")"
contestants_prepare

cases=$FOLDER/cases
for n in ${HOSTS//,/ }; do
    contestants_cases "$n" 0 127.0 ''
done >"$cases"
if [ "$WAN" = 0 ]; then
    say 'no emulated wide-area network: --wan 0'
elif wan_up "$WAN"; then
    for n in ${WAN_HOSTS//,/ }; do
        contestants_cases "$n" "$WAN" 10.200 "nsenter --net=/proc/$WAN_CLIENT/ns/net "
    done >>"$cases"
else
    say 'no emulated wide-area network: it needs /dev/net/tun'
fi
heap_of_a_session "$(($(largest "$HOSTS") < 100 ? $(largest "$HOSTS") : 100))"
python3 "$BENCH/lib/measure.py" "$cases"
python3 "$BENCH/lib/report.py" "$OUT"
