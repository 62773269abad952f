"""One request and its answer, with the address that was checked and limits on the whole of it."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException, IncompleteRead
from threading import Event, Timer

from engine.partners.errors import PartnerUnavailable
from engine.partners.http import body_of
from engine.partners.http_address import HttpTarget

MOST_BYTES = 256 * 1024
_MOST_ADDRESSES = 2  # of one name are tried


@dataclass(frozen=True, slots=True)
class Request:
    """What is sent. Secrets are in it: it is never shown."""

    method: str
    target: str = field(repr=False)  # path and query
    headers: Mapping[str, str] = field(repr=False)
    body: bytes | None = field(repr=False)


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back."""

    status: int
    body: bytes = field(repr=False)


class _Checked(HTTPConnection):
    """Connects to an address that was looked up and checked, and to no other."""

    def __init__(self, place: HttpTarget, addresses: Sequence[str], seconds: float) -> None:
        super().__init__(place.host, place.port, timeout=seconds)
        self._place, self._addresses, self._seconds = place, addresses, seconds

    def connect(self) -> None:
        """Connect, and for https verify the certificate against the name."""
        self.sock = self._reached()
        if self._place.secure:
            context = ssl.create_default_context()
            self.sock = context.wrap_socket(self.sock, server_hostname=self._place.host)

    def _reached(self) -> socket.socket:
        failed: OSError | None = None
        for address in self._addresses[:_MOST_ADDRESSES]:
            try:
                return socket.create_connection((address, self._place.port), self._seconds)
            except OSError as error:
                failed = error
        raise failed or OSError("no address")


def exchange(
    place: HttpTarget, addresses: Sequence[str], request: Request, seconds: float
) -> Reply:
    """Send a request and read the whole answer; no redirect is followed.

    Connecting, the TLS handshake and the answer may take `seconds` each. Raises PartnerUnavailable
    when they take longer, when the answer is too large or when it is no HTTP. The error names the
    server only: neither path nor header nor body.
    """
    connection = _Checked(place, addresses, seconds)
    try:
        connection.connect()
        # The connection drops its reference to the socket once the answer begins: keep our own.
        with _until(connection.sock, seconds):
            connection.request(
                request.method, request.target, body=request.body, headers=dict(request.headers)
            )
            with connection.getresponse() as answer:
                body = body_of(answer, seconds, MOST_BYTES)
                if answer.length and len(body) <= MOST_BYTES:
                    raise IncompleteRead(body)
    except ssl.SSLError as error:
        message = f"{place} is not trusted: {error.reason or 'TLS failed'}."
        raise PartnerUnavailable("partner_not_trusted", message) from None
    except (OSError, HTTPException, ValueError) as error:
        # Not the error's own words: some repeat what was sent or received.
        message = f"{place} did not answer as agreed: {type(error).__name__}."
        raise PartnerUnavailable("partner_silent", message) from None
    finally:
        connection.close()
    if len(body) > MOST_BYTES:
        message = f"{place} answered with more than {MOST_BYTES // 1024} KiB."
        raise PartnerUnavailable("answer_too_large", message)
    return Reply(answer.status, body)


@contextmanager
def _until(sock: socket.socket, seconds: float) -> Iterator[None]:
    """Hang up after so many seconds, also where a server sends byte by byte."""
    hung_up = Event()

    def hang_up() -> None:
        hung_up.set()
        with suppress(OSError):  # it is closed already
            sock.shutdown(socket.SHUT_RDWR)

    timer = Timer(seconds, hang_up)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
    if hung_up.is_set():  # what was read may be half of it
        raise TimeoutError
