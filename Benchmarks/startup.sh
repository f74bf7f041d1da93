#!/usr/bin/env bash
# Measures how long an empty script takes from the start of the program to its end, beside plain Lua and Python:
#
#   Benchmarks/startup.sh [PROGRAM [ROUNDS]]
#
# PROGRAM, .build/release/govscript if it is left out, is an optimised govscript with Swift's libraries linked in, as `make release` builds it. The programs
# take turns, so that a busy machine slows them all; told are the median and the fastest of the rounds. The target is four times plain Lua's median.
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

names=("" "govscript -e ''" "lua5.4 -e ''" "python3 -c pass")
limits=("" "" "" "")
if [[ -f $folder/2 ]]; then
    limits[1]=$(sort -n "$folder/2" | awk '{ times[NR] = $1 / 1000 } END { printf "%.1f", 4 * times[int((NR + 1) / 2)] }')
fi
printf '| %-16s | %9s | %9s | %9s | %-7s |\n' figure median fastest target verdict
for file in "$folder"/*; do
    index=${file##*/}
    sort -n "$file" | awk -v name="${names[index]}" -v limit="${limits[index]}" '
        { times[NR] = $1 / 1000 }
        END {
            median = times[int((NR + 1) / 2)]
            verdict = limit == "" ? "" : median < limit + 0 ? "met" : "missed"
            printf "| %-16s | %6.1f ms | %6.1f ms | %9s | %-7s |\n", name, median, times[1],
                limit == "" ? "" : "< " limit " ms", verdict
        }'
done
