"""Where a webhook may go: public addresses, and those inside this network that the settings name.

A name is resolved once and the request goes to that very address, so that a name which answers differently
the second time (DNS rebinding) leads nowhere else (OWASP ASVS 5.0 V1.3.6).
"""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias
from urllib.parse import SplitResult, urlsplit

from drafter.service.problem import Refusal
from drafter.service.settings import Network

Address: TypeAlias = ipaddress.IPv4Address | ipaddress.IPv6Address
Resolve: TypeAlias = Callable[[str, int], Sequence[str]]
_NAT64 = ipaddress.ip_network("64:ff9b::/96")


@dataclass(frozen=True, slots=True)
class Destination:
    """An address that was checked, and how to ask it for its name.

    Attributes:
        url: the URL with the address in place of the name.
        host: value of the Host header.
        server_name: name its certificate must bear.
    """

    url: str
    host: str
    server_name: str


def resolve_by_system(host: str, port: int) -> Sequence[str]:
    """Return the addresses of a name.

    Raises:
        OSError: it has none.
    """
    return [str(found[4][0]) for found in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]


def check_url(url: str, allowed: Sequence[Network]) -> SplitResult:
    """Refuse a URL that could not be sent to, whatever its name resolves to.

    Raises:
        Refusal: ``invalid``.
    """
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
        # As the resolver will: an empty label or one of more than 63 characters is nobody's name.
        (host or "").encode("idna")
    except ValueError:
        host, port, parts = None, None, urlsplit("")
    if not host or port == 0 or parts.scheme not in {"https", "http"} or parts.username or parts.fragment:
        raise _refused("is not a plain web address", "give one such as https://desk.example.com/hook")
    literal = _literal(host)
    if literal is not None and not _may_reach(literal, allowed):
        raise _refused("lies inside this network", "name its network in DRAFTER_HOOKS_TO if that is meant")
    if parts.scheme == "http" and not (literal and _inside(literal, allowed)):
        raise _refused("is not encrypted", "give an https address")
    return parts


def find(url: str, allowed: Sequence[Network], resolve: Resolve = resolve_by_system) -> Destination:
    """Resolve a URL to an address that may be reached.

    Raises:
        Refusal: ``invalid``: any of its addresses may not be reached.
        OSError: its name does not resolve.
    """
    parts = check_url(url, allowed)
    host = parts.hostname or ""
    port = parts.port or (443 if parts.scheme == "https" else 80)
    addresses = [ipaddress.ip_address(found.partition("%")[0]) for found in resolve(host, port)]
    if not addresses or not all(_may_reach(address, allowed) for address in addresses):
        raise _refused("leads inside this network", "name its network in DRAFTER_HOOKS_TO if that is meant")
    address = addresses[0]
    shown = f"[{address}]" if address.version == 6 else str(address)
    path = parts.path or "/"
    query = f"?{parts.query}" if parts.query else ""
    return Destination(f"{parts.scheme}://{shown}:{port}{path}{query}", parts.netloc, host)


def _may_reach(address: Address, allowed: Sequence[Network]) -> bool:
    return _inside(address, allowed) or all(
        each.is_global and not each.is_multicast and not each.is_reserved for each in _meant(address)
    )


def _inside(address: Address, allowed: Sequence[Network]) -> bool:
    return any(address.version == network.version and address in network for network in allowed)


def _meant(address: Address) -> list[Address]:
    """Return an address and every IPv4 address that is wrapped in it."""
    if isinstance(address, ipaddress.IPv4Address):
        return [address]
    wrapped = [address.ipv4_mapped, address.sixtofour, *(address.teredo or ())]
    if address in _NAT64:
        wrapped.append(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF))
    # A mapped address is not an IPv6 one at all: only what is in it counts.
    outer = [] if address.ipv4_mapped else [address]
    return [*outer, *(each for each in wrapped if each is not None)]


def _literal(host: str) -> Address | None:
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None


def _refused(what: str, wanted: str) -> Refusal:
    return Refusal("invalid", more={"problems": [{"field": "url", "what": what, "wanted": wanted}]})
