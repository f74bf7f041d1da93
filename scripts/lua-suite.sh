#!/bin/sh
# Runs the portable part of Lua's own test suite in govscript with everything allowed, which is plain Lua 5.4.
#
# usage: GOVSCRIPT=.build/release/govscript scripts/lua-suite.sh DIR
#
# DIR is the folder `testes` of github.com/lua/lua at tag v5.4.4, or the folder above it. It is not changed: the
# tests write files, and run on a copy. Their output is shown only if they fail.
set -eu

: "${GOVSCRIPT:?set it to the govscript to test}"
suite=${1:?usage: GOVSCRIPT=... $0 DIR}
[ -f "$suite/all.lua" ] || suite=$suite/testes
[ -f "$suite/all.lua" ] || { echo "$0: there is no all.lua in $1" >&2; exit 66; }
case $GOVSCRIPT in
    /*) ;;
    */*) GOVSCRIPT=$PWD/$GOVSCRIPT ;;
esac

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT INT TERM
cp -R "$suite" "$work/testes"
cd "$work/testes"
cat > govscript-suite.lua <<'END'
_port, _soft = true, true
dofile "all.lua"
END

status=0
"$GOVSCRIPT" run --allow-all govscript-suite.lua > ../output 2>&1 < /dev/null || status=$?
if [ "$status" = 0 ] && grep -q '^final OK !!!$' ../output; then
    echo "final OK !!!"
else
    cat ../output
    echo "$0: the suite failed (exit status $status)" >&2
    exit 1
fi
