# Prints the threads of every domain that libvirt runs, and the vhost kernel threads.
# Reads only, and only by shell built-ins: a host has thousands of threads.
# $1: /proc   $2: the folder of libvirt's pid files
# What vanishes while this runs is left out; what cannot be read stays empty.
exec 2>/dev/null
proc=$1 run=$2 last=
thread() {
  comm= allowed= ppid= group=
  IFS= read -r comm <"$1/comm"
  while IFS= read -r line; do
    case $line in
      PPid:*) ppid=${line#PPid:?} ;;
      Cpus_allowed_list:*) allowed=${line#Cpus_allowed_list:?}; break ;;
    esac
  done <"$1/status"
  while IFS= read -r line; do
    case $line in 0::* | *:*cpuset*:*) group="$group
c $line" ;; esac
  done <"$1/cgroup"
  [ -n "$allowed" ] || [ -e "$1/comm" ] || return 0
  printf 't %s %s\nn %s\na %s\n' "${1##*/}" "$ppid" "$comm" "$allowed"
  [ "$group" = "$last" ] || printf 'g%s\n' "$group"
  last=$group
}
echo 'qemu-threads 1'
if [ -e "$run" ]; then
  [ -r "$run" ] && [ -x "$run" ] || printf 'u %s\n' "$run"
fi
for file in "$run"/*.pid; do
  [ -e "$file" ] || continue
  name=${file##*/} name=${name%.pid} pid=
  case $name in *"
"*) continue ;; esac
  IFS= read -r pid <"$file"
  case $pid in '' | *[!0-9]*) pid=0 ;; esac
  printf 'd %s %s\n' "$pid" "$name"
  for dir in "$proc/$pid/task"/[0-9]*; do
    if [ -e "$dir" ]; then thread "$dir"; fi
  done
done
for file in "$proc"/[0-9]*/comm; do
  comm=
  IFS= read -r comm <"$file"
  case $comm in vhost-[1-9]*) echo k; thread "${file%/comm}" ;; esac
done
echo end
