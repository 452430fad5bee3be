# shellcheck shell=bash disable=SC2153
# Who takes part, and the commands that make them do the work; sourced inside the namespaces.
#
# A case is one line: contestant, hosts, work, round-trip time in ms, rounds, prefix, command, what to run afterwards unmeasured;
# tabs between. Commands are run by sh.

taking_part() { [ -z "$ONLY" ] || [[ ",$ONLY," == *",$1,"* ]]; }

# contestants_prepare: sets RIVALS; tells who is missing; writes the files that contestants need.
contestants_prepare() {
    local want
    RIVALS=
    for want in 7 8; do
        { echo "WANT=$want" && grep -v '^ *#' "$BENCH/work/check.sh"; } >"$FOLDER/check-$want"
    done
    pinwright_prepare
    ansible_prepare
    pyinfra_prepare
    say "contestants:$(for one in pinwright ssh ssh-true; do ! taking_part $one || printf ' %s' $one; done)$RIVALS"
}

pinwright_prepare() {
    taking_part pinwright || return 0
    # The command as it is installed, without the look whether the checkout is newer than the build.
    PINWRIGHT="env PINWRIGHT_LIB=$TOP/runner/target/dist-lib XDG_CACHE_HOME=$FOLDER/cache XDG_STATE_HOME=$FOLDER/state"
    PINWRIGHT="$PINWRIGHT $TOP/runner/src/main/dist/bin/pinwright"
    mkdir -p "$FOLDER/cache" "$FOLDER/state"
    $PINWRIGHT --version >"$FOLDER/version" # makes the class-data archive, once
    local java
    JAVA_WARM=
    java=$(sed -n 2p "$FOLDER/cache/pinwright/java")
    if "${java%java}javac" -cp "$TOP/runner/target/dist-lib/*" -d "$FOLDER/classes" "$BENCH"/lib/*.java; then
        JAVA_WARM="$java -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -cp $TOP/runner/target/dist-lib/*:$FOLDER/classes"
    else
        say 'pinwright-warm and the heap of a session are left out: they need a JDK, and their programs do not compile'
    fi
}

ansible_prepare() {
    local strategy
    taking_part ansible || taking_part mitogen || return 0
    if ! command -v ansible-playbook >/dev/null; then
        say 'ansible and mitogen are left out: not installed (Debian: apt-get install ansible ansible-mitogen)'
        return 0
    fi
    if ! ansible-doc -t module ansible.posix.sysctl >/dev/null 2>&1; then
        say 'ansible and mitogen are left out: the collection ansible.posix is not installed (Debian: apt-get install ansible)'
        return 0
    fi
    cat >"$FOLDER/ansible.cfg" <<END
[defaults]
forks = 50
timeout = 60
local_tmp = $FOLDER/home/tmp
nocows = True
[ssh_connection]
pipelining = True
ssh_args = -F $FOLDER/ssh_config -o ControlMaster=auto -o ControlPersist=60s
control_path_dir = $FOLDER/cp
END
    ! taking_part ansible || RIVALS="$RIVALS ansible"
    taking_part mitogen || return 0
    strategy=$(/usr/bin/python3 -c 'import ansible_mitogen, os; print(os.path.dirname(ansible_mitogen.__file__))' 2>/dev/null || :)
    if [ -z "$strategy" ]; then
        say 'mitogen is left out: not installed (Debian: apt-get install ansible-mitogen)'
        return 0
    fi
    sed -e "s|^nocows.*|&\nstrategy_plugins = $strategy/plugins/strategy\nstrategy = mitogen_linear|" \
        -e '/^control_path_dir/d' -e 's/ -o ControlMaster.*//' "$FOLDER/ansible.cfg" >"$FOLDER/mitogen.cfg"
    RIVALS="$RIVALS mitogen"
}

pyinfra_prepare() {
    taking_part pyinfra || return 0
    if command -v pyinfra >/dev/null; then
        RIVALS="$RIVALS pyinfra"
    else
        say 'pyinfra is left out: not installed'
    fi
}

# heap_of_a_session COUNT: what one of so many open sessions takes of Pinwright's heap.
heap_of_a_session() {
    [ -n "${JAVA_WARM:-}" ] && [ "$1" -gt 1 ] || return 0
    $JAVA_WARM OpenSessions "$(inventories 127.0 "$1")-pinwright.ini" >"$FOLDER/heap" || say 'the heap of a session is not measured'
}

