# Functions of the remote shell. POSIX sh with dash, bash and busybox; comments and indentation are cut before it is sent.
# M is the session's marker, set before. A record is a line of its own, H and a space first: all else is data.
# Short names: this text travels in every exec request.
LC_ALL=C
export LC_ALL
PATH=${PATH:-/usr/bin:/bin}:/usr/sbin:/sbin
umask 022
unset IFS CDPATH
N='
'
F=
# H: the marker of all records. Part of it is made on the host, since M can be seen in the process list.
H=
{ read -r H </proc/sys/kernel/random/uuid; } 2>/dev/null
[ ${#H} = 36 ] || H=$(od -An -N16 -tx1 /dev/urandom 2>/dev/null)
set -- $H
IFS=
H=$M-$*
unset IFS
# T: whether there is a timeout that ends whole process groups; that of busybox does not.
T=
IFS=:
for f in $PATH; do
if [ -x "$f/timeout" ]; then
T=1
if [ "$f/timeout" -ef /bin/busybox ] || [ "$f/timeout" -ef /usr/bin/busybox ]; then T=; fi
break
fi
done
unset IFS
# _i TEXT: a record on standard output. e INDEX: the end of an item's standard error.
_i() { printf '\n%s i %s\n' "$H" "$*"; }
_e() { printf '\n%s i %s\n' "$H" "$*" >&2; }
# _w SECONDS ARGV: the deadline of a host without a timeout: ends the command alone, not its children. 124 when it did.
_w() {
Y=$1
shift
exec 6<&0
"$@" <&6 &
p=$!
{
sleep "$Y" &
s=$!
trap 'kill $s; exit 1' TERM
wait $s
trap 'exit 0' TERM
kill -TERM $p || exit 1
sleep 2 &
wait $!
kill -KILL $p
exit 0
} </dev/null >/dev/null 2>&1 3>&- 4>&- 5>&- 6<&- 9>&- &
W=$!
wait $p
r=$?
kill -TERM $W 2>/dev/null
wait $W 2>/dev/null && r=124
return $r
}
# _k SECONDS ARGV: under a deadline, or none when 0; 124 when it ran out.
_k() {
if [ "$1" = 0 ]; then
shift
"$@"
return
fi
if [ -n "$T" ]; then
timeout -k 5 "$@"
r=$?
[ $r != 137 ] || r=124
return $r
fi
_w "$@"
}
# _a INDEX PATH: not there; or is it only that we may not see it?
_a() {
p=$2
while [ -n "$p" ] && [ ! -e "$p" ]; do p=${p%/*}; done
p=${p:-/}
if [ ! -d "$p" ] || [ -x "$p" ]; then _i "$1" a; else _i "$1" p "$p"; fi
}
# _f INDEX MAX SECONDS PATH: the content of a file.
_f() {
if [ ! -e "$4" ]; then _a "$1" "$4"
elif [ -d "$4" ]; then _i "$1" d
else
# A regular file that does not answer has hung the shell before, at its first look.
if [ -f "$4" ]; then head -c "$2" "$4" </dev/null; else _k "$3" head -c "$2" "$4" </dev/null; fi
r=$?
[ $r = 0 ] || [ -e "$4" ] || r=a
_e "$1"
_i "$1" c $r
fi
}
# _W LINES NUMBER: the lines, in Z; empty unless there are so many.
_W() {
Q=0
IFS=$N
set -f
for l in $1; do Q=$((Q + 1)); done
set +f
unset IFS
if [ $Q = "$2" ]; then Z=$1$N; else Z=; fi
}
# _b INDEX MAX SECONDS PATH: the content of a small text file of the kernel, without a process. Empty may mean a read error.
_b() {
if [ -f "$4" ] && [ -r "$4" ]; then
v=
while IFS= read -r l; do
v=$v$l$N
[ ${#v} -le "$2" ] || break
done <"$4"
v=$v$l
if [ -n "$v" ]; then
printf %s "$v"
_i "$1" c 0
return
fi
fi
_f "$@"
}
# j: prints what a glob has gathered.
_j() {
printf %s "$o"
o=
}
# _g INDEX KIND MAX PATH...: of each path its name (n), content (b small kernel text, h any).
_g() {
I=$1 K=$2 X=$3
shift 3
o= z=0
for f; do
[ -e "$f" ] || [ -L "$f" ] || continue
case $f in *"$N"*) continue ;; esac
c=
case $K in
b)
[ -f "$f" ] && [ -r "$f" ] || continue
l=
while IFS= read -r l; do
c=$c$l$N
[ ${#c} -le "$X" ] || break
done <"$f" || continue
c=$c$l
# Empty, or it cannot be read, or it is one of the CPU lists that Linux 5.15 and later give to no read of a single byte.
[ -n "$c" ] || { c=$(head -c "$X" "$f" && echo /) || continue; c=${c%/}; }
;;
h)
[ -f "$f" ] && [ -r "$f" ] || continue
v=$(stat -L -c %s "$f") || continue
z=$((z + v))
if [ $z -gt "$X" ]; then
_i "$I" o
return
fi
_j
printf '\n%s = %s\n' "$H" "$f"
_k 30 head -c "$X" "$f" </dev/null || printf '\n%s -\n' "$H"
continue
;;
esac
o="$o$N$H = $f$N$c"
z=$((z + ${#f} + ${#c}))
if [ $z -gt "$X" ]; then
_j
_i "$I" o
return
fi
[ ${#o} -lt 6000 ] || _j
done
_j
_i "$I" g
} 2>/dev/null
# _h INDEX MAX PATH...: of each symbolic link its text; one readlink for all, where it can.
_h() {
I=$1
Q=0
for f; do shift; [ -L "$f" ] || continue; case $f in *"$N"*) ;; *) set -- "$@" "$f" ;; esac; done
if [ $# -gt 0 ]; then
v=$(readlink "$@")
IFS=$N
set -f
for l in $v; do Q=$((Q + 1)); done
set +f
unset IFS
for f; do
printf '\n%s = %s\n' "$H" "$f"
[ $Q = $# ] || readlink -n "$f" || printf '\n%s -\n' "$H"
done
if [ $Q = $# ]; then
printf '\n%s t\n' "$H"
printf %s "$v"
fi
fi
_i "$I" g
} 2>/dev/null
# _s INDEX FOLLOW CHECKSUM PATH: stat.
_s() {
if [ -e "$4" ] || { [ "$2" = 0 ] && [ -L "$4" ]; }; then
l=
[ "$2" = 0 ] || l=-L
stat $l -c '%f/%u/%g/%s/%Y/%U/%G' "$4" </dev/null
r=$?
if [ "$2" = 0 ] && [ -L "$4" ]; then
printf '\n%s l\n' "$H"
readlink -n "$4"
elif [ "$3" = 1 ] && [ -f "$4" ]; then
printf '\n%s s\n' "$H"
_k 120 sha256sum "$4" </dev/null
fi
_e "$1"
_i "$1" s $r
else
_a "$1" "$4"
fi
}
# _I INDEX TEXT RESULT: an item without standard error, gathered in o and w. _O prints them: many small packets are dear at both ends.
_I() {
o="$o$2$N$H i $1 $3$N"
w="$w$N$H i $1$N"
[ ${#o} -lt 8000 ] || _O
}
_O() {
printf %s "$o"
printf %s "$w" >&2
o= w=
}
# _S (KIND INDEX PATH)...: files of a disk, by one stat for all. Kind 0 is stat, 1 stat that follows links, and more is the content, so many bytes at most.
# A short text needs no process of its own then: what a shell cannot hold is shorter in it than on disk.
_S() {
n=0 O=
for f; do
case $n in
0) k=$f n=1 ;;
1) n=2 ;;
*)
n=0
[ "$k" = 0 ] || [ ! -L "$f" ] || O=-L
;;
esac
done
n=$# m= o= w=
while [ $n -gt 0 ]; do
if [ "$1" -gt 1 ]; then
if [ -f "$3" ] && [ -r "$3" ]; then
m="$m$1 $2 "
set -- "$@" "$3"
else _f "$2" "$1" 30 "$3"; fi
elif [ "$1" = 0 ] && [ -L "$3" ]; then
if [ -n "$O" ]; then _s "$2" 0 0 "$3"
else
m="$m$1 $2 "
set -- "$@" "$3"
fi
elif [ -e "$3" ]; then
m="$m$1 $2 "
set -- "$@" "$3"
else _a "$2" "$3"; fi
shift 3
n=$((n - 3))
done
[ $# -gt 0 ] || return 0
_W "$(stat $O -c '%f/%u/%g/%s/%Y/%U/%G' "$@" 2>/dev/null)" $#
for f; do
k=${m%% *} m=${m#* }
i=${m%% *} m=${m#* }
t=${Z%%"$N"*} Z=${Z#*"$N"}
# It has become a link a moment ago.
if [ "$k" != 0 ]; then case $t in a*) t= ;; esac
elif [ -n "$O" ] && [ -L "$f" ]; then t=; fi
if [ "$k" -gt 1 ]; then
z=${t#*/} z=${z#*/} z=${z#*/} z=${z%%/*}
if [ "${z:-0}" -gt 0 ] && [ "$z" -le 1024 ] && [ "$z" -le "$k" ]; then
v= l=
while IFS= read -r l; do v=$v$l$N; done <"$f"
v=$v$l
if [ ${#v} = "$z" ]; then
_I "$i" "$v" 'c 0'
continue
fi
fi
_f "$i" "$k" 30 "$f"
elif [ -z "$t" ]; then _s "$i" "$k" 0 "$f"
elif [ "$k" = 0 ] && [ -L "$f" ]; then
_O
printf '%s\n%s l\n' "$t" "$H"
readlink -n "$f"
_e "$i"
_i "$i" s 0
else _I "$i" "$t" 's 0'; fi
done
_O
}
# _P MAX (INDEX PATH)...: settings below /proc/sys, by one head for all; it puts a title before each. Whatever is odd is asked alone.
_P() {
X=$1
shift
n=$# m= o= w=
while [ $n -gt 0 ]; do
if [ -f "$2" ] && [ -r "$2" ]; then
m="$m$1 "
set -- "$@" "$2"
else _f "$1" "$X" 0 "$2"; fi
shift 2
n=$((n - 2))
done
v=
[ $# -lt 2 ] || v=$(head -c "$X" -- "$@" 2>/dev/null </dev/null && echo /) || v=
v=$N${v%/}
for f; do
i=${m%% *} m=${m#* }
s=${v#"$N==> $f <==$N"}
c=${s%%"$N==> /proc/sys/"*}
if [ "$s" != "$v" ] && [ -n "$c" ]; then
v=${s#"$c"}
_I "$i" "$c" 'c 0'
else
v=
_f "$i" "$X" 0 "$f"
fi
done
_O
}
# _q INDEX SECONDS MAX ARGV: a command that changes nothing. Its exit status goes behind its standard error.
_q() {
I=$1 D=$2 X=$3
shift 3
if command -v "$1" >/dev/null 2>&1; then
{
_k "$D" "$@" </dev/null
_e "$I" $?
} | head -c "$X"
_i "$I" q
else
_i "$I" a
fi
}
# R MAX ARGV: runs a command, keeps MAX bytes of each of its outputs, drops the rest; its exit status goes to file 4.
R='n=$1
shift
{ { "$@" 2>&1 >&3 3>&- 4>&-; echo $? >&4; } | { head -c "$n" >&2; read -r z && cat >/dev/null; } 3>&- 4>&-; } 3>&1 |
{ head -c "$n"; read -r z && cat >/dev/null; } 4>&-'
eval "_y() { $R
}"
# _x INDEX SECONDS MAX OK INPUT DIRECTORY ARGV: a step's command. INPUT is a function that prints its standard input, or none.
_x() {
I=$1 D=$2 X=$3 O=$4 P=$5 C=$6
shift 6
{
r=$(
trap - HUP PIPE
{
if [ -n "$C" ] && ! cd "$C"; then
echo d >&4
elif [ -n "$T" ]; then
if [ -n "$P" ]; then "$P" | timeout -k 5 "$D" sh -c "$R" sh "$X" "$@"
else timeout -k 5 "$D" sh -c "$R" sh "$X" "$@" </dev/null; fi
else
if [ -n "$P" ]; then "$P" | _y "$X" _w "$D" "$@"; else _y "$X" _w "$D" "$@" </dev/null; fi
fi
} 4>&1 >&5 5>&- 9>&-
)
} 5>&1
if [ -z "$T" ] && [ "$r" = 124 ]; then r=; fi
case " $O " in *" $r "*) ;; *) F=1 ;; esac
[ -n "$r" ] || F=1
_e "$I"
_i "$I" x "${r:-t}"
}
# L: asks a command twice a second until it succeeds and prints a text. Says what it prints whenever that is new.
# $1: the text. $2: seconds; 124 when they are over, unless $3 is a command to run then. The rest: the command that is asked.
# The clock is that of the kernel, which nobody sets: a step of the time must not make a deadline.
L='t=$1 d=$2 o=$3 w=
shift 3
n() { read -r s z </proc/uptime; s=${s%.*}; }
n
e=$((s + d))
while :; do
v=$("$@" </dev/null)
r=$?
while :; do case $v in [[:space:]]*) v=${v#?} ;; *[[:space:]]) v=${v%?} ;; *) break ;; esac; done
[ $r != 0 ] || [ "$v" != "$t" ] || exit 0
[ "$v" = "$w" ] || printf "%s\n" "$v"
w=$v
n
if [ "$s" -ge $e ]; then
[ -n "$o" ] || exit 124
printf "%s\n" "$o"
(eval "$o") </dev/null
o=
e=$((s + 60))
else sleep .5 2>/dev/null || sleep 1
fi
done'
# _m INDEX TEXT: a step failed, and why.
_m() {
F=1
printf %s "$2" >&2
_e "$1"
_i "$1" x 1
}
# _o INDEX PATH: the file a path stands for, in p; refuses what is no place for a file.
_o() {
p=$2
n=0
while [ -L "$p" ]; do
n=$((n + 1))
if [ $n -gt 40 ]; then _m "$1" "$2: too many levels of symbolic links"; return 1; fi
v=$(readlink -n "$p" && echo /) || { _m "$1" "$p: cannot read the link"; return 1; }
v=${v%/}
case $v in /*) p=$v ;; *) p=${p%/*}/$v ;; esac
done
d=${p%/*}
d=${d:-/}
if [ ! -d "$d" ]; then _m "$1" "the directory $d does not exist"; return 1; fi
if [ -e "$p" ] && [ ! -f "$p" ]; then _m "$1" "$p is not a regular file"; return 1; fi
}
# _u INDEX MODE OWNER GROUP INPUT PATH: writes a file whole.
_u() {
_o "$1" "$6" || return
M_=$2 U=$3 G=$4
if [ -e "$p" ]; then
v=$(stat -c '%a %u %g' "$p") || { _m "$1" "cannot stat $p"; return; }
set -- "$1" "$2" "$3" "$4" "$5" "$6" $v
M_=${M_:-$7} U=${U:-$8} G=${G:-$9}
fi
t=$(mktemp "${d%/}/.pinwright.XXXXXX") || { _m "$1" "cannot make a temporary file in $d"; return; }
if "$5" >"$t" && { [ -z "$U$G" ] || chown "$U${G:+:$G}" "$t"; } && chmod "${M_:-644}" "$t" && _c "$t" && mv -f "$t" "$p"; then
_e "$1"
_i "$1" x 0
else
rm -f "$t"
_m "$1" "$6 is as it was"
fi
}
# _c FILE: keeps the SELinux label of the file it replaces, and flushes it to disk.
_c() {
if [ -e /sys/fs/selinux/enforce ] && [ -e "$p" ]; then chcon --reference="$p" "$1" 2>/dev/null; fi
sync "$1" 2>/dev/null || sync
}
# _v INDEX PATH VALUE: writes a kernel file in place and reads it back.
_v() {
if [ ! -e "$2" ]; then _m "$1" "$2 does not exist"
elif printf %s "$3" >"$2"; then
[ ! -r "$2" ] || _k 30 head -c 65536 "$2" </dev/null
_e "$1"
_i "$1" x 0
else _m "$1" "cannot write $2"; fi
}
# _r INDEX PATH: removes a file.
_r() {
if [ -d "$2" ] && [ ! -L "$2" ]; then _m "$1" "$2 is a directory"
elif rm -f "$2"; then
_e "$1"
_i "$1" x 0
else _m "$1" "cannot remove $2"; fi
}
# _z ROUND: the end of a round.
_z() {
F=
printf '\n%s z %s\n' "$H" "$1"
printf '\n%s z %s\n' "$H" "$1" >&2
}
# D_: the folder of lock and journal: PINWRIGHT_STATE where the login sets it. v: an entry that the host takes back by itself unless it is confirmed.
if [ -n "$PINWRIGHT_STATE" ]; then D_=$PINWRIGHT_STATE; elif [ -w /var/lib ]; then D_=/var/lib/pinwright; else D_=${XDG_STATE_HOME:-${HOME:-/nonexistent}/.local/state}/pinwright; fi
v=
for f in "$D_"/runs/*/armed; do
if [ -e "$f" ]; then v=${f%/armed}; v=${v##*/}; fi
done
printf '\n%s r %s %s\n' "$M" "$H" "$v"
printf '\n%s r %s\n' "$M" "$H" >&2
