#!/usr/bin/env bash
# Measures json.decode and json.encode on a page of 1,000 links and on 100,000 small objects, beside Python's json:
#
#   Benchmarks/json.sh [PROGRAM [ROUNDS]]
#
# PROGRAM, .build/release/govscript if it is left out, is an optimised govscript. The programs take turns, so that a busy
# machine slows them both; told are the fastest of the rounds, and their ratios. It ends with code 1 if a ratio is beyond
# its bound.
set -euo pipefail

program=$(realpath "${1:-.build/release/govscript}")
rounds=${2:-5}
python=${PYTHON:-python3}
# shellcheck source=Benchmarks/rounds.sh
source "$(dirname "${BASH_SOURCE[0]}")/rounds.sh"
"$python" "$peers/json_jobs.py" make

for ((round = 0; round < rounds; round++)); do
    for job in decode-page decode-objects encode-page encode-objects; do
        run "govscript-$job" "$program" run "$peers/json.lua" "$job"
        run "python-$job" "$python" "$peers/json_jobs.py" "$job"
    done
done

head_of_table
tell "decode a page" decode-page python 1
tell "decode 100,000 objects" decode-objects python 1
tell "encode a page" encode-page python 1
tell "encode 100,000 objects" encode-objects python 1
exit "$failed"
