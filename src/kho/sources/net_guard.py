"""Where a source may lead: an address in a contract, in a redirect or in a page must not reach into the machine.

The name is resolved once, every address it has is checked, and the connection goes to a checked address: so a name
that answers differently the second time (DNS rebinding) gains nothing. TLS still checks the certificate for the name.
"""

import ipaddress
import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum

import httpx

from kho.errors import KhoError
from kho.messages import Message

Ip = ipaddress.IPv4Address | ipaddress.IPv6Address

METADATA = frozenset(
    map(ipaddress.ip_address, ("169.254.169.254", "169.254.170.2", "fd00:ec2::254", "100.100.100.200"))
)
"""Where clouds tell a machine its own keys; nothing is ever fetched from there."""
_NAT64 = ipaddress.ip_network("64:ff9b::/96")


class Reach(Enum):
    """How far away an address is."""

    PUBLIC = "public"
    PRIVATE = "private"
    LOCAL = "local"
    NEVER = "never"


class ForbiddenAddressError(KhoError):
    """An address leads to a network that the contract does not allow."""

    code = "KHO-T301"
    what = Message(
        vi="Địa chỉ {host} dẫn tới {address}, nơi không được phép kết nối.",
        en="{host} leads to {address}, where no connection is allowed.",
    )
    mend = Message(
        vi="Nếu hệ thống đúng là ở mạng nội bộ, ghi allow_private: true (máy này: thêm allow_loopback: true) "
        "trong kho.fetch. Địa chỉ cấp khoá của đám mây thì không bao giờ được phép.",
        en="If the system rightly is in a private network, write allow_private: true (on this machine: "
        "allow_loopback: true as well) in kho.fetch. Addresses where clouds give out keys are never allowed.",
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class NetPolicy:
    """What a contract allows beside public addresses. Loopback and link-local need both."""

    allow_private: bool = False
    allow_loopback: bool = False

    def allows(self, reach: Reach) -> bool:
        """Whether addresses that far away may be connected to."""
        if reach is Reach.LOCAL:
            return self.allow_private and self.allow_loopback
        return reach is Reach.PUBLIC or (reach is Reach.PRIVATE and self.allow_private)


def reach_of(address: Ip) -> Reach:
    """How far away an address is; an IPv4 address within an IPv6 one counts as itself."""
    if (inner := _inner(address)) is not None:
        return reach_of(inner)
    if address in METADATA or address.is_multicast:
        return Reach.NEVER
    if address.is_loopback or address.is_link_local or address.is_unspecified:
        return Reach.LOCAL
    return Reach.PUBLIC if address.is_global else Reach.PRIVATE


def _inner(address: Ip) -> ipaddress.IPv4Address | None:
    if isinstance(address, ipaddress.IPv4Address):
        return None
    if address in _NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    teredo = address.teredo
    return address.ipv4_mapped or address.sixtofour or (teredo[1] if teredo else None)


def checked_addresses(host: str, port: int, policy: NetPolicy) -> tuple[str, ...]:
    """Every address of a host, each allowed. Raises ForbiddenAddressError, OSError where there is none."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    addresses = tuple(dict.fromkeys(str(entry[4][0]) for entry in found))
    for address in addresses:
        if not policy.allows(reach_of(ipaddress.ip_address(address.partition("%")[0]))):
            raise ForbiddenAddressError(where=host, host=host, address=address)
    return addresses


class GuardedTransport(httpx.BaseTransport):
    """Sends each request to a checked address of its host, under the host's own name.

    Every host has connections of its own, made by `connections`: one whose certificate was checked for a name is
    never used for another name of the same address.
    """

    def __init__(self, connections: Callable[[], httpx.BaseTransport], policy: NetPolicy) -> None:
        self._make = connections
        self._policy = policy
        self._of_host: dict[str, httpx.BaseTransport] = {}

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request. Raises ForbiddenAddressError, httpx.TransportError."""
        url = request.url
        port = url.port or (443 if url.scheme == "https" else 80)
        try:
            addresses = checked_addresses(url.host, port, self._policy)
        except (OSError, UnicodeError) as error:
            raise httpx.ConnectError(str(error), request=request) from error
        return self._first_that_answers(request, iter(addresses))

    def _first_that_answers(self, request: httpx.Request, addresses: Iterator[str]) -> httpx.Response:
        host = request.url.host
        connections = self._of_host.get(host) or self._of_host.setdefault(host, self._make())
        failure: httpx.ConnectError | httpx.ConnectTimeout | None = None
        for address in addresses:
            try:
                return connections.handle_request(_sent_to(request, address))
            except (httpx.ConnectError, httpx.ConnectTimeout) as error:
                failure = error
        raise failure or httpx.ConnectError("no address", request=request)

    def close(self) -> None:
        """Close the connections."""
        for each in self._of_host.values():
            each.close()


def _sent_to(request: httpx.Request, address: str) -> httpx.Request:
    """The same request to one address; the header Host, made before, and the name for TLS stay the host's."""
    return httpx.Request(
        request.method,
        request.url.copy_with(host=address),
        headers=request.headers,
        stream=request.stream,
        extensions={**request.extensions, "sni_hostname": request.url.host},
    )
