#!/usr/bin/env bash
# Measures how long an empty script takes from the start of the program to its end, beside plain Lua and Python:
#
#   Benchmarks/startup.sh [PROGRAM [ROUNDS]]
#
# PROGRAM, .build/release/govscript if it is left out, is an optimised govscript with Swift's libraries linked in, as `make release` builds it. The programs
# take turns, so that a busy machine slows them all; told are the median and the fastest of the rounds. It ends with code 1 if
# govscript's median is more than four times plain Lua's, or more than Python's; a peer that is missing is left out.
set -euo pipefail

program=${1:-.build/release/govscript}
rounds=${2:-100}
[[ -x $program ]] || { echo "startup.sh: no program '$program': build it with 'make release'" >&2; exit 66; }

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

# Microseconds that a command took, onto the end of a file. `EPOCHREALTIME` has a comma in some locales.
run() {
    local file=$1 begin end
    shift
    begin=${EPOCHREALTIME/[.,]/}
    "$@" </dev/null >/dev/null
    end=${EPOCHREALTIME/[.,]/}
    echo $((end - begin)) >>"$file"
}

for ((round = 0; round < rounds; round++)); do
    run "$folder/1" "$program" -e ''
    if command -v lua5.4 >/dev/null; then run "$folder/2" lua5.4 -e ''; fi
    if command -v python3 >/dev/null; then run "$folder/3" python3 -c pass; fi
done

median() { sort -n "$folder/$1" | awk '{ times[NR] = $1 / 1000 } END { print times[int((NR + 1) / 2)] }'; }

names=("" "govscript -e ''" "lua5.4 -e ''" "python3 -c pass")
bounds=("" "" 4 1)
failed=0
printf '| %-16s | %9s | %9s | %15s | %5s | %-7s |\n' figure median fastest 'govscript / it' bound verdict
for file in "$folder"/*; do
    index=${file##*/}
    sort -n "$file" | awk -v name="${names[index]}" -v ours="$(median 1)" -v theirs="$(median "$index")" -v bound="${bounds[index]}" '
        NR == 1 { fastest = $1 / 1000 }
        END {
            verdict = bound == "" ? "" : ours / theirs <= bound ? "met" : "MISSED"
            ratio = bound == "" ? "" : sprintf("%.2f", ours / theirs)
            printf "| %-16s | %6.1f ms | %6.1f ms | %15s | %5s | %-7s |\n", name, theirs, fastest, ratio, bound, verdict
            exit verdict == "MISSED"
        }' || failed=1
done
exit "$failed"
