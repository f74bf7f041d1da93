#!/usr/bin/env bash
# Runs the tests of the bridge and of all bindings, with scripts that mean harm, under AddressSanitizer, and with traps
# for undefined behaviour in our own C and in Lua's.
#
# usage: scripts/asan.sh [FILTER]
#
# Lua is built from Debian's source package, of the version that is installed, with its assertions and the checks of
# its API switched on: a call without its precondition ends the test. Everything is put into .build-asan.
#
# Exit codes: 0 all tests passed; 69 Lua's source is not to be had; else that of `swift test`.
set -euo pipefail
cd "$(dirname "$0")/.."

folder=$PWD/.build-asan
lua=$folder/lua
# Every binding in C has a suite here (LayeringTests knows which), and the fuzzers' corpora go through most of them. Suites
# with real time-outs are left out: what is checked like this is several times as slow.
suites=(
    LuaBridgeTests CatalogueTests TextFormatsTests ScriptModulesTests JSONTapeTests SettingsTests HashingTests
    LineEditorTests SQLiteTests ApiClientsTests.FileScanTests CurlTransportTests.CertificateTests
    CurlTransportTests.ProxyTests FuzzTests HostileScriptTests ScriptTests.ScriptTests SignatureExampleTests
    PostgresTests
)
filter=${1:-$(IFS='|' && echo "${suites[*]}")}
version=$(dpkg-query -W -f '${Version}' liblua5.4-dev)

# Gets the source of lua5.4 into $lua/source. The machine's own list of sources stays as it is: Debian 12 has no
# `deb-src` in it.
fetch_lua() {
    local lists=$lua/apt
    rm -rf "$lua"
    mkdir -p "$lists/parts" "$lists/lists/partial"
    sed 's/^Types:.*/Types: deb-src/' /etc/apt/sources.list.d/debian.sources > "$lists/parts/debian.sources"
    local apt=(apt-get -q -o Dir::Etc::SourceList=/dev/null -o Dir::Etc::SourceParts="$lists/parts"
        -o Dir::State::lists="$lists/lists" -o APT::Sandbox::User=)
    (cd "$lua" && "${apt[@]}" update && "${apt[@]}" source --download-only "lua5.4=$version") >"$lua/apt.log" 2>&1 || {
        echo "asan: the source package of lua5.4 $version cannot be had; see $lua/apt.log" >&2
        exit 69
    }
    dpkg-source --no-check -x "$lua"/lua5.4_*.dsc "$lua/source" >>"$lua/apt.log" 2>&1
}

# Builds liblua5.4.a, and says to pkg-config that it is the machine's Lua.
build_lua() {
    local clang
    clang=$(dirname "$(readlink -f "$(command -v swift)")")/clang
    mkdir -p "$lua/lib" "$lua/objects" "$lua/include"
    cp "$lua"/source/src/{lua,lualib,lauxlib,luaconf}.h "$lua/include/"
    local file
    for file in "$lua"/source/src/*.c; do
        case $file in */lua.c | */luac.c) continue ;; esac
        "$clang" -std=gnu11 -O1 -g -fno-omit-frame-pointer -fsanitize=address,undefined -fsanitize-trap=undefined \
            -DLUA_COMPAT_5_3 -DLUA_USE_LINUX -DLUAI_ASSERT -DLUA_USE_APICHECK \
            -c "$file" -o "$lua/objects/$(basename "$file" .c).o" &
    done
    wait
    ar rcs "$lua/lib/liblua5.4.a" "$lua"/objects/*.o
    printf 'Name: Lua\nDescription: Lua that checks itself\nVersion: 5.4.4\nCflags: -I%s\nLibs: -L%s -llua5.4 -lm -ldl\n' \
        "$lua/include" "$lua/lib" > "$lua/lua5.4.pc"
    echo "$version" > "$lua/built"
}

if [ "$(cat "$lua/built" 2>/dev/null)" != "$version" ]; then
    fetch_lua
    build_lua
fi

export PKG_CONFIG_PATH=$lua GOVSCRIPT_SANITIZED=1 SWIFT_BACKTRACE=enable=no
# Leaks are not looked for: a script that is stopped, and the runtime of Swift itself, leave what ends with the process.
export ASAN_OPTIONS=detect_leaks=0:detect_stack_use_after_return=1:strict_string_checks=1:handle_sigill=1
options=(--sanitize=address --scratch-path "$folder")
swift build "${options[@]}" --build-tests
swift test "${options[@]}" --skip-build --disable-xctest --filter "$filter"
