# shellcheck shell=bash
# Compares lamdeck in release with SAM CLI. SAM is installed outside the repository; if that fails, it is left out.

readonly sam_version=1.170.0
readonly sam=${XDG_CACHE_HOME:-$HOME/.cache}/lamdeck-bench/sam-$sam_version

say() { printf 'bench: %s\n' "$*" >&2; }

install_sam() {
    [[ -e $sam/complete ]] && return
    say "installing SAM CLI $sam_version into $sam (about a minute)"
    rm -rf "$sam"
    # Some pythons cannot create environments; the system's own may.
    { python3 -m venv "$sam" || /usr/bin/python3 -m venv --clear "$sam"; } >&2 &&
        "$sam/bin/pip" install --quiet "aws-sam-cli==$sam_version" >&2 &&
        touch "$sam/complete"
}

beside_sam() { # SCRIPT ARGUMENT…: has the script's exit code
    local arguments=(.build/release/lamdeck)
    scripts/build-release lamdeck >&2
    if install_sam; then
        arguments+=(--sam "$sam/bin/sam")
    else
        say "SAM CLI cannot be had here; it is left out"
    fi
    # Without -B python would write files into the repository.
    exec python3 -B "$1" "${arguments[@]}" "${@:2}"
}
