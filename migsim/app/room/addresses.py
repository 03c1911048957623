"""By which addresses other machines may reach this one; nothing is sent to find out."""

import contextlib
import ipaddress
import socket

#: An address in each network that a way out is asked for: the internet, and what hotspots and small routers use.
_ASKED = (
    "192.0.2.1",
    "192.168.0.1",
    "192.168.1.1",
    "192.168.43.1",
    "192.168.137.1",
    "172.20.10.1",
    "10.0.0.1",
    "10.42.0.1",
)


def own_addresses() -> list[str]:
    """Addresses of this machine in its networks, the likeliest first; empty where it is in none."""
    found: dict[str, None] = {}
    for target in _ASKED:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe, contextlib.suppress(OSError):
            probe.connect((target, 9))  # a datagram socket that connects sends nothing
            found[str(probe.getsockname()[0])] = None
    with contextlib.suppress(OSError):
        for *_, place in socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET, socket.SOCK_DGRAM):
            found[str(place[0])] = None
    return [address for address in found if not ipaddress.ip_address(address).is_loopback]
