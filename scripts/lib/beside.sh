# shellcheck shell=bash
# Sets the machine up during a build.

# Runs the command and prepare_to_run at the same time. Fails if one of them fails, and says which.
prepare_beside() { # run | test COMMAND…
    local purpose=$1 log setup built=0 ready=0
    log=$(mktemp)
    # A separate process group, which can be ended as a whole.
    set -m
    (
        set +m
        prepare_to_run "$purpose" 2>&1 | tee "$log" >&2
    ) </dev/null &
    setup=$!
    set +m
    end_turn
    # shellcheck disable=SC2064 # the process is known now
    trap "kill -- -$setup 2>/dev/null" EXIT
    "${@:2}" || built=$?
    if ((built)); then
        rm -f "$log"
        fail "the build failed; its output is above"
    fi
    if kill -0 "$setup" 2>/dev/null; then say "built; waiting for the engine and the images"; fi
    wait "$setup" || ready=$?
    trap - EXIT
    if ((ready)); then
        say "the program is built, but this machine could not be set up:"
        tail -n 3 "$log" >&2
        rm -f "$log"
        exit "$ready"
    fi
    rm -f "$log"
    # Everything exists now: this call finds it, and sets the variables in this shell.
    prepare_to_run "$purpose"
}
