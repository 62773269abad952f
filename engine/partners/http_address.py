"""Which addresses a service task may call: by their beginning, and by the network they lie in."""

from __future__ import annotations

import re
import socket
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import SplitResult, unquote, urlsplit

from engine.partners.errors import BadInputs, NotConfigured, PartnerUnavailable
from engine.settings import Settings

_PORTS = {"http": 80, "https": 443}
_PLAIN = re.compile(r"[!-~]+", re.ASCII)  # visible ASCII: neither blanks nor line breaks


@dataclass(frozen=True, slots=True)
class HttpTarget:
    """Where to call: what was allowed, split up. `path` has no query."""

    secure: bool
    host: str
    port: int
    path: str
    query: str

    def __str__(self) -> str:
        """The server without the path, which may name a person."""
        return f"{'https' if self.secure else 'http'}://{self.host}:{self.port}"


def allowed(settings: Settings, url: str) -> HttpTarget:
    """The place that an address names.

    Raises NotConfigured unless the setting `http_hosts` allows it, BadInputs for no address.
    """
    place = _place(url)
    for beginning in settings.http_hosts.split():
        known = _place(beginning)
        same = (known.secure, known.host, known.port) == (place.secure, place.host, place.port)
        if same and _within(place.path, known.path):
            return place
    message = f"The setting http_hosts does not allow this address at {place}."
    raise NotConfigured("host_not_allowed", message)


def resolved(settings: Settings, place: HttpTarget) -> tuple[str, ...]:
    """The addresses behind the name, checked, so that what was checked is what is called.

    Raises NotConfigured when one of them lies in a network that is not allowed, Unavailable when
    there are none.
    """
    try:
        found = socket.getaddrinfo(place.host, place.port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise PartnerUnavailable("no_such_host", f"{place} has no address.") from error
    addresses = tuple(dict.fromkeys(str(entry[4][0]) for entry in found))
    inside = [ip_network(text) for text in settings.http_networks.split()]
    for text in addresses:
        address = _plain(text)
        ours = any(address in network for network in inside)
        if not ours and (not address.is_global or address.is_multicast):
            message = f"{place} lies in a network that the setting http_networks does not allow."
            raise NotConfigured("network_not_allowed", message)
    return addresses


def _plain(text: str) -> IPv4Address | IPv6Address:
    """The address; an IPv4 address mapped into IPv6 as IPv4."""
    address = ip_address(text.partition("%")[0])
    if isinstance(address, IPv6Address):
        return address.ipv4_mapped or address.sixtofour or address
    return address


def _place(url: str) -> HttpTarget:
    parts = _split(url)
    path = parts.path or "/"
    steps = unquote(path).replace("\\", "/").split("/")
    if ".." in steps or "." in steps or parts.fragment:
        raise BadInputs("bad_url", "The address has a step up or a fragment in it.")
    port = parts.port or _PORTS[parts.scheme]
    return HttpTarget(parts.scheme == "https", parts.hostname or "", port, path, parts.query)


def _split(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        port_is_fine = parts.port is None or parts.port > 0
    except ValueError:
        port_is_fine, parts = False, urlsplit("")
    known = parts.scheme in _PORTS and bool(parts.hostname) and "@" not in parts.netloc
    if not (port_is_fine and known and _PLAIN.fullmatch(url)):
        message = "The address is no http or https address in plain letters, without a name in it."
        raise BadInputs("bad_url", message)
    return parts


def _within(path: str, beginning: str) -> bool:
    return path.startswith(beginning.rstrip("/") + "/") or path == beginning
