"""Pages register themselves, and what one request shows was read at one moment."""

from __future__ import annotations

import pkgutil
from collections.abc import Callable, Iterator
from importlib import import_module

import pytest
from flask import Blueprint, Flask, url_for
from flask.testing import FlaskClient
from sqlalchemy import event

import webui
from engine.accounts import Grant, create_user
from engine.installation import Installation
from engine.storage import Store
from tests.conftest import PASSWORD, STAFF, furnished
from tests.engine.dossiers.play import ACCEPT, Desk, on
from tests.webui.conftest import Clock, Enter, post
from webui.pages import Pages, may_open, menu

OFFICERS = ("mot-cua", "chuyen-vien", "lanh-dao", "kiem-soat", "quan-tri")
DESIGNER = "thiet-ke"
HIDDEN_ONLY = {"inbox", "reception", "internal"}
"""Pages that answer whom the menu does not lead there, with a list that is empty for them."""


@pytest.fixture
def office(store: Store) -> Installation:
    return furnished(store)


@pytest.fixture
def pages(office: Installation, clock: Clock) -> Flask:
    clock.at = on("2023-12-20 08:24")
    return webui.create_app(office, clock)


@pytest.fixture
def sit(pages: Flask, office: Installation, clock: Clock) -> Callable[[str], FlaskClient]:
    """Hires an officer and signs them in."""

    def enter(name: str) -> FlaskClient:
        grants = [Grant(*STAFF[name]) if name in STAFF else Grant("thiet_ke", "so-khcn")]
        people = {"grants": grants, "at": clock(), "settings": office.settings}
        create_user(office.store, name, name, PASSWORD, **people)
        client = pages.test_client()
        assert post(client, "/dang-nhap", username=name, password=PASSWORD).status_code == 302
        return client

    return enter


@pytest.fixture
def begun(office: Installation) -> Iterator[list[str]]:
    """How each transaction began since the list was cleared."""
    found: list[str] = []

    def note(connection) -> None:
        found.append(connection.get_execution_options()["motcua_begin"])

    event.listen(office.store._engine, "begin", note)
    yield found
    event.remove(office.store._engine, "begin", note)


def modules() -> Iterator[str]:
    for room in pkgutil.iter_modules(webui.__path__, "webui."):
        if room.ispkg:
            path = import_module(room.name).__path__
            yield from (found.name for found in pkgutil.iter_modules(path, f"{room.name}."))


def test_every_module_with_addresses_registers_them(app: Flask) -> None:
    own = {
        name: value
        for name in modules()
        for value in vars(import_module(name)).values()
        if isinstance(value, Blueprint) and value.import_name == name
    }
    assert "webui.staff.inbox" in own
    for module, pages in own.items():
        assert isinstance(pages, Pages), module
        assert app.blueprints[pages.name] is pages, module
        assert not pages.parent or pages.parent in app.blueprints, module


def test_entries_have_each_a_weight_and_an_address(app: Flask) -> None:
    found = [pages for pages in app.blueprints.values() if isinstance(pages, Pages)]
    weights = [pages.entry.weight for pages in found if pages.entry]
    assert len(set(weights)) == len(weights) > 12
    endpoints = {rule.endpoint for rule in app.url_map.iter_rules() if "GET" in rule.methods}
    assert {pages.entrance for pages in found if pages.entry} <= endpoints


@pytest.mark.slow
@pytest.mark.parametrize("store", ["sqlite"], indirect=True)
def test_the_menu_leads_where_the_reader_may(
    pages: Flask, office: Installation, sit: Callable[[str], FlaskClient]
) -> None:
    shown: dict[str, set[str]] = {}
    entries = [p for p in pages.blueprints.values() if isinstance(p, Pages) and p.entry]
    for name in (*OFFICERS, DESIGNER):
        client = sit(name)
        for page in entries:
            with client:
                answer = client.get(_address(pages, page))
                may = may_open(page.name)
                in_menu = (
                    page.parent or any(str(page.entry.title) == e.title for e in menu()) == may
                )
            assert in_menu, (name, page.name)
            if may:
                shown.setdefault(page.name, set()).add(name)
                assert answer.status_code in (200, 302), (name, page.name)
            elif page.name not in HIDDEN_ONLY:
                assert answer.status_code == 403, (name, page.name)
    assert shown.keys() == {page.name for page in entries}, "somebody may open each of them"
    for page in ("watch", "apologies", "incidents", "procedures", "publications", "trial"):
        assert len(shown[page]) < len(OFFICERS), f"{page} is not for everybody"


