# Functions for rounds that write, sent with the first of them. The rules of prelude.sh hold here too.
# L_: how the lock is held, S_: since when. J_: the journal's entry. E_: whether a guard did not hold.
L_=
J_=
S_=
# _D: makes the folder of lock and journal; nobody but its owner looks into it.
_D() { (umask 077; mkdir -p "$D_/runs") && chmod 700 "$D_"; }
# _p TEXT: a line into the file of the lock. It says who: RUN OWNER SINCE PID EXPIRY.
_p() { (umask 077; printf '%s\n' "$*") >"$D_/lock" 2>/dev/null; }
# _l INDEX RUN OWNER SECONDS: takes the lock, or waits for it. Ends with k, or h and what the lock says.
_l() {
if ! { [ -n "$L_" ] || _D; } || ! { (umask 077; : >>"$D_/lock") && [ -w "$D_/lock" ]; }; then
F=1
_e "$1"
_i "$1" l e
return
fi
n=$4
now=$(date +%s)
hr= ho= hs= hp= hx=
if [ -n "$L_" ]; then
:
elif command -v flock >/dev/null 2>&1; then
exec 9>>"$D_/lock"
until flock -n 9; do
read -r hr ho hs hp hx <"$D_/lock"
if [ "$hr" = "$2" ]; then L_=o; break; fi
if [ "$n" -le 0 ]; then L_=h; break; fi
n=$((n - 1))
sleep 1 9>&-
done
L_=${L_:-f}
else
until mkdir "$D_/lock.d" 2>/dev/null; do
read -r hr ho hs hp hx <"$D_/lock"
if [ "$hr" = "$2" ]; then L_=o; break; fi
now=$(date +%s)
case $hx in ''|*[!0-9]*) ;; *) if [ "$now" -gt "$hx" ] && mv "$D_/lock.d" "$D_/lock.$$"; then rm -rf "$D_/lock.$$"; continue; fi ;; esac
if [ "$n" -le 0 ]; then L_=h; break; fi
n=$((n - 1))
sleep 1
done
if [ -z "$L_" ]; then
L_=d
trap 'rm -rf "$D_/lock.d"' EXIT
fi
fi
if [ $L_ = h ]; then
L_=
exec 9>&-
F=1
_i "$1" l h "$hr" "$ho" "$hs" "$(date +%s)"
return
fi
S_=${S_:-$now}
[ $L_ = o ] || _p "$2" "$3" "$S_" $$ $((now + 900))
# Who armed a switch and holds no lock any more cannot confirm: it goes off now, before the guards are read, and not later.
for f in "$D_"/runs/*/armed; do
[ ! -e "$f" ] || case $f in "$D_/runs/$2".*) ;; *) sh "${f%/armed}/undo" unconfirmed </dev/null >/dev/null 2>&1 9>&- ;; esac
done
_i "$1" l k
}
# _G: the SHA-256 of standard input, alone.
_G() {
s=$(sha256sum)
printf %s "${s%% *}"
}
# _n INDEX EXPECTED SEEN: whether a guard holds.
_n() {
if [ "$2" = "$3" ]; then _i "$1" n 0
else
E_=1
_i "$1" n 1
fi
}
# _nf INDEX EXPECTED MAX PATH: a file; when it is another, who wrote it and when.
_nf() {
if [ ! -e "$4" ]; then v=a; else v=$(_k 30 head -c "$3" "$4" </dev/null 2>/dev/null | _G); fi
[ "$v" = "$2" ] || [ ! -e "$4" ] || stat -L -c '%U %y' "$4" 2>/dev/null
_n "$1" "$2" "$v"
}
# _nq INDEX EXPECTED SECONDS ARGV: a command.
_nq() {
I=$1 V=$2 D=$3
shift 3
v=a
if command -v "$1" >/dev/null 2>&1; then
v=$({
_k "$D" "$@" </dev/null 2>/dev/null
printf '\n%s\n' $?
} | _G)
fi
_n "$I" "$V" "$v"
}
# _ns INDEX EXPECTED FOLLOW PATH: stat.
_ns() {
v=a
if [ -e "$4" ] || { [ "$3" = 0 ] && [ -L "$4" ]; }; then
l=
[ "$3" = 0 ] || l=-L
v=$(_k 30 stat $l -c '%f/%u/%g/' "$4" </dev/null 2>/dev/null)
[ "$3" = 1 ] || [ ! -L "$4" ] || v=$v$(readlink -n "$4")
fi
_n "$1" "$2" "$v"
}
# _N INDEX: after the guards; when one did not hold, nothing is written, and here is who may know why.
_N() {
if [ -n "$E_" ]; then
E_=
F=1
tail -n 1 "$D_/log" 2>/dev/null
printf '\n%s w\n' "$H"
who 2>/dev/null | head -n 10
fi
_i "$1" g
}
# _J INDEX ENTRY: a folder for an entry of the journal. The oldest go: at most 60 are kept, and 64 MiB.
_J() {
J_=$D_/runs/$2
K=$1
set -- "$D_"/runs/*
n=$#
v=$(du -sk "$D_/runs" 2>/dev/null)
v=${v%%[!0-9]*}
for f; do
[ $n -gt 60 ] || [ "${v:-0}" -gt 65536 ] || break
if [ ! -e "$f/armed" ] && [ "$f" != "$J_" ]; then
rm -rf -- "$f"
v=$(du -sk "$D_/runs" 2>/dev/null)
v=${v%%[!0-9]*}
fi
n=$((n - 1))
done
if v=$(wc -c 2>/dev/null <"$D_/log") && [ "$v" -gt 262144 ]; then tail -n 500 "$D_/log" >"$D_/log.new" && mv "$D_/log.new" "$D_/log"; fi
(umask 077; mkdir -p "$J_" && : >"$J_/progress") || _m "$K" "cannot make $J_"
}
# _Jf INDEX NAME INPUT: a file of the entry.
_Jf() { [ -n "$F" ] || (umask 077; "$3" >"$J_/$2") || _m "$1" "cannot write $J_/$2"; }
# _Js INDEX LINE: the entry is on disk before anything is changed.
_Js() {
if [ -z "$F" ]; then
if sync "$J_"/* "$J_" 2>/dev/null || sync; then
printf '%s\n' "$2" >>"$D_/log"
_e "$1"
_i "$1" j 0 "$J_"
else _m "$1" "cannot flush $J_ to disk"; fi
fi
}
# _B INDEX STEP [SECONDS]: a step begins. Once the switch is armed, it goes off so long from now.
_B() {
if ! echo "begin $2" >>"$J_/progress"; then
_m "$1" "cannot write $J_/progress"
return 1
fi
if [ -n "$3" ] && ! _T "$3"; then
_m "$1" "cannot write $J_/deadline"
return 1
fi
}
# _E STEP: it ended.
_E() { if [ -n "$F" ]; then echo "failed $1"; else echo "done $1"; fi >>"$J_/progress"; }
# _X STEP...: a change of several steps failed half-way: what it began is taken back.
_X() { [ -z "$F" ] || [ ! -e "$J_/progress" ] || sh "$J_/undo" "$@" </dev/null >/dev/null 2>&1 9>&-; }
# _T SECONDS: the switch goes off so long from now. The last line counts: without room for another one, those before hold.
_T() {
read -r u v </proc/uptime
printf '\n%s\n' $((${u%.*} + $1)) >>"$J_/deadline"
}
# _A INDEX SECONDS: arms the switch: a watch that outlives this shell and its login.
_A() {
[ -z "$F" ] || return 0
if ! _T "$2" || ! : >"$J_/armed"; then
_m "$1" "cannot write $J_/armed"
return
fi
v=${J_##*/}
if [ -d /run/systemd/system ] && systemd-run --quiet --collect --unit="pinwright-$v" sh "$J_/watch" </dev/null >/dev/null 2>&1 9>&-; then :
elif command -v setsid >/dev/null 2>&1; then setsid sh "$J_/watch" </dev/null >/dev/null 2>&1 9>&- &
else (trap '' HUP; exec sh "$J_/watch") </dev/null >/dev/null 2>&1 9>&- &
fi
}
# _C INDEX ENTRY: the controller is still there. 0 when that came in time, or a step failed before the switch was armed. What
# cannot be confirmed, for the disk refuses that, is taken back now and not later: what is told now holds.
_C() {
if mv "$D_/runs/$2/armed" "$D_/runs/$2/confirmed" 2>/dev/null; then _i "$1" k 0
elif [ -e "$D_/runs/$2/armed" ]; then
sh "$D_/runs/$2/undo" unconfirmed </dev/null >/dev/null 2>&1 9>&-
_i "$1" k 1
elif [ -e "$D_/runs/$2/reverting" ]; then _i "$1" k 1
else _i "$1" k 0; fi
}
