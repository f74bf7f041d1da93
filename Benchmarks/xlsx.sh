#!/usr/bin/env bash
# Measures xlsx.rows on a sheet of 100,001 rows of ten columns, beside openpyxl:
#
#   Benchmarks/xlsx.sh [PROGRAM [ROUNDS [ROWS]]]
#
# PROGRAM, .build/release/govscript if it is left out, is an optimised govscript. PYTHON names a Python that has openpyxl, which makes
# the workbook too: without it nothing is measured. The two take turns; told are the fastest of the rounds. It ends with code 1 if the
# ratio, or the growth of memory with the rows, is beyond its bound.
set -euo pipefail

program=$(realpath "${1:-.build/release/govscript}")
rounds=${2:-3}
rows=${3:-100000}
python=${PYTHON:-python3}
if ! "$python" -c 'import openpyxl' 2>/dev/null; then
    echo "xlsx.sh: '$python' has no openpyxl, so there is no peer: nothing is measured" >&2
    exit 0
fi
# shellcheck source=Benchmarks/rounds.sh
source "$(dirname "${BASH_SOURCE[0]}")/rounds.sh"
"$python" "$peers/xlsx_jobs.py" make rows.xlsx "$rows"
"$python" "$peers/xlsx_jobs.py" make few.xlsx "$((rows / 10))"

# The most memory that it took, in KiB.
memory() {
    "$python" - "$@" <<'PYTHON'
import resource, subprocess, sys
subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, check=True)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
PYTHON
}

for ((round = 0; round < rounds; round++)); do
    run govscript "$program" run "$peers/xlsx.lua" rows.xlsx
    run openpyxl "$python" "$peers/xlsx_jobs.py" rows rows.xlsx
done
cmp "$folder/govscript.out" "$folder/openpyxl.out"

few=$(memory "$program" run "$peers/xlsx.lua" few.xlsx)
all=$(memory "$program" run "$peers/xlsx.lua" rows.xlsx)
awk -v ours="$(fastest govscript)" -v theirs="$(fastest openpyxl)" -v few="$few" -v all="$all" 'BEGIN {
    format = "| %-34s | %9s | %9s | %6s | %6s | %-7s |\n"
    printf format, "figure", "govscript", "peer", "ratio", "bound", "verdict"
    ratio = ours / theirs
    printf format, "rows into the script, to openpyxl", ours " ms", theirs " ms", sprintf("%.2f", ratio), 0.125, ratio <= 0.125 ? "met" : "MISSED"
    growth = (all - few) / 1024
    printf format, "memory for ten times the rows, MB", int(all / 1024), int(few / 1024), sprintf("+%.1f", growth), 8, growth <= 8 ? "met" : "MISSED"
    exit ratio > 0.125 || growth > 8
}'