def test_the_open_page_is_marked_as_its_parents_are(
    pages: Flask, sit: Callable[[str], FlaskClient]
) -> None:
    designer = sit(DESIGNER)
    for address, tab in (("/quy-trinh", "Thủ tục"), ("/chay-thu/moi", "Chạy thử")):
        page = designer.get(address).text
        assert 'href="/quy-trinh" aria-current="page">Quy trình</a>' in page, address
        assert f'aria-current="page">{tab}</a>' in page, address


@pytest.mark.slow
def test_page_and_frame_are_one_reading_transaction(
    office: Installation, sit: Callable[[str], FlaskClient], begun: list[str]
) -> None:
    clerk = sit("mot-cua")
    code = Desk(office).receive(ACCEPT, on("2023-12-07 08:24")).code
    visits = {
        "mot-cua": ("/hop-viec", "/tiep-nhan", "/tra-cuu?q=a", "/canh-bao", "/noi-bo"),
        "chuyen-vien": ("/hop-viec?tab=working", f"/ho-so/{code}", f"/ho-so/{code}/vi-sao"),
        "lanh-dao": ("/theo-doi", "/xin-loi", "/thu-tuc", "/lich"),
        DESIGNER: ("/quy-trinh", "/cong-bo", "/chay-thu", "/chuyen", "/khong-co"),
        "quan-tri": ("/su-co", "/lich"),
    }
    for name, addresses in visits.items():
        client = clerk if name == "mot-cua" else sit(name)
        for address in addresses:
            client.get(address)  # the first view marks a step as seen, and caches are filled
            begun.clear()
            assert client.get(address).status_code < 500
            assert len(begun) == 1, (name, address, begun)
            assert begun[0] != "BEGIN IMMEDIATE"


def test_an_act_reads_and_writes_by_transactions_of_its_own(
    office: Installation, sit: Callable[[str], FlaskClient], begun: list[str]
) -> None:
    sit("mot-cua")
    code = Desk(office).receive(ACCEPT, on("2023-12-20 08:00")).code
    specialist = sit("lanh-dao-phong")
    page = specialist.get(f"/ho-so/{code}").text
    step = page.split(f"/ho-so/{code}/buoc/")[1].split("/")[0]
    begun.clear()
    answer = post(specialist, f"/ho-so/{code}/buoc/{step}/nhan-viec")
    assert len(begun) > 1
    assert "tra-viec" in specialist.get(answer.location).text, "the next page sees the act"


def test_a_page_that_writes_shows_what_it_wrote(
    office: Installation, sit: Callable[[str], FlaskClient], clock: Clock, begun: list[str]
) -> None:
    """A session is noted as seen every half minute: what follows is read anew."""
    clerk = sit("mot-cua")
    clerk.get("/tra-cuu")
    clock.passes(minutes=1)
    begun.clear()
    assert clerk.get("/tra-cuu").status_code == 200
    assert len(begun) == 3, "resumed, noted, and read"


def test_a_failing_page_leaves_no_transaction_open(
    app: Flask, installation: Installation, enter: Enter
) -> None:
    def broken() -> str:
        with installation.store.read():
            raise RuntimeError

    app.add_url_rule("/hong", view_func=broken)
    app.config["PROPAGATE_EXCEPTIONS"] = False
    client = enter("mot.cua")
    assert client.get("/hong").status_code == 500
    assert installation.store._engine.pool.checkedout() == 0


def _address(app: Flask, pages: Pages) -> str:
    with app.test_request_context():
        return url_for(pages.entrance)