# inventories PREFIX COUNT: files that name the hosts, for each contestant.
inventories() {
    local base=$FOLDER/inventory-$1-$2
    head -n "$2" "$FOLDER/names" | sed "s/^/$1./" >"$base"
    {
        echo '[kvm_hosts]'
        cat "$base"
        printf '\n[kvm_hosts:vars]\nansible_port=%s\nansible_user=root\n' "$PORT"
        echo "ansible_ssh_private_key_file=$FOLDER/login"
    } >"$base.ini"
    cp "$base.ini" "$base-pinwright.ini"
    echo "ansible_ssh_common_args=-o UserKnownHostsFile=$FOLDER/known_hosts" >>"$base-pinwright.ini"
    echo 'ansible_python_interpreter=/usr/bin/python3' >>"$base.ini"
    sed -e "s|.*|    (\"&\", {\"ssh_port\": $PORT, \"ssh_user\": \"root\", \"ssh_key\": \"$FOLDER/login\", \"ssh_known_hosts_file\": \"$FOLDER/known_hosts\"}),|" \
        -e '1s/^/kvm_hosts = [\n/' -e '$s/$/\n]/' "$base" >"$base-pyinfra.py"
    echo "$base"
}

# contestants_cases COUNT RTT PREFIX COMMAND_PREFIX: the cases of one size of fleet.
contestants_cases() {
    local n=$1 rtt=$2 inside=$4 base work want rival after
    base=$(inventories "$3" "$n")
    emit() { printf '%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\n' "$1" "$n" "$2" "$rtt" "$3" "$inside" "$4" "$5"; }
    if [ "$n$rtt" = 10 ] && taking_part pinwright; then
        emit pinwright-version start "$ROUNDS" "$PINWRIGHT --version" ''
    fi
    ! taking_part ssh-true || emit ssh-true noop "$ROUNDS" "xargs -a $base -P 16 -I@@ ssh -F $FOLDER/ssh_config @@ true" ''
    for work in ${WORK//,/ }; do
        want=7
        [ "$work" = noop ] || want=8
        ! taking_part pinwright ||
            emit pinwright "$work" "$ROUNDS" "$PINWRIGHT apply -T 60 -i $base-pinwright.ini -e want=$want $BENCH/work/site.yml" ''
        if [ "$n" = 1 ] && taking_part pinwright && [ -n "$JAVA_WARM" ]; then
            [ "$work" != noop ] || emit pinwright-warm noop "$ROUNDS" \
                "$JAVA_WARM WarmRun $BENCH/work/site.yml $base-pinwright.ini $want" ''
        fi
        ! taking_part ssh || emit ssh "$work" "$ROUNDS" \
            "xargs -a $base -P 16 -I@@ ssh -F $FOLDER/ssh_config @@ \"\$(cat $FOLDER/check-$want)\"" ''
        for rival in $RIVALS; do
            if [ "$n" -gt "$RIVAL_HOSTS" ]; then
                say "$rival is left out at $n hosts: see --rival-hosts"
                continue
            fi
            after=
            case $rival in
            ansible)
                # The connections that it keeps are ended, so that the next run starts from nothing.
                after="for s in $FOLDER/cp/*; do [ ! -S \$s ] || ssh -O exit -o ControlPath=\$s x 2>/dev/null; done; rm -rf $FOLDER/cp"
                emit ansible "$work" "$RIVAL_ROUNDS" "HOME=$FOLDER/home ANSIBLE_CONFIG=$FOLDER/ansible.cfg \
ansible-playbook -i $base.ini -e want=$want $BENCH/work/site.yml" "$after"
                ;;
            mitogen)
                emit mitogen "$work" "$RIVAL_ROUNDS" "HOME=$FOLDER/home ANSIBLE_CONFIG=$FOLDER/mitogen.cfg \
ansible-playbook -i $base.ini -e want=$want $BENCH/work/site.yml" ''
                ;;
            pyinfra)
                emit pyinfra "$work" "$RIVAL_ROUNDS" "cd $FOLDER && HOME=$FOLDER/home pyinfra -y --parallel 50 \
--data want=$want $base-pyinfra.py $BENCH/work/deploy.py" ''
                ;;
            esac
        done
    done
}
