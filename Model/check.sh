#!/usr/bin/env bash
# Checks Model/slots.pml by spin: all states of the model as it is, and that it fails without each of its rules.
#
# usage: Model/check.sh
#
# Exit codes: 0 as it should be; 1 otherwise.
set -euo pipefail
model=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)/slots.pml
compiler=$(command -v cc || echo "$(dirname "$(readlink -f "$(command -v swift)")")/clang")
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

# check VARIANT EXPECTED: explores all states; the shortest way to a failure is found first.
check() {
    local options=() errors states
    [[ $1 == whole ]] || options=("-D$1")
    spin "${options[@]}" -a "$model" >spin.txt || { cat spin.txt >&2; exit 1; }
    # Warnings about code that spin wrote are of no use.
    "$compiler" -w -O2 -DSAFETY -DBFS -DCOLLAPSE -o pan pan.c
    ./pan -n >pan.txt || true
    errors=$(sed -n 's/.* errors: \([0-9]*\)$/\1/p' pan.txt)
    states=$(sed -n 's/^ *\([0-9.e+]*\) states, stored$/\1/p' pan.txt)
    echo "$1: $errors errors in $states states"
    if [[ $errors != "$2" ]] || grep -q "search was not completed\|max search depth" pan.txt && [[ $2 == 0 ]]; then
        cat pan.txt >&2
        [[ $errors == 0 ]] || spin "${options[@]}" -t -p -g "$model" >&2
        exit 1
    fi
}

check whole 0
for rule in NO_GRACE SHORT_WATCH WALL_CLOCK NO_CALM SHORT_CALM LAPSED_RENEW; do check "$rule" 1; done
