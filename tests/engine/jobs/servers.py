"""A mail server and a receiver of webhooks on this machine."""

from __future__ import annotations

import email
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.policy import default
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

ACCOUNT = ("motcua", "only-for-tests")


@dataclass
class Mailbox:
    """What a mail server took, and what it answers."""

    port: int = 0
    refusal: str = ""  # answered to every recipient, if any
    dropped: str = ""  # answered to every content, if any
    mails: list[EmailMessage] = field(default_factory=list)
    to: list[str] = field(default_factory=list)
    signed_in: list[bool] = field(default_factory=list)

    async def handle_RCPT(  # noqa: N802 - the server's name for it
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.refusal:
            return self.refusal
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        if self.dropped:
            return self.dropped
        assert isinstance(envelope.content, bytes)
        mail = email.message_from_bytes(envelope.content, policy=default)
        assert isinstance(mail, EmailMessage)
        self.mails.append(mail)
        self.to += envelope.rcpt_tos
        self.signed_in.append(bool(session.authenticated))
        return "250 OK"


def _authenticator(*told: Any) -> AuthResult:
    given = told[-1]
    right = isinstance(given, LoginPassword) and (given.login, given.password) == (
        ACCOUNT[0].encode(),
        ACCOUNT[1].encode(),
    )
    # Not handled: the server itself answers a wrong password, or the client waits for ever.
    return AuthResult(success=right, handled=False)


class _Controller(Controller):
    """On a port that the system gives; a slow machine has as long as it needs to greet."""

    def _trigger_server(self) -> None:
        self.port = self.server.sockets[0].getsockname()[1]
        with socket.create_connection((self.hostname, self.port)) as talk:
            if self.ssl_context is None:
                talk.recv(1)
                return
            anybody = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
            anybody.check_hostname, anybody.verify_mode = False, ssl.CERT_NONE
            with anybody.wrap_socket(talk) as secret:
                secret.recv(1)


@contextmanager
def mail_server(
    *, starttls: ssl.SSLContext | None = None, tls: ssl.SSLContext | None = None
) -> Iterator[Mailbox]:
    """A running server; with `starttls` it takes mail only after encryption and sign-in."""
    box = Mailbox()
    controller = _Controller(
        box,
        hostname="127.0.0.1",
        port=0,
        ready_timeout=60,
        ssl_context=tls,
        tls_context=starttls,
        require_starttls=starttls is not None,
        auth_required=starttls is not None,
        authenticator=_authenticator,
        auth_require_tls=tls is None,
    )
    controller.start()
    box.port = controller.port
    try:
        yield box
    finally:
        controller.stop(no_assert=True)


@dataclass
class Receiver:
    """What was posted here, and what is answered."""

    address: str = ""
    status: int = 204
    headers: dict[str, str] = field(default_factory=dict)
    answer: bytes = b""
    posted: list[tuple[str, bytes, dict[str, str]]] = field(default_factory=list)


@contextmanager
def receiver(*, tls: ssl.SSLContext | None = None) -> Iterator[Receiver]:
    """A running receiver of webhooks, or any other partner."""
    here = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
            here.posted.append((self.path, body, dict(self.headers)))
            self.send_response(here.status)
            for pair in here.headers.items():
                self.send_header(*pair)
            self.send_header("Content-Length", str(len(here.answer)))
            self.end_headers()
            self.wfile.write(here.answer)

        do_GET = do_POST  # noqa: N815

        def log_message(self, *_: object) -> None:
            """Say nothing: the test sees what was posted."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    if tls is not None:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    thread = Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    here.address = f"http{'s' if tls else ''}://127.0.0.1:{server.server_port}/alerts"
    try:
        yield here
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
