"""A path between two network namespaces: each packet takes MS milliseconds, either way.

    pacing_path.py NEAR FAR MS

The service in FAR listens on 127.0.0.1, and the programs in NEAR reach it there: http is for this machine only. Prints
"ready" when packets pass. The kernel's own netem is not everywhere; this needs /dev/net/tun and root.
"""
import collections
import ctypes
import fcntl
import os
import select
import struct
import subprocess
import sys
import time

CLONE_NEWNET = 0x40000000
TUNSETIFF = 0x400454CA
IFF_TUN_NO_PI = 0x1001


def end(namespace: str, own: str, other: str) -> int:
    """Opens this end of the path: a device in the namespace, which has one address and a route to the other."""
    handle = os.open(f"/run/netns/{namespace}", os.O_RDONLY)
    if ctypes.CDLL(None, use_errno=True).setns(handle, CLONE_NEWNET) != 0:
        raise OSError(ctypes.get_errno(), f"cannot enter {namespace}")
    device = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
    fcntl.ioctl(device, TUNSETIFF, struct.pack("16sH22x", b"path", IFF_TUN_NO_PI))
    for command in (
        "sysctl -qw net.ipv4.conf.all.route_localnet=1 net.ipv4.conf.path.route_localnet=1",
        "sysctl -qw net.ipv4.conf.all.rp_filter=0 net.ipv4.conf.path.rp_filter=0",
        f"ip address add {own}/32 dev path",
        "ip link set path up",
        f"ip route add {other} dev path src {own}",
    ):
        subprocess.run(command.split(), check=True)
    return device


def main(near: str, far: str, delay: float) -> None:
    ends = (end(near, "127.0.0.2", "127.0.0.1"), end(far, "127.0.0.1", "127.0.0.2"))
    print("ready", flush=True)
    under_way: collections.deque[tuple[float, int, bytes]] = collections.deque()
    while True:
        wait = max(0.0, under_way[0][0] - time.monotonic()) if under_way else None
        readable, _, _ = select.select(ends, (), (), wait)
        for device in readable:
            try:
                packet = os.read(device, 65536)
            except BlockingIOError:
                continue
            under_way.append((time.monotonic() + delay, ends[0] if device == ends[1] else ends[1], packet))
        while under_way and under_way[0][0] <= time.monotonic():
            _, device, packet = under_way.popleft()
            os.write(device, packet)


main(sys.argv[1], sys.argv[2], float(sys.argv[3]) / 1000)
