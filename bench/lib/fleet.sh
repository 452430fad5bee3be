# shellcheck shell=bash disable=SC2153
# The fleet: N hosts as folders behind one real OpenSSH server; sourced inside the namespaces.
#
# Host i is FOLDER/hosts/X.Y and answers on 127.0.X.Y and, behind the wide-area network, on 10.200.X.Y: 250 of them to an X.
# The folder is the root of its file system; /usr is the machine's, /proc/sys/vm the host's own.

# host_name NUMBER: X.Y, counted from 1
host_name() { echo "$((1 + ($1 - 1) / 250)).$((1 + ($1 - 1) % 250))"; }

# host_names COUNT
host_names() {
    local i
    for ((i = 1; i <= $1; i++)); do host_name "$i"; done
}

# accounting: the folder of control groups to count CPU time in; empty when there is none that may be written.
accounting() {
    local mount
    while read -r _ mount _; do
        if mkdir "$mount/$GROUP-client" "$mount/$GROUP-server" 2>/dev/null && [ -r "$mount/$GROUP-client/cpu.stat" ]; then
            echo "$mount"
            return
        fi
        rmdir "$mount/$GROUP-client" "$mount/$GROUP-server" 2>/dev/null || :
    done < <(grep ' cgroup2 ' /proc/self/mounts)
    say 'no cgroup2 that may be written: CPU is counted by the times of ended children, memory by the largest process'
}

# host_tree ROOT: the files of one host, before anything is measured.
host_tree() {
    local root=$1 link file
    mkdir -p "$root"/{dev,etc/sysctl.d,etc/bench/spool,proc,root,run,sys,tmp,usr,var/lib,var/tmp,vm}
    chmod 1777 "$root/tmp" "$root/var/tmp"
    for link in bin sbin lib lib32 lib64; do
        [ ! -e "/$link" ] || ln -s "usr/$link" "$root/$link"
    done
    for file in passwd group nsswitch.conf ld.so.cache localtime; do
        [ ! -e "/etc/$file" ] || cp -L "/etc/$file" "$root/etc/$file"
    done
    echo '127.0.0.1 localhost' >"$root/etc/hosts"
    cp -a "$BENCH/work/etc/." "$root/etc/bench/"
    chmod 644 "$root/etc/bench"/*.conf "$root/etc/bench"/*.default
    chmod 600 "$root/etc/bench/private.key"
    chmod 755 "$root/etc/bench/spool"
    printf 'vm.dirty_ratio=20\nvm.swappiness=7\n' >"$root/etc/sysctl.d/99-bench.conf"
    # The kernel's settings, as files: the machine's own are never written.
    echo 20 >"$root/vm/dirty_ratio"
    echo 7 >"$root/vm/swappiness"
}

fleet_keys() {
    local key
    ssh-keygen -q -t ed25519 -N '' -C bench-host -f "$FOLDER/host-key"
    ssh-keygen -q -t ed25519 -N '' -C bench-login -f "$FOLDER/login"
    key=$(cut -d ' ' -f 1,2 "$FOLDER/host-key.pub")
    sed -e "s|.*|[127.0.&]:$PORT $key\n[10.200.&]:$PORT $key|" "$FOLDER/names" >"$FOLDER/known_hosts"
}

fleet_config() {
    cat >"$FOLDER/sshd_config" <<END
Port $PORT
ListenAddress 0.0.0.0
HostKey $FOLDER/host-key
PidFile none
AuthorizedKeysFile $FOLDER/login.pub
StrictModes no
UsePAM no
UseDNS no
PasswordAuthentication no
KbdInteractiveAuthentication no
PermitRootLogin prohibit-password
MaxStartups 4000
PerSourceMaxStartups none
LoginGraceTime 300
PrintMotd no
PrintLastLog no
LogLevel ERROR
SetEnv BENCH_HOSTS=$FOLDER/hosts
ForceCommand $FOLDER/host-shell
END
    cat >"$FOLDER/ssh_config" <<END
Host *
  Port $PORT
  User root
  IdentityFile $FOLDER/login
  IdentitiesOnly yes
  BatchMode yes
  LogLevel ERROR
  UserKnownHostsFile $FOLDER/known_hosts
  GlobalKnownHostsFile /dev/null
  KexAlgorithms curve25519-sha256
END
}

# fleet_up COUNT
fleet_up() {
    local name root group
    PORT=2222
    say "fleet of $1 hosts ..."
    mkdir -p "$FOLDER/hosts" "$FOLDER/home" /run/sshd
    host_names "$1" >"$FOLDER/names"
    fleet_keys
    fleet_config
    install -m 755 "$BENCH/lib/host-shell" "$FOLDER/host-shell"
    host_tree "$FOLDER/template"
    while read -r name; do
        root=$FOLDER/hosts/$name
        cp -a "$FOLDER/template" "$root"
        echo "host-$name" >"$root/etc/hostname"
        mount --bind /usr "$root/usr"
        mount --bind /dev "$root/dev"
        mount --bind /proc "$root/proc"
        mount --bind "$root/vm" "$root/proc/sys/vm"
    done <"$FOLDER/names"
    # bash reads it for each command that sshd starts: the machine's own must not count.
    [ ! -e ~root/.bashrc ] || mount --bind /dev/null ~root/.bashrc
    group=$(cat "$FOLDER/cgroup")
    (
        [ -z "$group" ] || echo "$BASHPID" >"$group/$GROUP-server/cgroup.procs"
        exec "$(command -v sshd)" -D -e -f "$FOLDER/sshd_config"
    ) </dev/null >"$FOLDER/sshd.log" 2>&1 &
    SSHD=$!
    echo "$SSHD" >"$FOLDER/sshd.pid"
    for _ in $(seq 100); do
        ssh -F "$FOLDER/ssh_config" 127.0.1.1 true 2>/dev/null && return
        sleep 0.1
    done
    fail "the SSH server does not come up: $(tail -n 5 "$FOLDER/sshd.log")"
}
