#!/usr/bin/env bash
# Measures tables.sort and tables.join on 300,000 rows of ten columns, beside Python's lists and dictionaries:
#
#   Benchmarks/tables.sh [PROGRAM [ROUNDS [ROWS]]]
#
# PROGRAM, .build/release/govscript if it is left out, is an optimised govscript. The programs take turns, so that a busy
# machine slows them both; told are the fastest of the rounds, and their ratios. Python holds all rows in memory,
# tables.sort those that fit into 16 MiB: how much the sort takes has a bound too. It ends with code 1 if a figure is
# beyond its bound, or if the two find different things.
set -euo pipefail

program=$(realpath "${1:-.build/release/govscript}")
rounds=${2:-3}
rows=${3:-300000}
python=${PYTHON:-python3}
# shellcheck source=Benchmarks/rounds.sh
source "$(dirname "${BASH_SOURCE[0]}")/rounds.sh"
"$python" "$peers/tables_jobs.py" make "$rows"

for ((round = 0; round < rounds; round++)); do
    for job in sort sort-numbers join; do
        run "govscript-$job" "$program" run "$peers/tables.lua" "$job"
        run "python-$job" "$python" "$peers/tables_jobs.py" "$job"
        cmp "$folder/govscript-$job.out" "$folder/python-$job.out"
    done
done

head_of_table
tell "sort by text" sort python 1
tell "sort by number" sort-numbers python 1
tell "join by key" join python 3
memory=$("$python" - "$program" run "$peers/tables.lua" sort <<'PYTHON'
import resource, subprocess, sys
subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, check=True)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024)
PYTHON
)
echo "memory of the sort: $memory MB; the bound is 64: $( ((memory <= 64)) && echo met || echo MISSED)"
((memory <= 64)) || failed=1
exit "$failed"
