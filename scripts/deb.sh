#!/usr/bin/env bash
# Builds the Debian package, and says what lintian finds in it.
#
# usage: scripts/deb.sh [FOLDER]
#
# FOLDER, by default .build/deb, gets the package. Its date is that of debian/changelog: the same commit gives the same
# package in every folder, which scripts/deb-same.sh shows.
#
# It is built from scratch, which takes minutes, in a folder of its own whose name always has the same length: of the paths of
# libraries, which are left out of the program, the compiler keeps the lengths (swift_isEscapingClosureAtFileLocation).
#
# Exit codes: 0 built, and lintian is silent; else that of the step that failed.
set -euo pipefail
cd "$(dirname "$0")/.."

scripts/setup.sh packaging
folder=$(realpath -m "${1:-.build/deb}")
rm -rf "$folder"
mkdir -p "$folder"
# What the shell has set must not get into the package.
export LC_ALL=C.UTF-8 TZ=UTC DEB_FOLDER=$folder
DEB_SCRATCH=$(mktemp -d /var/tmp/govscript-deb.XXXXXXXXXX)
export DEB_SCRATCH
trap 'rm -rf "$DEB_SCRATCH"' EXIT INT TERM
# Fetched packages are taken from here; what is built is not.
for part in checkouts repositories workspace-state.json; do
    [[ ! -e .build/$part ]] || cp -R ".build/$part" "$DEB_SCRATCH/"
done
umask 022
debian/rules clean
debian/rules binary
debian/rules clean
package=$(echo "$folder"/govscript_*.deb)
lintian --allow-root --fail-on error,warning --tag-display-limit 0 "$package"
dpkg-deb --field "$package" Depends Recommends Installed-Size
echo "built $package ($(($(stat -c %s "$package") / 1000000)) MB)"
