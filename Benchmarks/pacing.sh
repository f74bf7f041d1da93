#!/usr/bin/env bash
# Measures how far the limit of a service is used over a path of 20 ms, beside pyrate-limiter with aiohttp:
#
#   Benchmarks/pacing.sh [PROGRAM [SECONDS]]
#
# PROGRAM is an optimised govscript, .build/release/govscript if it is left out. At 5 and at 100 requests per second, one
# process and four with one key make as many links as the limit allows in SECONDS (30); then pyrate-limiter does, as it
# comes (50 ms of buffer) and with 10 ms of buffer. The first window is not counted, for answers come in
# bursts. It ends with code 1 if govscript is refused once or uses less than 97 % of 5 and 98 % of 100 per second.
#
# Where it is root, programs and service are in two network namespaces 10 ms apart each way, which the kernel measures as
# it does a real path. Elsewhere the service answers up to 20 ms late, which is not the same: its own time wins no lead.
# Needs python3; pyrate-limiter and aiohttp (`pip install pyrate-limiter aiohttp`) are left out where they are missing.
set -euo pipefail

program=$(realpath "${1:-.build/release/govscript}")
seconds=${2:-30}
here=$(cd "$(dirname "$0")" && pwd)
folder=$(mktemp -d)
near='' far='' path='' emulator='' failed=0
finish() {
    for pid in $emulator $path; do kill "$pid" 2>/dev/null || true; done
    for name in $near $far; do ip netns delete "$name" 2>/dev/null || true; done
    rm -rf "$folder"
}
trap finish EXIT
[[ -x $program ]] || { echo "pacing.sh: no program '$program': build it with 'make release'" >&2; exit 66; }

inNear=() inFar=() delay=20
if [[ $EUID == 0 && -c /dev/net/tun ]] && ip netns add "govscript-near-$$" 2>/dev/null; then
    near=govscript-near-$$ far=govscript-far-$$
    ip netns add "$far"
    python3 "$here/pacing_path.py" "$near" "$far" 10 >"$folder/path" &
    path=$!
    until [[ -s $folder/path ]]; do kill -0 "$path"; sleep 0.05; done
    inNear=(ip netns exec "$near") inFar=(ip netns exec "$far") delay=0
else
    echo "no network namespaces here: the service answers up to 20 ms late instead" >&2
fi

# A line of the table: the share of the limit from the times of the answers, a line each, and the number of refusals.
tell() {
    sort -n "$1" | awk -v rate="$rate" -v name="$2" -v refused="$3" -v least="${4:-0}" '
        NR > rate { if (!first) first = $1; last = $1; count++ }
        END {
            use = (count - rate) / ((last - first) * rate) * 100
            printf "| %3d per second | %-34s | %6.1f %% | %8d |\n", rate, name, use, refused
            exit least > 0 && (use < least || refused > 0)
        }' || failed=1
}

# Makes links in so many processes of govscript at once.
govscript() {
    local processes=$1 pids=() number
    for ((number = 1; number <= processes; number++)); do
        "${inNear[@]}" "$program" run "$here/pacing.lua" $((seconds * rate / processes)) \
            >"$folder/times.$number" 2>"$folder/refused.$number" &
        pids+=($!)
    done
    wait "${pids[@]}"
    cat "$folder"/times.? >"$folder/times"
    local refused
    refused=$(awk '{ n += $1 } END { print n + 0 }' "$folder"/refused.?)
    rm "$folder"/times.? "$folder"/refused.?
    tell "$folder/times" "govscript, $processes process(es)" "$refused" "$2"
}

peer() {
    "${inNear[@]}" python3 "$here/pacing_peer.py" $((seconds * rate)) "$rate" "$1" >"$folder/times" 2>"$folder/refused"
    tell "$folder/times" "$2" "$(cat "$folder/refused")"
}

printf '| %-14s | %-34s | %8s | %8s |\n' limit side use refusals
for rate in 5 100; do
    "${inFar[@]}" "$program" emulator --rate "$rate" --delay "$delay" >"$folder/settings" &
    emulator=$!
    until [[ $(wc -l <"$folder/settings") -ge 6 ]]; do kill -0 "$emulator"; sleep 0.05; done
    # shellcheck disable=SC1091
    . "$folder/settings"
    export GOVSCRIPT_GO_RATE=$rate GOVSCRIPT_STATE_DIR=$folder/state
    least=$([[ $rate == 5 ]] && echo 97 || echo 98)
    # Between two sides the service forgets what it has seen of this user.
    govscript 1 "$least"
    sleep 2
    govscript 4 "$least"
    if python3 -c 'import pyrate_limiter, aiohttp' 2>/dev/null; then
        sleep 2
        peer 0 "pyrate-limiter"
        sleep 2
        peer 10 "pyrate-limiter, 10 ms of buffer"
    fi
    kill "$emulator"
    wait "$emulator" || true
    emulator=
done
exit "$failed"
