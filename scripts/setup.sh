#!/usr/bin/env bash
# Gets a Debian 12 machine ready to build and test govscript: checks the Swift toolchain and installs the Debian
# packages that are missing. Does nothing when nothing is missing.
#
# usage: scripts/setup.sh [packaging]
#
# With "packaging" it also installs what builds and tests the Debian package.
#
# Exit codes: 0 ready; 64 a wrong argument; 69 something is missing that this script cannot install, which it has named.
set -euo pipefail

# All Debian packages that the project needs, each with its reason. This is the only list.
packages=(
    pkg-config           # finds the libraries
    liblua5.4-dev        # the interpreter
    libjansson-dev       # JSON
    libsimdjson-dev      # the services' answers
    libtomlplusplus-dev  # the configuration file
    libsqlite3-dev       # what all processes share, and the journals
    libzip-dev           # unpacks Excel workbooks; the library itself is loaded for the first one
    libexpat1-dev        # reads what is in them, likewise
    zlib1g-dev           # gzip; the library itself is loaded for the first file that needs it
    libedit-dev          # edits the REPL's lines
    libcurl4-openssl-dev # HTTP; the library itself is loaded at the first request
    libpq-dev            # PostgreSQL; the library itself is loaded when a database is configured
    libssl-dev           # digests, and what libcurl does not tell of TLS
    libxxhash-dev        # tells whether a file has changed; only its header is used
    ca-certificates      # the system's certificate authorities
    iproute2             # network namespaces, for tests that cut the network
    nftables             # cuts it
    tmux                 # shows the REPL's tests what is on the screen
    cron                 # runs the guide's crontab line and a schedule in tests
    systemd              # systemd-analyze checks calendars and units in a test; no systemd has to run
    postgresql           # a server of the tests' own
    pgbouncer            # and a pooler before it
    tzdata               # the time zones of schedules
    time                 # measures the memory of starts in a test
    lua-check            # luacheck, a part of `make lint`
    shellcheck           # another
    lua-penlight lua-luassert lua-inspect # packages of pure Lua, which a test loads
    spin                 # checks the model of slots that hosts lease
    groff mandoc man-db  # check the man pages
    zsh fish             # shells whose completion scripts are tried
)
packaging=(
    debhelper            # builds the package
    lintian              # finds what is wrong with it
    debootstrap          # makes a clean system to try it in
)
libraries=(lua5.4 jansson simdjson tomlplusplus libzip expat zlib libedit sqlite3 libxxhash)
swift_wanted=6.3

case ${1:-} in
    packaging) packages+=("${packaging[@]}") ;;
    "") ;;
    *)
        echo "usage: scripts/setup.sh [packaging]" >&2
        exit 64
        ;;
esac

say() { echo "setup: $*"; }

give_up() {
    for line in "$@"; do echo "setup: $line" >&2; done
    exit 69
}

check_swift() {
    local advice="install it as https://www.swift.org/install/linux/ describes, and put its usr/bin on PATH"
    command -v swift >/dev/null ||
        give_up "there is no 'swift' on PATH; govscript needs Swift $swift_wanted or later" "$advice"
    local answer
    answer=$(swift --version 2>&1) || give_up "'swift --version' failed:" "$answer"
    [[ $answer =~ Swift\ version\ ([0-9]+)\.([0-9]+) ]] ||
        give_up "'swift --version' names no version, but says:" "$answer"
    local major=${BASH_REMATCH[1]} minor=${BASH_REMATCH[2]}
    if ((major < ${swift_wanted%.*} || major == ${swift_wanted%.*} && minor < ${swift_wanted#*.})); then
        give_up "found Swift $major.$minor ($(command -v swift)); govscript needs Swift $swift_wanted or later" "$advice"
    fi
}

is_debian_12() {
    [[ -r /etc/os-release ]] && (. /etc/os-release && [[ ${ID:-} == debian && ${VERSION_ID:-} == 12 ]])
}

# On other systems the packages have other names: only whether the libraries are there can be told.
check_libraries() {
    say "this is not Debian 12, where the needed packages are called: ${packages[*]}"
    command -v pkg-config >/dev/null ||
        give_up "there is no 'pkg-config' on PATH; install it, with ${libraries[*]}"
    local library
    for library in "${libraries[@]}"; do
        pkg-config --exists "$library" ||
            give_up "pkg-config does not find '$library'; install its development files, or set PKG_CONFIG_PATH"
    done
    say "pkg-config finds ${libraries[*]}: going on"
}

list_missing() {
    local installed package
    installed=$(dpkg-query --show --showformat '${db:Status-Status} ${Package};' "${packages[@]}" 2>/dev/null || true)
    for package in "${packages[@]}"; do
        [[ ";$installed" == *";installed $package;"* ]] || echo "$package"
    done
}

install_packages() {
    local install=(install --yes --no-install-recommends "$@")
    local as_root=()
    if ((EUID != 0)); then
        sudo -n true 2>/dev/null || give_up "missing Debian packages: $*" "install them, then run this again:" \
            "    sudo apt-get update && sudo apt-get ${install[*]}"
        as_root=(sudo -n)
    fi
    local apt_get=("${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qq -o Dpkg::Use-Pty=0)

    say "installing the missing Debian packages: $*"
    # A new machine has no package lists; an old one may have lists of versions that are gone.
    if apt-get "${install[@]}" --simulate &>/dev/null && "${apt_get[@]}" "${install[@]}"; then return; fi
    say "fetching the package lists first"
    if "${apt_get[@]}" update && "${apt_get[@]}" "${install[@]}"; then return; fi
    give_up "apt-get could not install: $*" "its own words are above"
}

check_swift
if is_debian_12; then
    mapfile -t missing < <(list_missing)
    if ((${#missing[@]} > 0)); then install_packages "${missing[@]}"; fi
else
    check_libraries
fi
