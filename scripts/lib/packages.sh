# shellcheck shell=bash
# The required packages, and their installation on Debian and its derivatives as root.

# purposes | a command or a file | Debian's package | the reason
readonly requirements=(
    'build run test | /usr/include/curses.h | libncurses-dev | draws the screen'
    'build run test | /usr/include/sqlite3.h | libsqlite3-dev | stores the history'
    'run test       | unzip                 | unzip          | code and layers may be zips'
    'test           | zip                   | zip            | the tests create zips'
    'test           | tmux                  | tmux           | the tests run the deck in it'
    'test           | /usr/share/terminfo/x/xterm-16color | ncurses-term | the tests try rare terminals'
    'test           | openssl               | openssl        | the tests create TLS certificates'
    'test           | aws                   | awscli         | the tests call the endpoint with it'
    'test           | /usr/lib/python3/dist-packages/boto3/__init__.py | python3-boto3 | the tests call the endpoint with it'
    'test           | xmllint               | libxml2-utils  | the tests validate JUnit reports with it'
    'test           | /usr/lib/python3/dist-packages/junitparser/__init__.py | python3-junitparser | the tests read JUnit reports with it'
    'test           | /usr/sbin/sshd        | openssh-server | the tests run a deck over ssh'
    'test           | ssh                   | openssh-client | the tests run a deck over ssh'
    'test           | docker-compose        | docker-compose | the tests run exported compose files with it'
    'test           | chromium              | chromium       | the tests open pages of functions in it'
    'test           | /usr/lib/python3/dist-packages/pip/__init__.py | python3-pip | installs what applications of the tests import'
    'test           | /usr/lib/python3/dist-packages/jsonschema/__init__.py | python3-jsonschema | the tests validate functions.json with it'
)

is_debian() { [[ -e /etc/debian_version ]] && have apt-get; }
is_root() { ((EUID == 0)); }

# Tells the user what is missing, and the command to install it if known.
tell_what_to_install() { # "PACKAGE: REASON"…
    local packages=("${@%%:*}")
    say "missing on this machine:"
    printf 'setup:   %s\n' "$@" >&2
    if is_debian; then
        fail "run as root:  apt-get install ${packages[*]}   (or run this command with sudo)"
    fi
    fail "install these with this system's package manager (the names are Debian's), then run this again"
}

install_packages() { # "PACKAGE: REASON"…
    (($#)) || return 0
    if ! is_debian || ! is_root; then tell_what_to_install "$@"; fi
    printf 'setup: installing %s\n' "$@" >&2
    local packages=("${@%%:*}") log
    log=$(mktemp)
    # Never removes installed packages. It runs in a separate session, so that it finishes even if this script is
    # killed.
    if ! {
        update_lists &&
            DEBIAN_FRONTEND=noninteractive setsid --wait apt-get --quiet --yes --no-install-recommends --no-remove \
                install "${packages[@]}" </dev/null
    } >"$log" 2>&1; then
        tail -n 20 "$log" >&2
        fail "apt-get could not install ${packages[*]}; its output: $log"
    fi
    rm -f "$log"
}

# Updates the lists, which may be missing or old, once per run.
update_lists() {
    [[ -z ${lists_are_new:-} ]] || return 0
    apt-get --quiet update </dev/null || return
    lists_are_new=1
}

missing_packages() { # PURPOSE: prints "PACKAGE: REASON" lines
    local row purposes thing package reason
    for row in "${requirements[@]}"; do
        IFS='|' read -r purposes thing package reason <<<"$row"
        [[ " $purposes " == *" $1 "* ]] || continue
        # Remove the blanks around a cell.
        thing=${thing// /} package=${package// /} reason=${reason# }
        [[ -e $thing ]] || have "$thing" || echo "$package: $reason"
    done
}
