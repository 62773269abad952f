"""A small office with a desk, a specialist and a stranger, behind the real web application."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from jinja2.bccache import Bucket, BytecodeCache
from werkzeug.routing import Rule

from engine.accounts import Grant, create_user
from engine.definitions.content import read_content
from engine.installation import Installation, open_installation
from engine.publishing.deployment import deploy
from engine.settings import Settings
from sla.calendar import VIETNAM
from tests.engine.review.drawing import BPMN
from tests.engine.review.sample import AGENCIES, FORM, MANIFEST, ROLES, RUN, write
from tests.stores import blank
from webui import create_app

HOURS = "an-giang"
PASSWORD = "Một cửa rất dài 2026 !"  # noqa: S105 - of a database that lasts one test
CLERK, SPECIALIST, STRANGER = "mot.cua", "chuyen.vien", "nguoi.la"
CODE = "H37.99-231207-0001"
PROCEDURE = "9.000001.000.00.00.H37"
CHECKOUT = Path(__file__).parents[2]
TOKENS: dict[str, str] = {}  # by the session's cookie


class Compiled(BytecodeCache):
    """Templates as compiled once: every test's application would compile them anew."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str], bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        kept = self._kept.get((bucket.key, bucket.checksum))
        if kept is not None:
            bucket.bytecode_from_string(kept)

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._kept[bucket.key, bucket.checksum] = bucket.bytecode_to_string()


Flask.jinja_options = {**Flask.jinja_options, "bytecode_cache": Compiled()}

# Addresses as compiled once, too.
builders: dict[tuple[str, str, bool], Callable[..., tuple[str, str]]] = {}
_compile_builder = Rule._compile_builder


def _compile_once(rule: Rule, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
    key = (rule.rule, repr(rule.defaults), append_unknown)
    if key not in builders:
        builders[key] = _compile_builder(rule, append_unknown)
    return builders[key]


Rule._compile_builder = _compile_once


class Clock:
    """A clock that a test sets; Thursday 2023-12-07 08:24 at first."""

    def __init__(self) -> None:
        self.at = datetime(2023, 12, 7, 8, 24, tzinfo=VIETNAM)

    def __call__(self) -> datetime:
        return self.at

    def passes(self, **of: float) -> None:
        self.at += timedelta(**of)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def installation(tmp_path: Path, clock: Clock) -> Iterator[Installation]:
    root = tmp_path / "content"
    write(root / "processes/agencies.yaml", AGENCIES.replace("hanh-chinh", HOURS))
    write(root / "processes/roles.yaml", ROLES)
    write(root / "processes/thu.yaml", MANIFEST)
    write(root / "forms/don_thu.form", FORM % "don_thu")
    write(root / "bpmn/cap-thu.bpmn", BPMN.format(id="cap_thu", body=RUN))
    shutil.copytree(CHECKOUT / "holidays", root / "holidays")
    settings = Settings(database_url=blank(tmp_path / "thu.sqlite"), content=root)
    opened = open_installation(settings)
    deploy(opened.store, read_content(root), at=clock(), by="test")
    for name, words, grants in (
        (CLERK, "Lê Thị Một Cửa", [Grant("mot_cua", "so-thu-mot-cua")]),
        (SPECIALIST, "Trần Văn Chuyên Viên", [Grant("chuyen_vien", "phong-thu")]),
        (STRANGER, "Người Lạ", []),
    ):
        create_user(
            opened.store, name, words, PASSWORD, grants=grants, at=clock(), settings=settings
        )
    yield opened
    opened.store.close()


@pytest.fixture
def app(installation: Installation, clock: Clock) -> Flask:
    return create_app(installation, clock)


@pytest.fixture
def visitor(app: Flask) -> FlaskClient:
    return app.test_client()


Enter = Callable[[str], FlaskClient]


@pytest.fixture
def enter(app: Flask) -> Enter:
    """Signs a person in, in a browser of their own."""

    def sign_in(name: str) -> FlaskClient:
        client = app.test_client()
        answer = post(client, "/dang-nhap", username=name, password=PASSWORD)
        assert answer.status_code == 302, answer.text
        return client

    return sign_in


@pytest.fixture
def clerk(enter: Enter) -> FlaskClient:
    return enter(CLERK)


@pytest.fixture
def specialist(enter: Enter) -> FlaskClient:
    return enter(SPECIALIST)


def token(client: FlaskClient) -> str:
    """The token that every form of ours carries; it is as good as the session it is of."""
    if known := TOKENS.get(_session(client)):
        return known
    page = client.get("/dang-nhap", follow_redirects=True).text
    found = re.search(r'name="csrf-token" content="([^"]+)"', page)
    assert found
    if session := _session(client):
        TOKENS[session] = found[1]
    return found[1]


def _session(client: FlaskClient) -> str:
    cookie = client.get_cookie(client.application.config["SESSION_COOKIE_NAME"])
    return cookie.value if cookie else ""


def post(client: FlaskClient, path: str, **fields: object):
    """What a page of ours would send, token included."""
    return client.post(path, data={"csrf_token": token(client), **fields})
