# shellcheck shell=bash
# Makes this machine ready for a purpose. Each step looks at the machine and does only what is missing.

library=$(dirname "${BASH_SOURCE[0]}")
for part in say packages engine images; do
    # shellcheck source=/dev/null
    . "$library/$part.sh"
done

prepare() { # build | run | test
    local purpose=$1 missing=() line
    case $purpose in
    build | run | test) ;;
    *) fail "prepare for what? build, run or test" ;;
    esac
    have swift || fail "there is no swift in PATH: install Swift 6.2 or later from https://www.swift.org/install"
    take_turns
    while IFS= read -r line; do missing+=("$line"); done < <(missing_packages "$purpose")
    # Where nothing can be installed, a person wants the whole list at once.
    if [[ $purpose != build ]] && ! have docker && ! { is_debian && is_root; }; then
        missing+=('docker.io: no container engine answers')
    fi
    if ((${#missing[@]})); then install_packages "${missing[@]}"; fi
    if [[ $purpose != build ]]; then
        ensure_engine
        ensure_images
    fi
    end_turn
}
