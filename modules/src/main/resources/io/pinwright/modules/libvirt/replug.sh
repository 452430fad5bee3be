# Replaces an interface of a running domain: detach, wait until it is gone, attach; the persistent document is not touched.
# One script, so that the guest is not left without its interface when whoever started it goes away.
# $1: URI   $2: UUID   $3: MAC address   $4: seconds that the guest has
# Standard input: the old element, nothing when it is not plugged; a line ====; the new element. Read by the shell itself:
# the head of busybox reads more than it prints.
uri=$1 uuid=$2 mac=$3 limit=$4
old=
while IFS= read -r line && [ "$line" != ==== ]; do
  old="$old$line
"
done
new=$(cat)
v() { virsh -q -c "$uri" "$@"; }
say() { printf '%s\n' "$*" >&2; }
# By the live document alone: virsh says that a device is detached when the guest has not released it.
plugged() {
  xml=$(v dumpxml --domain "$uuid" 2>&1 </dev/null) || return 2
  case $xml in *"<mac address='$mac'/>"*) return 0 ;; esac
  return 1
}
attach() { said=$(printf '%s\n' "$1" | v attach-device --domain "$uuid" --file /dev/stdin --live 2>&1); }
uptime() {
  read -r now rest </proc/uptime
  now=${now%.*}
}
if [ -n "$old" ]; then
  said=$(printf %s "$old" | v detach-device --domain "$uuid" --file /dev/stdin --live 2>&1)
  detached=$?
  uptime
  end=$((now + limit))
  while :; do
    plugged
    case $? in 1) break ;; esac
    if [ "$detached" != 0 ]; then
      say "virsh detach-device failed, the interface is as it was: $said"
      exit 1
    fi
    uptime
    if [ "$now" -ge "$end" ]; then
      say "the guest has not released the interface within $limit s: it is still plugged, with its old queues"
      say "why: the guest must agree to an unplug; one that is paused, has no operating system or no hotplug driver never does"
      say "fix: restart the domain (virt_domain). The request to unplug stays: a reset of the guest takes the interface away"
      exit 1
    fi
    sleep .5 2>/dev/null || sleep 1
  done
fi
# The lower device may be busy for a moment after the old one went.
for try in 1 2 3; do
  if attach "$new"; then exit 0; fi
  sleep 1
done
why=$said
if [ -z "$old" ]; then
  say "virsh attach-device failed, the guest is without this interface: $why"
elif attach "$old"; then
  say "virsh attach-device failed, the old interface is plugged again, with its old queues: $why"
else
  say "virsh attach-device failed: $why"
  say "the old interface could not be plugged again either, the guest is without it: $said"
  say "fix: mend the cause and run again, or restart the domain (virt_domain)"
fi
exit 1
