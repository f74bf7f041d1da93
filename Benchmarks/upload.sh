#!/usr/bin/env bash
# Measures an upload end to end (the file's facts, the link, the PUT), without its check of the whole file and with it, beside
# `curl -T` alone, against a sink on loopback:
#
#   Benchmarks/upload.sh [PROGRAM [MEGABYTES [ROUNDS]]]
#
# PROGRAM is an optimised govscript, .build/release/govscript if it is left out. The file has MEGABYTES (2048) and is in
# memory as far as there is room. The programs take turns; told are medians of ROUNDS (3). It ends with code 1 if
# govscript has less than half of curl's speed, or with the check less than 0.15 of it. Needs curl and Python.
set -euo pipefail

program=$(realpath "${1:-.build/release/govscript}")
megabytes=${2:-2048}
rounds=${3:-3}
folder=$(mktemp -d)
here=$(cd "$(dirname "$0")" && pwd)
trap '[[ ! -f $folder/sink.pid ]] || kill "$(cat "$folder/sink.pid")" 2>/dev/null || true; rm -rf "$folder"' EXIT
[[ -x $program ]] || { echo "upload.sh: no program '$program': build it with 'make release'" >&2; exit 66; }

# The home beside the scripts: a folder with the home in it is not open to them.
mkdir "$folder/home" "$folder/work"
cd "$folder/work"

port=18767
dataset=d_07c63be0f37e6e59c07a4ddc2fd87fcb
python3 "$here/peers/upload_sink.py" "$port" &
echo $! >"$folder/sink.pid"
until (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; do kill -0 "$(cat "$folder/sink.pid")"; sleep 0.1; done

awk 'BEGIN {
    srand(1)
    for (i = 0; i < 50000; i++)
        printf "2026-%02d,Museum %d,%d,nothing of note in this month\n", i % 12 + 1, i % 97, rand() * 1e6
}' >block
{
    echo "month,museum,visitors,remarks"
    for ((sent = 0; sent < megabytes << 20; sent += $(stat -c %s block))); do cat block; done
} >rows.csv

cat >upload.lua <<END
local upload = datagov.upload("$dataset", "rows.csv", { check = args[1] == "check" })
print(upload.size)
END
export GOVSCRIPT_DATAGOV_URL=http://127.0.0.1:$port GOVSCRIPT_DATAGOV_API_KEY=bench GOVSCRIPT_STATE_DIR=$folder/state
export HOME=$folder/home

# Seconds of wall clock and of processor time that a command took, onto the end of a file.
run() {
    local file=$1
    shift
    command time -f '%e %U %S' -o "$folder/time" "$@" >"$folder/output"
    cat "$folder/time" >>"$file"
}

median() { sort -n | sed -n "$((rounds / 2 + 1))p"; }
size=$(stat -c %s rows.csv)
speed() { awk -v n="$size" '{ print n / 1e6 / $1 }' "$folder/$1" | median; }
cost() { awk '{ print $2 + $3 }' "$folder/$1" | median; }

for ((round = 0; round < rounds; round++)); do
    # What is recorded of the upload before would be looked for first.
    rm -rf "$folder/state"
    run "$folder/govscript" "$program" run upload.lua
    run "$folder/curl" curl -sS -H Expect: -T rows.csv "http://127.0.0.1:$port/storage"
    rm -rf "$folder/state"
    run "$folder/checked" "$program" run upload.lua check
done

printf '| %-28s | %9s | %10s |\n' program 'MB/s' 'CPU s'
line() { printf '| %-28s | %9.0f | %10.2f |\n' "$2" "$(speed "$1")" "$(cost "$1")"; }
line govscript "govscript: facts, link, PUT"
line checked "govscript: its check first"
line curl "curl -T"
awk -v ours="$(speed govscript)" -v checked="$(speed checked)" -v theirs="$(speed curl)" 'BEGIN {
    printf "%.2f of the speed of curl -T; the bound is 0.5: %s\n", ours / theirs, (ours >= theirs / 2 ? "met" : "MISSED")
    printf "%.2f with the check of the whole file; the bound is 0.15: %s\n", checked / theirs, (checked >= theirs * 0.15 ? "met" : "MISSED")
    exit (ours < theirs / 2 || checked < theirs * 0.15)
}'
