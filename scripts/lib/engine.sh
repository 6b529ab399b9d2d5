# shellcheck shell=bash
# Finds a container engine that answers, or installs and starts Debian's.

readonly engine_log=/var/log/lamdeck-dockerd.log
readonly engine_pid=/var/run/docker.pid

engine_answers() { limited 20 docker version --format '{{.Server.Version}}' >/dev/null 2>&1; }

# Engines that `docker` does not try by itself, in lamdeck's own order.
answering_socket() {
    local socket runtime=${XDG_RUNTIME_DIR:-/run/user/$UID}
    for socket in "$runtime/docker.sock" "$HOME/.docker/run/docker.sock" "$runtime/podman/podman.sock" \
        /run/podman/podman.sock; do
        if [[ -S $socket ]] && DOCKER_HOST=unix://$socket engine_answers; then
            echo "$socket"
            return
        fi
    done
    return 1
}

# Whether an engine answers on the default socket although there is no `docker` command.
live_socket_without_command() {
    have curl && curl --silent --max-time 5 --output /dev/null --unix-socket /var/run/docker.sock http://docker/_ping
}

# If the user has chosen an engine, the user must start it.
fail_if_chosen() {
    local said=$1 context
    case $said in
    *'permission denied'*)
        fail "$(id -un) has no permission to use the engine's socket: run this as root, or join the group docker"
        ;;
    esac
    if [[ -n ${DOCKER_HOST:-} ]]; then fail "no engine answers at DOCKER_HOST=$DOCKER_HOST: $said"; fi
    # Debian 12's docker has no `docker context show`.
    context=$(docker context inspect --format '{{.Name}}' 2>/dev/null || true)
    if [[ -n $context && $context != default ]]; then
        fail "no engine answers in the docker context '$context': $said"
    fi
}

ensure_engine() {
    local said socket
    if have docker; then
        if said=$(limited 20 docker version --format '{{.Server.Version}}' 2>&1 >/dev/null); then return; fi
        fail_if_chosen "$said"
        if socket=$(answering_socket); then
            export DOCKER_HOST=unix://$socket
            return
        fi
    elif [[ -n ${DOCKER_HOST:-} ]] || live_socket_without_command; then
        # Debian 12 has the command only together with an engine, which would replace the existing one on the socket.
        if ! is_debian || [[ -z $(apt-cache search --names-only '^docker-cli$') ]]; then
            fail "an engine is running, but there is no docker command: install Docker's command line client"
        fi
        install_packages 'docker-cli: an engine is running, but there is no docker command'
        engine_answers && return
        fail_if_chosen "$(docker version 2>&1 >/dev/null)"
    fi
    if ! have dockerd; then
        install_packages "${engine_packages[@]}"
        # The installation may have started it.
        engine_answers && return
    fi
    start_engine
}

# Used only by the first set-up of a machine.
engine_packages=('docker.io: no container engine answers')
if [[ ! -d /run/systemd/system && ! -e /sys/fs/cgroup/cgroup.controllers ]] && ! [[ -d /sys/fs/cgroup/memory ]]; then
    engine_packages+=('cgroupfs-mount: the engine needs control groups, and nothing has mounted them')
fi
if [[ $(cat /sys/module/apparmor/parameters/enabled 2>/dev/null) == Y ]] && ! have apparmor_parser; then
    engine_packages+=('apparmor: this kernel uses it to confine containers')
fi

dockerd_is_starting() {
    [[ -r $engine_pid ]] && grep --quiet dockerd "/proc/$(cat "$engine_pid")/comm" 2>/dev/null
}

start_engine() {
    is_root || fail "no container engine answers, and only root can start one: start it, or run this as root"
    if [[ -d /run/systemd/system ]]; then
        say "starting the container engine (systemctl start docker); its log: journalctl -u docker"
        if ! systemctl start docker || ! await_engine; then
            journalctl --unit docker --lines 10 --no-pager >&2 || true
            fail "the container engine did not start"
        fi
        return
    fi
    if dockerd_is_starting; then
        say "waiting for the container engine, which another process is starting"
        await_engine "$(cat "$engine_pid")" && return
    fi
    if have cgroupfs-mount && ! mountpoint --quiet /sys/fs/cgroup; then cgroupfs-mount; fi
    say "starting the container engine (dockerd) in the background; its log: $engine_log"
    launch_dockerd
    if ! await_engine $!; then
        grep --invert-match 'level=info' "$engine_log" | tail -n 10 >&2
        fail "the container engine did not start; its log: $engine_log"
    fi
}

# Variables for dockerd. Docker 20.10 can deadlock if one container ends while another starts or ends: two goroutines
# take the same two locks in different order (moby/libnetwork#2649). With one processor that is rare.
dockerd_environment() {
    case $(dockerd --version 2>/dev/null) in
    *' version 20.10.'*) echo GOMAXPROCS=1 ;;
    esac
}

# It outlives the make that started it, so it must not inherit its terminal, session, open files or temporary folder.
launch_dockerd() {
    local variables
    variables=$(dockerd_environment)
    (
        cd /
        for fd in /proc/self/fd/*; do
            fd=${fd##*/}
            if ((fd > 2)); then eval "exec $fd>&-"; fi
        done
        exec env --unset=MAKEFLAGS --unset=MAKELEVEL --unset=MFLAGS --unset=TMPDIR \
            ${variables:+"$variables"} setsid dockerd
    ) </dev/null >>"$engine_log" 2>&1 &
}

await_engine() { # [PID]: false if that process ends first, or after a minute
    local deadline=$((SECONDS + 60))
    until engine_answers; do
        ((SECONDS < deadline)) || return 1
        if [[ -n ${1:-} ]] && ! kill -0 "$1" 2>/dev/null; then return 1; fi
        sleep 0.2
    done
}
