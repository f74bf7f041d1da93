#!/usr/bin/env bash
# Runs `swift test` on what has been built, and ends with the failures in short, so that the end of a long log names them.
#
# usage: scripts/run-tests.sh [--filter PATTERN | --skip PATTERN]
#
# The whole output stays in .build/tests.log. XCTest is left out: it would close with the line "Executed 0 tests".
#
# Exit code: that of `swift test`.
set -euo pipefail
log=.build/tests.log

# Without the lines of tests that start: there are thousands, and a failure is hard to see among them.
set +e
swift test --skip-build --disable-xctest "$@" 2>&1 | tee "$log" | grep --text --line-buffered --invert-match '^◇'
status=${PIPESTATUS[0]}
set -e
if ((status != 0)); then
    echo "The failures (the whole output is in $log):"
    grep --text --extended-regexp --after-context=12 'recorded an issue|Fatal error|signal code|^error: ' "$log" |
        grep --text --invert-match --extended-regexp '^(◇|✔|--$)' | cut -c 1-400 | tail -n 60 || true
fi
exit "$status"
