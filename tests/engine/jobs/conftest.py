"""An office with a desk for bulletins, and an enterprise register that answers over HTTP."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from engine.definitions.service_kinds import Handler, Services, services
from engine.installation import Installation
from tests.engine.dossiers.play import BULLETIN, FULL, Desk, Dossier
from tests.oracle import assert_sound


@pytest.fixture
def bulletins(installation: Installation) -> Iterator[Desk]:
    """The desk of BTT-LSN-284348; its dossiers must be sound at the end."""
    yield Desk(installation, BULLETIN)
    assert_sound(installation)


def with_settings(installation: Installation, **changes: object) -> Installation:
    """The same office under other settings."""
    return dataclasses.replace(
        installation, settings=installation.settings.model_copy(update=changes)
    )


def looking_up(bulletins: Desk, number: str = "0000000001") -> Dossier:
    """A dossier of an enterprise, at the look-up."""
    dossier = bulletins.receive(FULL, form={"ma_so_doanh_nghiep": number})
    return dossier.play(("ban_giao", {}))


def handled_by(monkeypatch: pytest.MonkeyPatch, kind: str, handler: Handler) -> None:
    """Let the service tasks of a kind be done by another handler."""
    kinds = dict(services().kinds)
    kinds[kind] = dataclasses.replace(kinds[kind], handler=handler)
    monkeypatch.setattr("engine.services.handling.services", lambda: Services(kinds))


class Register:
    """A register on this machine. `answers` maps a path to (status, body, headers)."""

    def __init__(self) -> None:
        self.answers: dict[str, tuple[int, bytes, dict[str, str]]] = {}
        self.asked: list[str] = []
        register = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                register.asked.append(self.path)
                status, body, headers = register.answers.get(self.path, (404, b"", {}))
                self.send_response(status)
                for pair in headers.items():
                    self.send_header(*pair)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                """Say nothing: the test sees what was asked."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._thread = Thread(target=self._server.serve_forever, args=(0.02,))
        self._thread.start()
        self.address = f"http://127.0.0.1:{self._server.server_port}/dn/{{ma_so}}"

    def close(self) -> None:
        """Stop answering; the port is closed."""
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


@pytest.fixture
def register() -> Iterator[Register]:
    """A register that knows nobody yet."""
    running = Register()
    yield running
    running.close()
