#!/usr/bin/env bash
# Runs the main job on real input, in the sandbox: 200 URLs from the Homepage fields of Debian's package lists,
# or the 60 that are shipped where there are no lists.
set -euo pipefail
cd "$(dirname "$0")/.."
govscript=${GOVSCRIPT:-.build/debug/govscript}
folder=${DEMO_DIR:-demo-output}
mkdir -p "$folder"

# Every hundredth or so of them, so that all kinds of projects are among the 200.
all=$(apt-cache dumpavail 2>/dev/null | sed -n 's/^Homepage: \(https:\/\/[a-z0-9][^ ,"]*\)$/\1/p' | sort -u || true)
count=$(printf '%s\n' "$all" | wc -l)
if [ "$count" -ge 200 ]; then
  { echo url; printf '%s\n' "$all" | awk -v step=$((count / 200)) 'NR % step == 0 && n++ < 200'; } > "$folder/urls.csv"
else
  cp scripts/demo/urls.csv "$folder/urls.csv"
fi
exec "$govscript" run --fresh-sandbox scripts/demo/demo.lua "$folder/urls.csv" "$folder/created.csv"
