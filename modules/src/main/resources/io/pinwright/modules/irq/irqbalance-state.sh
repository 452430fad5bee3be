# Prints the running irqbalance daemons with their command lines, and which of our policy scripts may be executed.
# No pids: they change at a restart, and nobody asks for them.
# $1: /proc   $2: how our scripts' paths begin
exec 2>/dev/null
echo 'irqbalance 1'
for file in "$1"/[0-9]*/comm; do
  comm=
  IFS= read -r comm <"$file"
  if [ "$comm" = irqbalance ]; then
    dir=${file%/comm}
    echo p
    tr '\0' '\n' <"$dir/cmdline" | while IFS= read -r word; do printf 'w %s\n' "$word"; done
  fi
done
for file in "$2"*; do
  if [ -x "$file" ]; then printf 'x %s\n' "$file"; fi
done
echo end
