#!/usr/bin/env bash
# Installs the Debian package in a clean Debian 12, uses it there, removes it, and looks at what is left.
#
# usage: scripts/deb-test.sh [PACKAGE]
#
# PACKAGE is the one in .build/deb by default. Needs root, debootstrap and a Debian mirror, DEBIAN_MIRROR or
# http://deb.debian.org/debian. The system is made once, in .build/debian-12, and copied for each test.
#
# Exit codes: 0 all is well; 1 something is not; 77 skipped, and it has said why.
set -euo pipefail
cd "$(dirname "$0")/.."

skip() {
    echo "deb-test: SKIPPED: $1" >&2
    exit 77
}
fail() {
    echo "deb-test: $1" >&2
    exit 1
}

package=${1:-$(echo .build/deb/govscript_*.deb)}
[[ -f $package ]] || fail "there is no package $package; build it with: make deb"
((EUID == 0)) || skip "needs root, for chroot"
scripts/setup.sh packaging
unshare --mount true 2>/dev/null || skip "this machine does not allow mounts (unshare --mount)"

mirror=${DEBIAN_MIRROR:-http://deb.debian.org/debian}
base=.build/debian-12.tar
if [[ ! -e $base ]]; then
    work=$(mktemp -d)
    trap 'rm -rf "$work"' EXIT INT TERM
    debootstrap --variant=minbase bookworm "$work/root" "$mirror" >.build/debootstrap.log 2>&1 ||
        skip "debootstrap could not make a Debian 12 from $mirror; see .build/debootstrap.log"
    rm -rf "$work/root/var/cache/apt/archives"/*.deb
    tar -C "$work/root" -cf "$base.new" .
    mv "$base.new" "$base"
    rm -rf "$work"
fi

root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT INT TERM
tar -C "$root" -xpf "$base"
# Whatever lets apt reach the mirror from here lets it from there.
cp -L /etc/resolv.conf "$root/etc/resolv.conf" 2>/dev/null || true
cp -R /etc/apt/apt.conf.d/. "$root/etc/apt/apt.conf.d/"
cp "$package" "$root/tmp/govscript.deb"
cp debian/tests/smoke "$root/tmp/smoke"

cat >"$root/tmp/test" <<'END'
set -eu
export DEBIAN_FRONTEND=noninteractive LC_ALL=C.UTF-8 PATH=/usr/sbin:/usr/bin:/sbin:/bin
# The list of what is there, without what apt and dpkg note about packages.
tree() {
    find / -xdev \( -path /proc -o -path /var/lib/apt -o -path /var/lib/dpkg -o -path /var/cache -o -path /var/log \
        -o -path /tmp \) -prune -o -print | LC_ALL=C sort
}
apt-get -qq update
# The libraries come first, so that only the package's own files are in the comparison.
apt-get -qq install --no-install-recommends --yes $(dpkg-deb -f /tmp/govscript.deb Depends Recommends |
    sed -e 's/^[A-Z][a-z]*: *//' -e 's/([^)]*)//g' | tr -d ',\n') man-db >/dev/null
tree >/tmp/before
apt-get -qq install --yes /tmp/govscript.deb >/dev/null
echo "installed: $(dpkg-query --show --showformat '${Package} ${Version}' govscript)"
# No library is missing, and as somebody who is not root.
! ldd /usr/bin/govscript | grep 'not found'
useradd --create-home officer
cd /home/officer
setpriv --reuid=officer --regid=officer --clear-groups env -u GOVSCRIPT_STATE_DIR HOME=/home/officer sh /tmp/smoke
MANWIDTH=80 man --warnings govscript-run >/tmp/page 2>/tmp/warnings
grep -q '^SYNOPSIS' /tmp/page
test ! -s /tmp/warnings
cd /
userdel --remove officer 2>/dev/null
apt-get -qq purge --yes govscript >/dev/null
tree >/tmp/after
diff /tmp/before /tmp/after | grep -v -e '/etc/.*-$' | grep '^[<>]' && { echo "left behind by the package" >&2; exit 1; }
echo "removed, and nothing is left"
END
chmod 755 "$root" "$root/tmp/smoke"
unshare --mount --propagation private bash -c '
    mount -t proc proc "$1/proc" && mount --rbind /dev "$1/dev" && exec chroot "$1" sh /tmp/test' - "$root" ||
    fail "the package fails in a clean Debian 12"
echo "deb-test: installed, used and removed in a clean Debian 12"
