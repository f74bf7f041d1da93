#!/usr/bin/env bash
# Fuzzes one target, or all: Fuzz/fuzz.sh [TARGET [RUNS [arguments of libFuzzer]]]. Without RUNS, ten million each.
# New inputs are collected in Fuzz/.build/corpus/TARGET; what crashes or hangs in Fuzz/.build/found/TARGET-*.
# Fuzz/fuzz.sh merge TARGET makes the repository's corpus of them, as small as it can be.
#
# GOVSCRIPT_FUZZ_SANITIZE chooses what looks at the program meanwhile:
#
#   address  AddressSanitizer: any access outside of what is allocated, or after its end, in our own C and C++ and by
#            unsafe Swift, besides all below. What the system's libraries do (Lua, jansson, simdjson) is seen only where
#            they call functions that the sanitizer has replaced, such as memcpy. Takes four times as long.
#   none     What every release build checks: overflow, bounds, exclusive access and preconditions of Swift, the
#            library's own assertions; broken promises, hangs, and memory that grows. Damage to the heap is seen only
#            when it ends the process.
#
# Without it, `answers` and `programs`, which run mostly Swift, are run with none: ten million of them would take days
# otherwise. Without a TARGET each of them is then run half a million times with address too.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

targets=(csv gzip xlsx sort json toml check answers faults programs)
default_runs=10000000
sanitized_runs=500000

# What looks at TARGET, and the folder of that build.
sanitizer_of() {
    case $1 in answers | programs) echo "${GOVSCRIPT_FUZZ_SANITIZE:-none}" ;; *) echo "${GOVSCRIPT_FUZZ_SANITIZE:-address}" ;; esac
}
folder_of() {
    case $1 in
        address) echo .build ;;
        none) echo .build/none ;;
        *) echo "fuzz: GOVSCRIPT_FUZZ_SANITIZE is address or none, not '$1'" >&2; exit 64 ;;
    esac
}

# Leaks: the Swift runtime keeps metadata for good. Few stack frames for each allocation, and little memory that waits
# to be used again, take half of AddressSanitizer's time away; a finding that wants more is run again without these.
export ASAN_OPTIONS=${ASAN_OPTIONS-detect_leaks=0:malloc_context_size=1:detect_stack_use_after_return=0:quarantine_size_mb=1:thread_local_quarantine_size_kb=64}

# Builds for one sanitizer.
build() {
    local runtime folder options=()
    folder=$(folder_of "$1")
    [[ $1 == none ]] || options=("--sanitize=$1")
    runtime=$(dirname "$(swiftc -print-target-info | sed -n 's/.*"runtimeResourcePath" *: *"\(.*\)".*/\1/p')")
    runtime=$(find -L "$runtime/clang" -name "libclang_rt.fuzzer_no_main-$(uname -m).a" | head -n 1)
    [[ -n $runtime ]] || { echo "fuzz: the Swift toolchain has no library of libFuzzer (libclang_rt.fuzzer_no_main)" >&2; exit 69; }
    GOVSCRIPT_FUZZED=1 swift build --scratch-path "$folder" -c release "${options[@]}" --product fuzz \
        -Xlinker "$runtime" -Xlinker -lstdc++
}

fuzz() {
    local target=$1 runs=$2 folder
    shift 2
    folder=$(folder_of "$(sanitizer_of "$target")")
    mkdir -p ".build/corpus/$target" .build/found
    local arguments=(-max_len=600)
    # What takes many steps for each byte.
    case $target in answers | programs) arguments=(-max_len=300) ;; esac
    [[ -f Dictionaries/$target.dict ]] && arguments+=("-dict=Dictionaries/$target.dict")
    "$folder/release/fuzz" "$target" ".build/corpus/$target" "Corpus/$target" "${arguments[@]}" \
        -runs="$runs" -timeout=10 -rss_limit_mb=3000 -detect_leaks=0 -close_fd_mask=1 -print_final_stats=1 \
        -artifact_prefix=".build/found/$target-" "$@"
}

# Keeps inputs with names of their own, which once broke something or show what an input looks like, and of the others
# those 200 that reach most code for the first time, in the order of their size.
merge() {
    local target=$1 folder program
    program=$(folder_of "$(sanitizer_of "$target")")/release/fuzz
    mkdir -p .build/found
    folder=$(mktemp -d)
    mkdir "$folder/merged" "$folder/kept"
    # Copies: a fuzzer that runs meanwhile replaces its files.
    cp -r "Corpus/$target" "$folder/found"
    cp ".build/corpus/$target"/* "$folder/found" 2>/dev/null || true
    find "Corpus/$target" -regextype egrep -type f ! -regex '.*/[0-9a-f]{40}' -exec cp -t "$folder/kept" {} +
    "$program" "$target" -merge=1 -merge_control_file="$folder/control" -max_len=200 -timeout=10 \
        -close_fd_mask=1 -artifact_prefix=".build/found/$target-" "$folder/merged" "$folder/found"
    awk 'NR == 1 { count = $1 } NR > 2 && NR <= count + 2 { file[NR - 3] = $0 }
        $1 == "COV" && NF > 2 { print NF, file[$2] }' "$folder/control" |
        sort -rn | awk 'NR <= 200 { print $2 }' | xargs -r cp -f -t "$folder/kept"
    rm -rf "Corpus/$target"
    mv "$folder/kept" "Corpus/$target"
    rm -rf "$folder"
    chmod -R u=rwX,go=rX "Corpus/$target"
}

all() {
    local target
    for target in "${targets[@]}"; do
        build "$(sanitizer_of "$target")"
        fuzz "$target" "$default_runs"
    done
    [[ -z ${GOVSCRIPT_FUZZ_SANITIZE:-} ]] || return 0
    export GOVSCRIPT_FUZZ_SANITIZE=address
    build address
    for target in answers programs; do fuzz "$target" "$sanitized_runs"; done
}

case ${1:-} in
    build) build "${GOVSCRIPT_FUZZ_SANITIZE:-address}" ;;
    merge) build "$(sanitizer_of "$2")" && merge "$2" ;;
    "") all ;;
    *) build "$(sanitizer_of "$1")" && fuzz "$1" "${2:-$default_runs}" "${@:3}" ;;
esac
