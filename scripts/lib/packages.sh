# shellcheck shell=bash
# What must be installed, and installing it where that can be done: on Debian and its kin, as root.

# purposes | a command, or a file | Debian's package | what it is for
readonly requirements=(
    'build run test | /usr/include/curses.h | libncurses-dev | lamdeck draws its screen with it'
    'build run test | /usr/include/sqlite3.h | libsqlite3-dev | lamdeck keeps its history in it'
    'run test       | unzip                 | unzip          | code and layers may be zips'
    'test           | zip                   | zip            | the tests make zips'
    'test           | tmux                  | tmux           | the tests drive the deck in it'
    'test           | /usr/share/terminfo/x/xterm-16color | ncurses-term | the tests try terminals that few have'
    'test           | openssl               | openssl        | the tests make certificates for TLS'
    'test           | aws                   | awscli         | the tests call the front door with it'
    'test           | /usr/lib/python3/dist-packages/boto3/__init__.py | python3-boto3 | and with this'
    'test           | xmllint               | libxml2-utils  | the tests check JUnit reports with it'
    'test           | /usr/lib/python3/dist-packages/junitparser/__init__.py | python3-junitparser | and read them with this'
    'test           | docker-compose        | docker-compose | the tests run exported compose files with it'
    'test           | /usr/lib/python3/dist-packages/jsonschema/__init__.py | python3-jsonschema | the tests try the schema of functions.json with it'
)

is_debian() { [[ -e /etc/debian_version ]] && have apt-get; }
is_root() { ((EUID == 0)); }

# For a person who has to do it: what is missing, and the command where we know it.
tell_what_to_install() { # "PACKAGE: REASON"…
    local packages=("${@%%:*}")
    say "missing on this machine:"
    printf 'setup:   %s\n' "$@" >&2
    if is_debian; then
        fail "as root run:  apt-get install ${packages[*]}   (or this command with sudo)"
    fi
    fail "install these with this system's package manager (the names are Debian's), then run this again"
}

install_packages() { # "PACKAGE: REASON"…
    (($#)) || return 0
    if ! is_debian || ! is_root; then tell_what_to_install "$@"; fi
    printf 'setup: installing %s\n' "$@" >&2
    local packages=("${@%%:*}") log
    log=$(mktemp)
    # Nothing that is there is ever removed for what we want. In a session of its own, it ends what it has begun whatever
    # becomes of us.
    if ! {
        update_lists &&
            DEBIAN_FRONTEND=noninteractive setsid --wait apt-get --quiet --yes --no-install-recommends --no-remove \
                install "${packages[@]}" </dev/null
    } >"$log" 2>&1; then
        tail -n 20 "$log" >&2
        fail "apt-get could not install ${packages[*]}; all it said: $log"
    fi
    rm -f "$log"
}

# The lists may be missing or old; once in a run is enough.
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
        # The blanks around a cell are the table's.
        thing=${thing// /} package=${package// /} reason=${reason# }
        [[ -e $thing ]] || have "$thing" || echo "$package: $reason"
    done
}
