#!/usr/bin/env bash
# Measures csv.rows and csv.copy on a million rows of ten columns, beside Python's csv and, if it is installed, duckdb:
#
#   Benchmarks/csv.sh [PROGRAM [ROUNDS [ROWS]]]
#
# PROGRAM, .build/release/govscript if it is left out, is an optimised govscript. PYTHON names a Python that has duckdb. The programs take
# turns, so that a busy machine slows them all; told are the fastest of the rounds, and their ratios to the peers' of the same run.
# It ends with code 1 if a ratio is beyond its bound; a peer that is missing is left out.
set -euo pipefail

program=$(realpath "${1:-.build/release/govscript}")
rounds=${2:-5}
rows=${3:-1000000}
python=${PYTHON:-python3}
peers=$(realpath "$(dirname "${BASH_SOURCE[0]}")")/peers
[[ -x $program ]] || { echo "csv.sh: no program '$program': build it with 'make release'" >&2; exit 66; }

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
mkdir "$folder/home" "$folder/work"
export HOME=$folder/home
cd "$folder/work"
"$python" "$peers/csv_jobs.py" make "$rows" >rows.csv

# Milliseconds that a command took, onto the end of a file. `EPOCHREALTIME` has a comma in some locales.
run() {
    local file=$folder/$1 begin end
    shift
    begin=${EPOCHREALTIME/[.,]/}
    "$@" </dev/null >/dev/null
    end=${EPOCHREALTIME/[.,]/}
    echo $(((end - begin) / 1000)) >>"$file"
}
fastest() { sort -n "$folder/$1" | head -n 1; }
has_duckdb() { "$python" -c 'import duckdb' 2>/dev/null; }

for ((round = 0; round < rounds; round++)); do
    for job in rows column copy; do
        run "govscript-$job" "$program" run "$peers/csv.lua" "$job"
        run "python-$job" "$python" "$peers/csv_jobs.py" "$job"
        if has_duckdb; then run "duckdb-$job" "$python" "$peers/csv_jobs.py" "duckdb-$job"; fi
    done
done

failed=0
# figure, job, peer, bound
tell() {
    [[ -f $folder/$3-$2 ]] || return 0
    awk -v name="$1" -v ours="$(fastest "govscript-$2")" -v peer="$3" -v theirs="$(fastest "$3-$2")" -v bound="$4" 'BEGIN {
        ratio = ours / theirs
        printf "| %-24s | %6d ms | %-6s | %6d ms | %5.2f | %6s | %-7s |\n", name, ours, peer, theirs, ratio, bound, ratio <= bound ? "met" : "MISSED"
        exit ratio > bound
    }' || failed=1
}
printf '| %-24s | %9s | %-6s | %9s | %5s | %6s | %-7s |\n' figure govscript peer peer ratio bound verdict
tell "rows into the script" rows python 0.65
tell "one column, an integer" column python 0.25
tell "one column, an integer" column duckdb 1
tell "copy: rename and drop" copy python 0.5
tell "copy: rename and drop" copy duckdb 0.5
exit "$failed"
