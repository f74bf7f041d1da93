#!/usr/bin/env bash
# Measures csv.rows, csv.copy and check-data on a million rows of ten columns, beside Python's csv, duckdb if it is installed, and csv.copy:
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
# shellcheck source=Benchmarks/rounds.sh
source "$(dirname "${BASH_SOURCE[0]}")/rounds.sh"
"$python" "$peers/csv_jobs.py" make "$rows" >rows.csv
has_duckdb() { "$python" -c 'import duckdb' 2>/dev/null; }

for ((round = 0; round < rounds; round++)); do
    for job in rows column copy; do
        run "govscript-$job" "$program" run "$peers/csv.lua" "$job"
        run "python-$job" "$python" "$peers/csv_jobs.py" "$job"
        if has_duckdb; then run "duckdb-$job" "$python" "$peers/csv_jobs.py" "duckdb-$job"; fi
    done
    run govscript-check "$program" check-data rows.csv
    cp "$folder/govscript-copy" "$folder/csv.copy-check"
done

head_of_table
tell "rows into the script" rows python 0.65
tell "one column, an integer" column python 0.25
tell "one column, an integer" column duckdb 1
tell "copy: rename and drop" copy python 0.5
tell "copy: rename and drop" copy duckdb 0.5
tell "check-data" check csv.copy 1.5
awk -v ms="$(fastest govscript-check)" -v bytes="$(wc -c <rows.csv)" 'BEGIN {
    printf "check-data reads %d MB/s\n", bytes / ms / 1000
}'
exit "$failed"
