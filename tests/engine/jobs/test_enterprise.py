"""Looking an enterprise up: an extract as CSV, or a register over HTTP."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.installation import Installation, open_installation
from engine.integrations.enterprise_register.lookup import lookup_enterprise
from engine.partners.errors import NotConfigured, PartnerUnavailable
from engine.services.call import Call
from engine.settings import Settings
from engine.storage import Store
from tests.conftest import OPENED
from tests.engine.jobs.conftest import Register, with_settings

KNOWN = b'{"ma_so": "0000000001", "ten": "C\xc3\xb4ng ty th\xe1\xbb\xad"}'


@pytest.fixture
def installation(tmp_path: Path) -> Installation:
    """An office whose database nobody needs here."""
    url = f"sqlite:///{tmp_path}/none.sqlite"
    return open_installation(Settings(database_url=url), Store(url))


def ask(installation: Installation, register: str, number: object = "0000000001") -> object:
    asked = with_settings(installation, enterprise_register=register)
    call = Call(asked, {"ma_so_doanh_nghiep": number}, "key", OPENED)
    return lookup_enterprise(call)["doanh_nghiep"]


@pytest.mark.parametrize(
    ("number", "name"),
    [("0000000001", "Công ty thử"), ("0000000002", None), ("", None), (None, None)],
)
def test_an_extract_of_the_register(
    installation: Installation, tmp_path: Path, number: object, name: str | None
) -> None:
    extract = tmp_path / "dn.csv"
    extract.write_text("\ufeffma_so,ten\n0000000001,Công ty thử\n", encoding="utf-8")
    found = ask(installation, str(extract), number)
    assert found == ({"ma_so": "0000000001", "ten": name} if name else None)


def test_a_register_that_is_not_configured(installation: Installation) -> None:
    with pytest.raises(NotConfigured):
        ask(installation, "")


def test_an_extract_that_is_missing_or_no_text(installation: Installation, tmp_path: Path) -> None:
    with pytest.raises(PartnerUnavailable):
        ask(installation, str(tmp_path / "missing.csv"))
    (tmp_path / "no.csv").write_bytes(b"ma_so,ten\n\xff\xfe\xff\n")
    with pytest.raises(PartnerUnavailable):
        ask(installation, str(tmp_path / "no.csv"))


def test_a_register_over_http_knows_some_and_not_others(
    installation: Installation, register: Register
) -> None:
    register.answers["/dn/0000000001"] = (200, KNOWN, {})
    assert ask(installation, register.address) == {"ma_so": "0000000001", "ten": "Công ty thử"}
    assert ask(installation, register.address, "0000000002") is None
    assert register.asked == ["/dn/0000000001", "/dn/0000000002"]


def test_a_number_cannot_leave_its_place_in_the_address(
    installation: Installation, register: Register
) -> None:
    assert ask(installation, register.address, "../admin?x=1#y") is None
    assert register.asked == ["/dn/..%2Fadmin%3Fx%3D1%23y"]


@pytest.mark.parametrize(
    ("status", "body", "headers"),
    [
        (500, b"", {}),
        (403, b"", {}),
        (302, b"", {"Location": "/dn/0000000009"}),
        (200, b"<html>", {}),
        (200, b"[1]", {}),
        (200, b"", {}),
        (200, b'{"a": "' + b"x" * 70_000 + b'"}', {}),
        (200, b"[" * 60_000, {}),
    ],
    ids=["error", "forbidden", "redirect", "html", "list", "empty", "large", "deep"],
)
def test_any_other_answer_is_tried_again_later(
    installation: Installation,
    register: Register,
    status: int,
    body: bytes,
    headers: dict[str, str],
) -> None:
    register.answers["/dn/0000000001"] = (status, body, headers)
    register.answers["/dn/0000000009"] = (200, KNOWN, {})
    with pytest.raises(PartnerUnavailable):
        ask(installation, register.address)


def test_a_register_that_is_down(installation: Installation, register: Register) -> None:
    address = register.address
    register.close()
    with pytest.raises(PartnerUnavailable):
        ask(installation, address)
