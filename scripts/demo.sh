#!/usr/bin/env bash
# Runs the main job on real input, in the sandbox: 200 URLs from the Homepage fields of Debian's package lists,
# or the 60 that are shipped where there are no lists.
set -euo pipefail
cd "$(dirname "$0")/.."
govscript=${GOVSCRIPT:-.build/debug/govscript}
folder=${DEMO_DIR:-demo-output}
mkdir -p "$folder"

urls=$(apt-cache dumpavail 2>/dev/null | sed -n 's/^Homepage: \(https:\/\/[a-z0-9][^ ,"]*\)$/\1/p' | sort -u | shuf -n 200 --random-source=Makefile || true)
if [ "$(printf '%s\n' "$urls" | wc -l)" -ge 200 ]; then
  { echo url; printf '%s\n' "$urls"; } > "$folder/urls.csv"
else
  cp scripts/demo/urls.csv "$folder/urls.csv"
fi
exec "$govscript" run --fresh-sandbox scripts/demo/demo.lua "$folder/urls.csv" "$folder/created.csv"
