# shellcheck shell=bash
# How the scripts speak: on standard error, one line a fact, before the thing happens.

say() { printf 'setup: %s\n' "$*" >&2; }
fail() {
    say "$*"
    exit 1
}
have() { command -v "$1" >/dev/null 2>&1; }

# macOS has no `timeout`; there a call takes the time it takes.
limited() { # SECONDS COMMAND…
    if have timeout; then timeout "$@"; else "${@:2}"; fi
}

# Two makes at once wait for each other instead of installing and starting the same things.
take_turns() {
    local lock=${TMPDIR:-/tmp}/lamdeck-setup-$UID.lock
    have flock || return 0
    exec 9>"$lock"
    if ! flock --nonblock 9; then
        say "another make is setting this machine up; waiting for it"
        flock 9
    fi
}
# Whatever is started next must not hold the turn for as long as it lives.
end_turn() { exec 9>&-; }
