# shellcheck shell=bash
# Words to whoever runs this; sourced.

say() { echo "bench: $*" >&2; }

fail() {
    say "$*"
    exit 1
}

# need COMMAND PACKAGE: ends with a word where a command is missing.
need() { command -v "$1" >/dev/null || fail "$1 is missing (Debian: apt-get install $2)"; }
