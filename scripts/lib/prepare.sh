# shellcheck shell=bash
# Sets this machine up for a purpose. Each step checks the machine and does only what is missing.

library=$(dirname "${BASH_SOURCE[0]}")
for part in say packages engine images; do
    # shellcheck source=/dev/null
    . "$library/$part.sh"
done

prepare() { # build | run | test: everything, step by step
    prepare_to_build "$1"
    if [[ $1 != build ]]; then prepare_to_run "$1"; fi
    end_turn
}

# Installs what a build needs. If nothing can be installed, the user should see the whole list at once.
prepare_to_build() { # build | run | test
    local purpose=$1 missing=()
    case $purpose in
    build | run | test) ;;
    *) fail "prepare for what? build, run or test" ;;
    esac
    have swift || fail "there is no swift in PATH: install Swift 6.2 or later from https://www.swift.org/install"
    take_turns
    if is_debian && is_root; then purpose=build; fi
    mapfile -t missing < <(missing_packages "$purpose")
    if [[ $purpose != build ]] && ! have docker; then missing+=('docker.io: no container engine answers'); fi
    install_packages ${missing[@]+"${missing[@]}"}
}

# Installs what the tests or the functions need in addition. Sets LAMDECK_REGISTRY and DOCKER_HOST if necessary.
prepare_to_run() { # run | test
    local missing=()
    mapfile -t missing < <(missing_packages "$1")
    install_packages ${missing[@]+"${missing[@]}"}
    ensure_engine
    ensure_images
}
