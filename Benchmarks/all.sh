#!/usr/bin/env bash
# Runs all benchmarks, whatever becomes of each, and ends with code 1 if a figure of one left its bound; see README.md.
#
# `make bench` builds the program before.
set -euo pipefail
cd "$(dirname "$0")/.."

failed=()
measure() {
    local name=$1
    shift
    echo "$name"
    "$@" || failed+=("$name")
    echo
}
measure "Calls and waits" swift run --package-path Benchmarks -c release bridge-benchmarks
measure "Journal" swift run --package-path Benchmarks -c release journal-benchmarks
measure "Start" Benchmarks/startup.sh
measure "Pacing" Benchmarks/pacing.sh
measure "CSV" Benchmarks/csv.sh
measure "JSON" Benchmarks/json.sh
measure "Excel" Benchmarks/xlsx.sh
measure "Tables" Benchmarks/tables.sh
measure "Upload" Benchmarks/upload.sh .build/release/govscript 512
if ((${#failed[@]})); then
    printf 'beyond its bound, or failed: %s\n' "${failed[@]}" >&2
    exit 1
fi
