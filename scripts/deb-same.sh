#!/usr/bin/env bash
# Builds the Debian package of the last commit twice, in two folders whose names differ in length too, and compares.
#
# usage: scripts/deb-same.sh
#
# Takes two release builds, five minutes each or more.
#
# Exit codes: 0 the packages are the same, byte for byte; 1 they are not.
set -euo pipefail
cd "$(dirname "$0")/.."

root=$PWD
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT INT TERM
packages=()
for name in one another-one; do
    git clone --quiet "$root" "$work/$name"
    # Fetched packages are taken from here; what is built is not.
    mkdir "$work/$name/.build"
    for part in checkouts repositories workspace-state.json; do
        [[ ! -e .build/$part ]] || cp -R ".build/$part" "$work/$name/.build/"
    done
    [[ ! -e Package.resolved ]] || cp Package.resolved "$work/$name/"
    # Another time zone, another language, another mask, another process number.
    (cd "$work/$name" && umask 077 && TZ=Asia/Singapore LANG=C scripts/deb.sh "$work/out-$name")
    packages+=("$work/out-$name"/*.deb)
done
if cmp "${packages[@]}"; then
    sha256sum "${packages[0]}" | sed "s#  .*/#  #"
    echo "the same in both folders"
else
    kept=.build/deb-same
    rm -rf "$kept" && mkdir -p "$kept/a" "$kept/b"
    cp "${packages[0]}" "$kept/a/" && cp "${packages[1]}" "$kept/b/"
    echo "the packages differ; both are in $kept: diffoscope shows where" >&2
    exit 1
fi
