# shellcheck shell=bash
# The base images that the sample needs: AWS's, or stand-ins if AWS's registry cannot be reached.

readonly aws_registry=public.ecr.aws/lambda
readonly stand_in_registry=lamdeck.local/lambda
readonly sample_images=(nodejs:22 python:3.13 provided:al2023)
make_images=$(cd "$(dirname "${BASH_SOURCE[0]}")/../../Tests/BaseImages" && pwd)/make-images
readonly make_images

has_images() { # REGISTRY
    docker image inspect "${sample_images[@]/#/$1/}" >/dev/null 2>&1
}

# Their label contains a hash of what they were made from, so outdated images are recognized without another record.
has_stand_ins() {
    local names version label labels
    names=$("$make_images" --list "$stand_in_registry")
    version=$("$make_images" --version)
    # shellcheck disable=SC2086 # names of images, without blanks
    labels=$(docker image inspect --format '{{index .Config.Labels "lamdeck.stand-in"}}' $names 2>/dev/null) || return 1
    for label in $labels; do [[ $label == "$version" ]] || return 1; done
}

# The engine does the pull, because it, not this shell, must reach the registry, perhaps through a proxy. A registry
# must answer within seconds; the pull itself has no time limit.
pull() { # IMAGE: prints the reason if it fails
    local image=$1 log pull deadline=$((SECONDS + 8)) status=0
    log=$(mktemp)
    docker pull "$image" >"$log" 2>&1 9>&- &
    pull=$!
    until grep --quiet 'Pulling from' "$log" || ! kill -0 "$pull" 2>/dev/null; do
        if ((SECONDS >= deadline)); then
            kill "$pull" 2>/dev/null || true
            echo "no answer within 8 seconds" >>"$log"
            break
        fi
        sleep 0.1
    done
    # The engine joins a second pull to the first; this one shows the progress on the terminal.
    if [[ -t 2 ]] && kill -0 "$pull" 2>/dev/null; then docker pull "$image" >&2 || true; fi
    wait "$pull" || status=$?
    if ((status)); then tail -n 1 "$log"; fi
    rm -f "$log"
    return "$status"
}

pull_images() { # REGISTRY: false if a pull fails, with the reason in `why`
    local image
    for image in "${sample_images[@]/#/$1/}"; do
        docker image inspect "$image" >/dev/null 2>&1 && continue
        say "pulling $image"
        why=$(pull "$image") || return 1
    done
}

make_stand_ins() {
    if ! is_debian || ! is_root; then
        fail "making stand-ins for the base images needs Debian and root: run this as root," \
            "or set LAMDECK_REGISTRY to a registry that can be reached"
    fi
    local missing=()
    have debootstrap || missing+=('debootstrap: creates the root of the stand-in images')
    have unzip || missing+=('unzip: unpacks the emulator')
    have xz || missing+=('xz-utils: debootstrap uses it to unpack')
    if ! python3 -m pip --version >/dev/null 2>&1 && ! /usr/bin/python3 -m pip --version >/dev/null 2>&1; then
        missing+=('python3-pip: downloads the emulator and the runtimes')
    fi
    install_packages "${missing[@]}"
    say "making stand-ins for the base images from Debian's and PyPI's packages (about a minute)"
    "$make_images" "$stand_in_registry"
}

# Sets LAMDECK_REGISTRY if lamdeck must use another registry than functions.json says.
ensure_images() {
    local why=
    case ${LAMDECK_REGISTRY:-} in
    '')
        if has_images "$aws_registry"; then return; fi
        if ! has_stand_ins; then
            if pull_images "$aws_registry"; then return; fi
            say "$aws_registry cannot be reached: $why"
            make_stand_ins
        fi
        export LAMDECK_REGISTRY=$stand_in_registry
        ;;
    "$stand_in_registry")
        has_stand_ins || make_stand_ins
        ;;
    *)
        has_images "$LAMDECK_REGISTRY" || pull_images "$LAMDECK_REGISTRY" ||
            fail "cannot pull an image from LAMDECK_REGISTRY=$LAMDECK_REGISTRY: $why"
        ;;
    esac
}
