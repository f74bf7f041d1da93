#!/usr/bin/env bash
# Fuzzes one target, or all: Fuzz/fuzz.sh [TARGET [RUNS [arguments of libFuzzer]]]. Without RUNS, a million each.
# New inputs are collected in Fuzz/.build/corpus/TARGET; what crashes or hangs in Fuzz/.build/found/TARGET-*.
# Fuzz/fuzz.sh merge TARGET makes the repository's corpus of them, as small as it can be.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

targets=(csv json toml check answers faults programs)

build() {
    local runtime
    runtime=$(dirname "$(swiftc -print-target-info | sed -n 's/.*"runtimeResourcePath" *: *"\(.*\)".*/\1/p')")
    runtime=$(find -L "$runtime/clang" -name "libclang_rt.fuzzer_no_main-$(uname -m).a" | head -n 1)
    [[ -n $runtime ]] || { echo "fuzz: the Swift toolchain has no library of libFuzzer (libclang_rt.fuzzer_no_main)" >&2; exit 69; }
    swift build -c release --sanitize=address --product fuzz \
        -Xswiftc -Xfrontend -Xswiftc -sanitize=fuzzer -Xcc -fsanitize=fuzzer-no-link \
        -Xlinker "$runtime" -Xlinker -lstdc++
}

fuzz() {
    local target=$1 runs=$2
    shift 2
    mkdir -p ".build/corpus/$target" .build/found
    local dictionary=()
    [[ -f Dictionaries/$target.dict ]] && dictionary=("-dict=Dictionaries/$target.dict")
    # Leaks: the Swift runtime keeps metadata for good.
    ASAN_OPTIONS=detect_leaks=0 .build/release/fuzz "$target" ".build/corpus/$target" "Corpus/$target" "${dictionary[@]}" \
        -runs="$runs" -max_len=600 -timeout=10 -rss_limit_mb=3000 -close_fd_mask=1 -print_final_stats=1 \
        -artifact_prefix=".build/found/$target-" "$@"
}

merge() {
    local target=$1 small
    small=$(mktemp -d)
    ASAN_OPTIONS=detect_leaks=0 .build/release/fuzz "$target" -merge=1 -max_len=400 -close_fd_mask=1 \
        "$small" "Corpus/$target" ".build/corpus/$target"
    rm -rf "Corpus/$target"
    mv "$small" "Corpus/$target"
    chmod -R u=rwX,go=rX "Corpus/$target"
}

case ${1:-} in
    build) build ;;
    merge) build && merge "$2" ;;
    "") build && for target in "${targets[@]}"; do fuzz "$target" 1000000; done ;;
    *) build && fuzz "$1" "${2:-1000000}" "${@:3}" ;;
esac
