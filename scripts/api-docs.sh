#!/usr/bin/env bash
# Builds the documentation of the two libraries that other programs may use, LuaBridge and RunJournal, from the modules
# that the last debug build left. A warning is an error: a link to a name that is gone, a parameter without a word.
#
# usage: scripts/api-docs.sh [FOLDER]
#
# FOLDER, by default .build/api-docs, gets one MODULE.doccarchive each.
set -euo pipefail
cd "$(dirname "$0")/.."

folder=${1:-.build/api-docs}
products=$(swift build --show-bin-path)
toolchain=$(dirname "$(readlink -f "$(command -v swift)")")
target=$(swift -print-target-info | sed -n 's/.*"unversionedTriple" *: *"\(.*\)".*/\1/p')

# Where the modules of C are that the two import.
c_modules=(-I Sources/CLuaSystem -I Sources/CSQLite -I "$products/Modules")
for map in "$products"/*.build/module.modulemap; do c_modules+=(-Xcc "-fmodule-map-file=$map"); done
for flag in $(pkg-config --cflags-only-I lua5.4 sqlite3); do c_modules+=(-Xcc "$flag"); done

for module in LuaBridge RunJournal; do
    graphs=$folder/graphs/$module
    rm -rf "$graphs" "$folder/$module.doccarchive"
    mkdir -p "$graphs"
    "$toolchain/swift-symbolgraph-extract" -module-name "$module" -target "$target" -minimum-access-level public \
        -skip-inherited-docs "${c_modules[@]}" -output-dir "$graphs"
    "$toolchain/docc" convert --warnings-as-errors --fallback-display-name "$module" \
        --fallback-bundle-identifier "govscript.$module" --additional-symbol-graph-dir "$graphs" \
        --output-path "$folder/$module.doccarchive"
done
echo "documentation of LuaBridge and RunJournal: $folder"
