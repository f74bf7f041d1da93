#!/usr/bin/env bash
# Runs the tests of everything that shares memory between threads under ThreadSanitizer.
#
# usage: scripts/tsan.sh [FILTER]
#
# Left out are the suites that stop a script while it computes. That takes a signal, which ThreadSanitizer delivers only
# at the next call of the system or of malloc, and Lua makes none.
#
# The programs of some tests report their races to standard error, so that all reports of a run are counted at its end.
#
# Everything is put into .build-tsan.
set -euo pipefail
cd "$(dirname "$0")/.."

filter=${1:-LuaBridgeTests|RunJournalTests|HostStateTests|LineEditorTests|SQLiteTests|HashingTests}
export SWIFT_BACKTRACE=enable=no TSAN_OPTIONS=${TSAN_OPTIONS-halt_on_error=0:second_deadlock_stack=1}
options=(--sanitize=thread --scratch-path .build-tsan)
swift build "${options[@]}" --build-tests
log=.build-tsan/tsan.log
: >"$log"
run() { swift test "${options[@]}" --skip-build --disable-xctest "$@" 2>&1 | tee -a "$log"; }
# Real connections and real time-outs: they have the machine to themselves.
[[ -n ${1:-} ]] || run --filter CurlTransportTests
run --filter "$filter" --skip 'LuaBridgeTests.(StopTests|ExitTests|ConversationTests|MemoryTests|DepthTests)'
reports=$(grep -ac "WARNING: ThreadSanitizer" "$log" || true)
((reports == 0)) || { echo "tsan.sh: $reports reports of ThreadSanitizer, see $log" >&2; exit 1; }
