"""The HTTP connector against a real server: what it sends, what it takes, what it refuses."""

from __future__ import annotations

import json
import socket
import ssl
from collections.abc import Iterator
from pathlib import Path
from threading import Thread
from time import sleep

import pytest
import trustme
from pydantic import SecretStr

from engine.errors import MotcuaError
from engine.installation import Installation, open_installation
from engine.integrations.http.connector import call_http, idempotency_key
from engine.partners.errors import BadInputs, NotConfigured, PartnerRefused, PartnerUnavailable
from engine.services.call import Call
from engine.settings import BadSettings, Settings, load_settings
from engine.storage import Store
from tests.conftest import OPENED
from tests.engine.jobs.conftest import with_settings
from tests.engine.jobs.servers import Receiver, receiver

TOKEN = "bi-mat-cua-tinh-0123456789"  # noqa: S105 - opens nothing


@pytest.fixture
def partner() -> Iterator[Receiver]:
    with receiver() as running:
        running.status, running.answer = 200, b'{"ten": "An"}'
        running.address = running.address.removesuffix("/alerts")
        yield running


@pytest.fixture
def installation(tmp_path: Path, partner: Receiver) -> Installation:
    """An office that may call the partner on this machine; nobody needs its database here."""
    url = f"sqlite:///{tmp_path}/none.sqlite"
    opened = open_installation(Settings(database_url=url), Store(url))
    return with_settings(
        opened,
        http_hosts=f"{partner.address}/api/",
        http_networks="127.0.0.0/8",
        secrets={"TOKEN": SecretStr(TOKEN)},
    )


def ask(
    installation: Installation, url: str, names: tuple[str, ...] = ("TOKEN",), **inputs: object
):
    given = {"url": url, **inputs}
    return call_http(Call(installation, given, "7:abc", OPENED, secrets=frozenset(names)))


def test_a_question_and_its_answer(installation: Installation, partner: Receiver) -> None:
    found = ask(
        installation,
        f"{partner.address}/api/dn?loai=1",
        method="POST",
        query={"ma": "á b&c"},
        headers={"Authorization": "Bearer {{secret.TOKEN}}", "X-Lan": 2},
        body={"tên": "Ân", "số": [1, None, True]},
    )
    assert found == {"status": 200, "result": {"ten": "An"}}
    ((path, body, headers),) = partner.posted
    assert path == "/api/dn?loai=1&ma=%C3%A1+b%26c"
    assert json.loads(body) == {"tên": "Ân", "số": [1, None, True]}
    assert headers["Authorization"] == f"Bearer {TOKEN}"
    assert headers["Idempotency-Key"] == idempotency_key("7:abc")
    assert headers["Content-Type"].startswith("application/json")
    assert headers["X-Lan"] == "2"


def test_an_empty_answer_is_null_and_404_may_be_accepted(
    installation: Installation, partner: Receiver
) -> None:
    partner.status, partner.answer = 404, b""
    url = f"{partner.address}/api/dn"
    assert ask(installation, url, accept=[404], method="POST", body={}) == {
        "status": 404,
        "result": None,
    }
    with pytest.raises(PartnerRefused):
        ask(installation, url, method="POST", body={})


@pytest.mark.parametrize(
    ("said", "error", "code"),
    [
        ((500, {}, b"no"), PartnerUnavailable, "partner_error"),
        ((429, {}, b""), PartnerUnavailable, "partner_error"),
        ((403, {}, b""), PartnerRefused, "partner_refused"),
        ((302, {"Location": "/api/khac"}, b""), PartnerRefused, "redirected"),
        ((200, {}, b"<html>"), PartnerUnavailable, "answer_no_json"),
        ((200, {}, b'{"a": NaN}'), PartnerUnavailable, "answer_no_json"),
        ((200, {}, b'"\\ud800"'), PartnerUnavailable, "answer_no_json"),
        ((200, {}, b"[" * 200_000), PartnerUnavailable, "answer_no_json"),
        ((200, {}, b'"' + b"x" * 300_000 + b'"'), PartnerUnavailable, "answer_too_large"),
    ],
)
def test_other_answers(
    installation: Installation,
    partner: Receiver,
    said: tuple[int, dict[str, str], bytes],
    error: type[MotcuaError],
    code: str,
) -> None:
    partner.status, partner.headers, partner.answer = said
    with pytest.raises(error) as raised:
        ask(
            installation, f"{partner.address}/api/dn/0123", method="POST", body={"so": "0123456789"}
        )
    assert raised.value.code == code
    assert "0123" not in str(raised.value), "neither path nor body is told"
    assert len(partner.posted) == 1, "no redirect is followed"


