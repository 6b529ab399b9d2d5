# shellcheck shell=bash
# Sets the machine up while something is built.

# Runs the command and prepare_to_run at the same time. Fails if one of them does, and says which.
prepare_beside() { # run | test COMMAND…
    local purpose=$1 log setup built=0 ready=0
    log=$(mktemp)
    # A process group of its own, which can be ended as a whole.
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
        fail "the build failed; what it said is above"
    fi
    if kill -0 "$setup" 2>/dev/null; then say "built; waiting for the engine and the images"; fi
    wait "$setup" || ready=$?
    trap - EXIT
    if ((ready)); then
        say "the program is built, but this machine could not be made ready:"
        tail -n 3 "$log" >&2
        rm -f "$log"
        exit "$ready"
    fi
    rm -f "$log"
    # All is there by now: this finds it, and sets the variables.
    prepare_to_run "$purpose"
}
