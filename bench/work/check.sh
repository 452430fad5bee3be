# shellcheck shell=sh disable=SC2015
# The same eight items as one hand-written script, one exec: the floor. Shell built-ins and one stat; reads, compares, and
# writes what differs. WANT is set by whoever sends it.
cd /etc/bench || exit 1
fail() { echo "$1"; exit 1; }
slurp() { # file: its text in $text
  text=
  while IFS= read -r l; do text="$text$l
"; done <"$1"
}
want_file() { # file text
  slurp "$1"
  [ "$text" = "$2" ] || { printf %s "$2" >"$1.new" && mv "$1.new" "$1" && echo "changed $1" || fail "$1"; }
}
want_line() { # file start line
  text='' found='' new=''
  while IFS= read -r l; do
    case $l in "$2"*) [ "$l" = "$3" ] || new=1; l=$3 found=1 ;; esac
    text="$text$l
"
  done <"$1"
  [ -n "$found" ] || { new=1 text="$text$3
"; }
  [ -z "$new" ] || { printf %s "$text" >"$1.new" && mv "$1.new" "$1" && echo "changed $1" || fail "$1"; }
}
want_sysctl() { # file of the setting, name, value
  read -r now <"$1"
  [ "$now" = "$3" ] || echo "$3" >"$1" || fail "$1"
  want_line /etc/sysctl.d/99-bench.conf "$2=" "$2=$3"
}
want_file limits.conf "# managed
* soft memlock $WANT
* hard memlock unlimited
"
want_file bridge.conf "# managed
allow br0
allow br1
"
want_line grub.default GRUB_TIMEOUT= "GRUB_TIMEOUT=$WANT"
want_line irqbalance.default IRQBALANCE_ONESHOT= IRQBALANCE_ONESHOT=0
want_sysctl /proc/sys/vm/swappiness vm.swappiness "$WANT"
want_sysctl /proc/sys/vm/dirty_ratio vm.dirty_ratio 20
[ "$(stat -c %a:%U:%G limits.conf bridge.conf private.key spool)" = "644:root:root
644:root:root
600:root:root
755:root:root" ] || fail modes
