"""The watch list: every open dossier of the agency is under exactly one tab."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy.event import listen

from engine.access.permission import may
from engine.access.table import KEEP_INBOX, WATCH
from engine.desk.watch import TABS, watch
from engine.errors import Forbidden
from engine.storage.desk import watch as stored
from engine.storage.desk.watch import WatchQuery
from tests.engine.dossiers.play import (
    ACCEPT,
    ASK,
    FULL,
    GENERAL,
    INCOMPLETE,
    REFUSE,
    TO_APPRAISAL,
    TO_RESULT,
    Desk,
    hired,
    on,
)

NOW = on("2024-01-02 08:30")
DIVISION = "phong-quan-ly-chuyen-nganh"


def listed(desk: Desk, tab: str, **filters: str) -> list[str]:
    page = watch(desk.installation, desk.officer("kiem-soat"), tab=tab, at=NOW, **filters)
    assert page.total == page.counts[tab]
    assert sum(page.counts.values()) == page.open
    return [item.code for item in page.items]


@pytest.fixture
def made(desk: Desk, bulletins: Desk) -> dict[str, str]:
    """One dossier for each tab, an ended one and one of another agency; due by days of December."""
    dossiers = {
        "late": desk.receive(ACCEPT, on("2023-12-07 08:24")),
        "near": desk.receive(ACCEPT, on("2023-12-07 15:00")),
        "within": desk.receive(ACCEPT, on("2023-12-28 08:24")),
        "paused": desk.receive(ACCEPT, on("2023-12-07 09:00")).play(
            *TO_APPRAISAL, ("tham_dinh", ASK)
        ),
        "resolved": desk.receive(ACCEPT, on("2023-12-07 10:00")).play(*TO_RESULT),
        "idle": desk.receive(INCOMPLETE, on("2023-12-07 11:00")),
    }
    desk.receive(REFUSE, on("2023-12-07 11:00"))
    bulletins.receive(FULL, on("2023-12-07 11:00"))
    return {tab: dossier.code for tab, dossier in dossiers.items()}


def test_each_open_dossier_is_under_one_tab(desk: Desk, made: dict[str, str]) -> None:
    for tab in TABS:
        assert made[tab] in listed(desk, tab), tab
        assert not (set(made.values()) - {made[tab]}) & set(listed(desk, tab)), tab


def test_filters_hold_for_numbers_and_lists(desk: Desk, made: dict[str, str]) -> None:
    assert made["late"] in listed(desk, "late", unit=DIVISION, procedure=GENERAL)
    assert listed(desk, "late", unit="so-khcn") == []
    assert listed(desk, "late", procedure="khong-co") == []
    page = watch(desk.installation, desk.officer("kiem-soat"), at=NOW)
    assert DIVISION in {unit for unit, _name in page.units}
    assert [code for code, _name in page.procedures] == [GENERAL]


def test_a_line_says_who_holds_it_since_when(desk: Desk, made: dict[str, str]) -> None:
    page = watch(desk.installation, desk.officer("kiem-soat"), tab="late", at=NOW)
    item = next(item for item in page.items if item.code == made["late"])
    assert (item.holder, item.role_name) == ("", "Lãnh đạo phòng")
    assert item.since == on("2023-12-07 08:24")
    paused = watch(desk.installation, desk.officer("kiem-soat"), tab="paused", at=NOW)
    assert all(item.applicant for item in paused.items if item.code == made["paused"])


@pytest.mark.parametrize("username", ["kiem-soat", "lanh-dao", "lanh-dao-phong"])
def test_those_who_supervise_may_watch(desk: Desk, username: str) -> None:
    who = desk.officer(username)
    assert may(desk.installation, who, WATCH)
    assert may(desk.installation, who, KEEP_INBOX) is (username != "kiem-soat")
    assert watch(desk.installation, who, tab="nonsense", page=-3, at=NOW).tab == "late"


def test_others_may_not(desk: Desk) -> None:
    for who in (desk.officer("chuyen-vien"), hired(desk.installation, "nobody", {})):
        with pytest.raises(Forbidden, match="watch list"):
            watch(desk.installation, who, at=NOW)


def test_the_page_is_read_in_the_order_of_the_index(desk: Desk, made: dict[str, str]) -> None:
    if desk.installation.store.dialect != "sqlite":
        pytest.skip("PostgreSQL scans so small a table whatever its indexes")
    del made
    asked: list[tuple[str, Any]] = []
    with desk.installation.store.read() as tx:
        listen(tx, "before_cursor_execute", lambda *of: asked.append((of[2], of[3])))
        query = WatchQuery(agencies=("so-khcn",), tab="late", at=NOW, soon=NOW)
        stored.page(tx, query, 30)
        statement, values = asked[-1]
        plan = tx.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values).all()
    told = " | ".join(str(row[-1]) for row in plan)
    assert "ix_dossiers_watched" in told
    assert "TEMP B-TREE" not in told
