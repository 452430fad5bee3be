# Prints every domain that libvirt knows: its persistent XML, its live XML when it runs, no secrets.
# Reads only. $1: the connection URI
# Lines of XML begin with a space, all others with a letter.
exec 2>/dev/null
uri=$1
text() {
  printf '%s\n' "$1"
  printf '%s\n' "$2" | while IFS= read -r line; do printf ' %s\n' "$line"; done
}
within() {
  case "
$2
" in *"
$1
"*) return 0 ;; esac
  return 1
}
echo 'domains 1'
if ! command -v virsh >/dev/null; then
  echo 'f there is no virsh'
  echo end
  exit 0
fi
if ! all=$(virsh -q -c "$uri" list --all --name); then
  echo 'f virsh list failed'
  echo end
  exit 0
fi
running=$(virsh -q -c "$uri" list --name) || echo 'f virsh list of running domains failed'
transient=$(virsh -q -c "$uri" list --all --transient --name) || echo 'u transient'
saved=$(virsh -q -c "$uri" list --all --with-managed-save --name) || echo 'u saved'
printf '%s\n' "$all" | while IFS= read -r name; do
  [ -n "$name" ] || continue
  printf 'd %s\n' "$name"
  if within "$name" "$saved"; then echo s; fi
  if within "$name" "$transient"; then echo t
  elif xml=$(virsh -q -c "$uri" dumpxml --inactive --domain "$name"); then text c "$xml"; fi
  if within "$name" "$running"; then
    echo r
    if xml=$(virsh -q -c "$uri" dumpxml --domain "$name"); then text l "$xml"; fi
  fi
done
echo end
