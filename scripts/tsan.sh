#!/usr/bin/env bash
# Runs the tests of everything that shares memory between threads under ThreadSanitizer.
#
# usage: scripts/tsan.sh [FILTER]
#
# Everything is put into .build-tsan.
set -euo pipefail
cd "$(dirname "$0")/.."

filter=${1:-LuaBridgeTests|RunJournalTests|HostStateTests|LineEditorTests|CurlTransportTests|SQLiteTests|HashingTests}
export SWIFT_BACKTRACE=enable=no TSAN_OPTIONS=${TSAN_OPTIONS-halt_on_error=0:second_deadlock_stack=1}
options=(--sanitize=thread --scratch-path .build-tsan)
swift build "${options[@]}" --build-tests
swift test "${options[@]}" --skip-build --disable-xctest --filter "$filter"
