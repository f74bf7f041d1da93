# shellcheck shell=bash disable=SC2034,SC2154
# What the comparisons with peers share; to be sourced. The caller has set `program`, `rounds` and `python`.
#
# It goes into a scratch folder, $folder/work, which has a HOME of its own beside it and is removed at the end. Programs take
# turns, so that a busy machine slows them all; told are the fastest of the rounds, and their ratios to the peers'.

peers=$(realpath "$(dirname "${BASH_SOURCE[0]}")")/peers
[[ -x $program ]] || { echo "$(basename "$0"): no program '$program': build it with 'make release'" >&2; exit 66; }

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
mkdir "$folder/home" "$folder/work"
export HOME=$folder/home
cd "$folder/work" || exit
failed=0

# run NAME COMMAND…: the milliseconds that the command took, onto the end of a file, and what it printed into another.
# `EPOCHREALTIME` has a comma in some locales.
run() {
    local file=$folder/$1 begin end
    shift
    begin=${EPOCHREALTIME/[.,]/}
    "$@" </dev/null >"$file.out"
    end=${EPOCHREALTIME/[.,]/}
    echo $(((end - begin) / 1000)) >>"$file"
}
fastest() { sort -n "$folder/$1" | head -n 1; }

head_of_table() { printf '| %-24s | %9s | %-8s | %9s | %5s | %6s | %-7s |\n' figure govscript peer peer ratio bound verdict; }

# tell FIGURE JOB PEER BOUND: a line of the table; nothing if the peer did not run.
tell() {
    [[ -f $folder/$3-$2 ]] || return 0
    awk -v name="$1" -v ours="$(fastest "govscript-$2")" -v peer="$3" -v theirs="$(fastest "$3-$2")" -v bound="$4" 'BEGIN {
        ratio = ours / theirs
        printf "| %-24s | %6d ms | %-8s | %6d ms | %5.2f | %6s | %-7s |\n", name, ours, peer, theirs, ratio, bound, ratio <= bound ? "met" : "MISSED"
        exit ratio > bound
    }' || failed=1
}