@pytest.mark.parametrize(
    ("url", "error"),
    [
        ("{0}/khac", NotConfigured),
        ("{0}/apix", NotConfigured),
        ("{0}/api/../khac", BadInputs),
        ("{0}/api/%2e%2e/khac", BadInputs),
        ("{0}/api/%2e%2e%5ckhac", BadInputs),
        ("{0}/api/x#y", BadInputs),
        ("{0}/api/x\r\nX-A: 1", BadInputs),
        ("{0}/api/x y", BadInputs),
        ("http://la@127.0.0.1/api/", BadInputs),
        ("ftp://127.0.0.1/api/", BadInputs),
        ("file:///etc/passwd", BadInputs),
        ("http://[::1/api/", BadInputs),
        ("http://127.0.0.1:99999/api/", BadInputs),
        ("https://example.vn/api/", NotConfigured),
        ("", BadInputs),
    ],
)
def test_addresses_that_are_not_allowed_are_never_called(
    installation: Installation, partner: Receiver, url: str, error: type[MotcuaError]
) -> None:
    with pytest.raises(error):
        ask(installation, url.format(partner.address))
    assert partner.posted == []


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "10.1.2.3", "169.254.169.254", "192.168.1.1", "100.64.0.1", "0.0.0.0"),  # noqa: S104
        *("::1", "fe80::1", "fd00::1", "::ffff:10.0.0.1", "2002:0a00:0001::", "224.0.0.1"),
    ],
)
def test_a_name_that_leads_into_a_private_network_is_refused(
    installation: Installation, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    answer = [(family, socket.SOCK_STREAM, 6, "", (address, 443))]
    monkeypatch.setattr("socket.getaddrinfo", lambda *_, **__: answer)
    closed = with_settings(installation, http_hosts="https://lgsp.example.vn/", http_networks="")
    with pytest.raises(NotConfigured) as refused:
        ask(closed, "https://lgsp.example.vn/x")
    assert refused.value.code == "network_not_allowed"


def test_what_was_checked_is_what_is_called(
    installation: Installation, partner: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A name that is looked up once cannot become another address before the call."""
    asked: list[str] = []
    real = socket.getaddrinfo

    def once(host: str, *of: object, **named: object) -> object:
        asked.append(host)
        return real("127.0.0.1" if host == "doi-tac.example" else host, *of, **named)  # type: ignore[arg-type]

    monkeypatch.setattr("socket.getaddrinfo", once)
    port = partner.address.rpartition(":")[2]
    named = with_settings(installation, http_hosts=f"http://doi-tac.example:{port}/")
    ask(named, f"http://doi-tac.example:{port}/x", method="POST", body={})
    assert asked.count("doi-tac.example") == 1
    assert partner.posted[0][2]["Host"] == f"doi-tac.example:{port}"


def test_secrets_go_only_where_the_diagram_names_them(
    installation: Installation, partner: Receiver
) -> None:
    partner.answer = json.dumps({"nghe": [f"Bearer {TOKEN}"], TOKEN: 1}).encode()
    url = f"{partner.address}/api/x"
    headers = {"X-A": "{{secret.TOKEN}}"}
    found = ask(installation, url, method="POST", headers=headers, body={"x": "{{secret.TOKEN}}"})
    assert found["result"] == {"nghe": ["Bearer ***"], "***": 1}, "what is repeated is hidden"
    assert partner.posted[0][2]["X-A"] == TOKEN
    assert TOKEN.encode() not in partner.posted[0][1]
    ask(installation, url, (), method="POST", headers=headers, body={})
    assert partner.posted[1][2]["X-A"] == "{{secret.TOKEN}}", "in somebody's data it is only text"
    with pytest.raises(NotConfigured) as missing:
        ask(installation, url, ("KHAC",), headers={"X-A": "{{secret.KHAC}}"})
    assert "MOTCUA_SECRET_KHAC" in str(missing.value)


@pytest.mark.parametrize(
    "headers",
    [
        {"X-A": "1\r\nX-B: 2"},
        {"X-A": "á"},
        {"X A": "1"},
        {"": "1"},
        {"Host": "la.vn"},
        {"Content-Length": "1"},
        {"idempotency-key": "1"},
    ],
)
def test_headers_that_are_none(
    installation: Installation, partner: Receiver, headers: dict[str, str]
) -> None:
    with pytest.raises(BadInputs):
        ask(installation, f"{partner.address}/api/x", headers=headers)
    assert partner.posted == []


class Raw:
    """A server that says what it is told, byte by byte if need be, and then hangs up or waits."""

    def __init__(self, said: bytes, pause: float = 0) -> None:
        self._server = socket.create_server(("127.0.0.1", 0))
        self.address = f"http://127.0.0.1:{self._server.getsockname()[1]}"
        self._said, self._pause, self._over = said, pause, False
        self._thread = Thread(target=self._serve)
        self._thread.start()

    def _serve(self) -> None:
        try:
            talk, _ = self._server.accept()
        except OSError:
            return
        with talk:
            talk.recv(65536)
            try:
                for i in range(len(self._said)):
                    talk.sendall(self._said[i : i + 1] if self._pause else self._said)
                    if not self._pause or self._over:
                        break
                    sleep(self._pause)
            except OSError:
                return

    def close(self) -> None:
        self._over = True
        self._server.close()
        self._thread.join()


OK = b"HTTP/1.1 200 OK\r\n"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("said", "pause"),
    [
        (b"", 0),
        (b"SSH-2.0-x\r\n", 0),
        (OK + b"Content-Length: 99\r\n\r\n12", 0),
        (OK + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n", 0),
        (OK + b"X: " + b"y" * 70_000 + b"\r\n\r\n", 0),
        (OK + b"X: " + b"y" * 500, 0.02),
        (OK + b"\r\n" + b"1" * 500, 0.02),
    ],
    ids=["hangs up", "other protocol", "half", "bad chunks", "endless header", "drip", "drip body"],
)
def test_servers_that_answer_badly_or_too_slowly(
    installation: Installation, said: bytes, pause: float
) -> None:
    server = Raw(said, pause)
    try:
        allowed = with_settings(installation, http_hosts=server.address)
        with pytest.raises(PartnerUnavailable) as raised:
            ask(allowed, f"{server.address}/x", timeout=1)
        assert raised.value.code in {"partner_silent", "answer_no_json"}
    finally:
        server.close()


def test_a_server_that_is_down(installation: Installation) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        address = f"http://127.0.0.1:{free.getsockname()[1]}"
    with pytest.raises(PartnerUnavailable):
        ask(with_settings(installation, http_hosts=address), f"{address}/x")


@pytest.mark.parametrize(
    "case",
    [
        (True, "localhost", ""),
        (False, "localhost", "partner_not_trusted"),
        (True, "other.example", "partner_not_trusted"),
    ],
)
def test_a_certificate_is_proved(
    installation: Installation,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    case: tuple[bool, str, str],
) -> None:
    trusted, name, code = case
    authority = trustme.CA()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(name).configure_cert(context)
    if trusted:
        authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
    with receiver(tls=context) as partner:
        partner.status, partner.answer = 200, b"1"
        address = partner.address.removesuffix("/alerts").replace("127.0.0.1", "localhost")
        networks = "127.0.0.0/8 ::1/128"
        sure = with_settings(installation, http_hosts=address, http_networks=networks)
        if not code:
            assert ask(sure, f"{address}/x", method="POST", body={})["result"] == 1
            return
        with pytest.raises(PartnerUnavailable) as raised:
            ask(sure, f"{address}/x", method="POST", body={})
        assert raised.value.code == code
        assert partner.posted == []


@pytest.mark.parametrize(
    ("environment", "sentence"),
    [
        ({"MOTCUA_HTTP_HOSTS": "lgsp.example.vn"}, "no web address"),
        ({"MOTCUA_HTTP_NETWORKS": "10.0.0.0/33"}, "no network"),
        ({"MOTCUA_SECRET_a": "x"}, "'a'"),
        ({"MOTCUA_SECRET_A": ""}, "'A'"),
    ],
)
def test_settings_of_the_connector_are_checked(environment: dict[str, str], sentence: str) -> None:
    with pytest.raises(BadSettings, match=sentence):
        load_settings(environment)


def test_secrets_come_from_the_environment_and_the_file(tmp_path: Path) -> None:
    file = tmp_path / "motcua.toml"
    file.write_text(f'[secrets]\nA = "{TOKEN}"\nB = "cua-tep-123"\n', encoding="utf-8")
    settings = load_settings({"MOTCUA_CONFIG": str(file), "MOTCUA_SECRET_B": "cua-may-123"})
    found = {name: secret.get_secret_value() for name, secret in settings.secrets.items()}
    assert found == {"A": TOKEN, "B": "cua-may-123"}
    assert TOKEN not in repr(settings)
