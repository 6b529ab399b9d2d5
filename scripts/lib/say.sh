# shellcheck shell=bash
# The scripts' messages: on standard error, one line each, before something happens.

say() { printf 'setup: %s\n' "$*" >&2; }
fail() {
    say "$*"
    exit 1
}
have() { command -v "$1" >/dev/null 2>&1; }

# macOS has no `timeout`; there a call has no time limit.
limited() { # SECONDS COMMAND…
    if have timeout; then timeout "$@"; else "${@:2}"; fi
}

# Makes two simultaneous calls of make wait for each other instead of installing and starting the same things.
take_turns() {
    local lock=${TMPDIR:-/tmp}/lamdeck-setup-$UID.lock
    have flock || return 0
    exec 9>"$lock"
    if ! flock --nonblock 9; then
        say "another make is setting this machine up; waiting for it"
        flock 9
    fi
}
# Child processes started after this do not hold the lock.
end_turn() { exec 9>&-; }
