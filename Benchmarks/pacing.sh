#!/usr/bin/env bash
# Measures how far the limit of a service is used by four processes with one key, on the real clock, beside
# pyrate-limiter with aiohttp (one process; installed with `pip install pyrate-limiter aiohttp`):
#
#   Benchmarks/pacing.sh [PROGRAM [CREATES [RATE]]]
#
# PROGRAM is an optimised govscript, .build/release/govscript if it is left out. Each side makes CREATES links (5,000)
# at RATE (50) per second, once with answers at once and once with answers that are late by up to 50 ms. The use of the
# limit counts from the 200th answer; the first window of them is not counted, since answers come in bursts.
set -euo pipefail

program=$(realpath "${1:-.build/release/govscript}")
creates=${2:-5000}
rate=${3:-50}
here=$(cd "$(dirname "$0")" && pwd)
folder=$(mktemp -d)
emulator=
trap '[[ -z $emulator ]] || kill "$emulator" 2>/dev/null || true; rm -rf "$folder"' EXIT
[[ -x $program ]] || { echo "pacing.sh: no program '$program': build it with 'make release'" >&2; exit 66; }

# The use of the limit from the times of the answers, a line each, and the number of refusals.
use() {
    sort -n "$1" | awk -v rate="$rate" -v name="$2" -v refused="$3" '
        NR > 200 { if (!first) first = $1; last = $1; count++ }
        END { printf "| %-34s | %6.1f %% | %8d |\n", name, (count - rate) / ((last - first) * rate) * 100, refused }'
}

for delay in 0 50; do
    "$program" emulator --rate "$rate" --delay "$delay" >"$folder/settings" &
    emulator=$!
    until [[ $(wc -l <"$folder/settings") -ge 6 ]]; do sleep 0.05; done
    # shellcheck disable=SC1091
    . "$folder/settings"
    export GOVSCRIPT_GO_RATE=$rate GOVSCRIPT_STATE_DIR=$folder/state
    [[ $delay == 0 ]] && printf '| %-34s | %8s | %8s |\n' side use refusals

    pids=()
    for process in 1 2 3 4; do
        "$program" run "$here/pacing.lua" $((creates / 4)) >"$folder/times.$process" 2>"$folder/refused.$process" &
        pids+=($!)
    done
    wait "${pids[@]}"
    cat "$folder"/times.? >"$folder/times"
    use "$folder/times" "govscript x 4, late by 0-$delay ms" "$(awk '{ n += $1 } END { print n + 0 }' "$folder"/refused.?)"

    if python3 -c 'import pyrate_limiter, aiohttp' 2>/dev/null; then
        # The service forgets what it has seen of this user.
        sleep 2
        python3 "$here/pacing_peer.py" "$creates" "$rate" >"$folder/times" 2>"$folder/refused"
        use "$folder/times" "pyrate-limiter, late by 0-$delay ms" "$(cat "$folder/refused")"
    fi
    kill "$emulator"
    wait "$emulator" || true
    emulator=
done
