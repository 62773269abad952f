"""The inbox of my roles and the search over my agency."""

from __future__ import annotations

import pytest

from engine.deadlines.marks import TimeState
from engine.desk.inbox import TABS, inbox, search
from engine.desk.reception import procedures, reception
from engine.dossiers import claim, note_view
from engine.errors import Forbidden
from tests.engine.dossiers.play import (
    ACCEPT,
    ASK,
    BULLETIN,
    FULL,
    GENERAL,
    REFUSE,
    TO_APPRAISAL,
    TO_RESULT,
    Desk,
    hired,
    on,
)

NOW = on("2023-12-08 09:00")


def codes(desk: Desk, role: str, tab: str) -> set[str]:
    page = inbox(desk.installation, desk.holder(role), tab=tab, at=NOW)
    assert page.counts[tab] == page.total == len(page.items)
    return {item.code for item in page.items}


def test_each_tab_shows_what_waits_for_my_roles(desk: Desk, bulletins: Desk) -> None:
    received = desk.receive(ACCEPT)
    appraised = desk.receive(ACCEPT).play(*TO_APPRAISAL)
    waiting = desk.receive(ACCEPT).play(*TO_APPRAISAL, ("tham_dinh", ASK))
    resolved = desk.receive(ACCEPT).play(*TO_RESULT)
    desk.receive(REFUSE)
    old = desk.receive(ACCEPT, on("2023-11-14 08:24"))
    bulletins.receive(FULL)

    assert codes(desk, "lanh_dao_phong", "fresh") == {received.code, old.code}
    assert codes(desk, "lanh_dao_phong", "due") == {old.code}
    assert codes(desk, "chuyen_vien", "fresh") == {appraised.code}
    assert waiting.code in codes(desk, "mot_cua", "paused")
    assert codes(desk, "mot_cua", "returning") == {resolved.code}
    assert codes(desk, "van_thu", "fresh") == set()
    assert codes(bulletins, "chuyen_vien", "fresh") == set()


def test_what_i_looked_at_or_took_is_no_longer_fresh(desk: Desk) -> None:
    seen, taken = (desk.receive(ACCEPT).play(*TO_APPRAISAL) for _ in range(2))
    officer, other = desk.officer("chuyen-vien"), desk.officer("chuyen-vien-2")
    revision = seen.row.revision
    note_view(desk.installation, officer, seen.code, at=NOW)
    assert seen.row.revision == revision
    claim(desk.installation, officer, taken.code, taken.step("tham_dinh").task_id, at=NOW)
    assert codes(desk, "chuyen_vien", "fresh") == set()
    page = inbox(desk.installation, officer, tab="working", at=NOW)
    lines = {i.code: (i.mine, i.opened, i.assignee) for i in page.items}
    assert lines == {seen.code: (False, True, ""), taken.code: (True, True, "chuyen-vien")}
    others = inbox(desk.installation, other, tab="working", at=NOW)
    assert {i.code: i.mine for i in others.items} == {seen.code: False, taken.code: False}


@pytest.mark.slow
def test_pages_filters_and_wrong_words_are_harmless(desk: Desk) -> None:
    made = [desk.receive(ACCEPT).code for _ in range(27)]
    head = desk.holder("lanh_dao_phong")
    first = inbox(desk.installation, head, tab="fresh", sort="code", at=NOW)
    last = inbox(desk.installation, head, tab="fresh", sort="code", page=99, at=NOW)
    assert (first.total, first.pages, last.page) == (27, 2, 2)
    assert [i.code for i in (*first.items, *last.items)] == made
    assert inbox(desk.installation, head, tab="nonsense", page=-3, at=NOW).tab == "working"
    assert inbox(desk.installation, head, tab="fresh", procedure=BULLETIN, at=NOW).total == 0
    assert inbox(desk.installation, head, tab="fresh", text="%_';--", at=NOW).total == 0
    assert inbox(desk.installation, head, tab="fresh", text=made[3][-4:], at=NOW).total == 1
    assert inbox(desk.installation, head, tab="fresh", text="nguoi nop", at=NOW).total == 27


def test_the_search_covers_my_agency_open_and_ended(desk: Desk, bulletins: Desk) -> None:
    ended, opened = desk.receive(REFUSE), desk.receive(ACCEPT)
    foreign = bulletins.receive(FULL)
    who = desk.holder("van_thu")
    found = search(desk.installation, who, text="", at=NOW)
    assert {i.code for i in found.items} == {ended.code, opened.code}
    assert search(desk.installation, who, text=foreign.code, at=NOW).total == 0
    assert search(desk.installation, who, text="", status="not_accepted", at=NOW).total == 1
    nobody = hired(desk.installation, "nobody", {})
    assert search(desk.installation, nobody, text="", at=NOW).total == 0
    assert inbox(desk.installation, nobody, at=NOW).counts == dict.fromkeys(TABS, 0)


def test_a_line_tells_the_time_of_the_dossier_and_of_the_step(desk: Desk) -> None:
    desk.receive(ACCEPT, on("2023-12-07 08:24"))
    head = desk.holder("lanh_dao_phong")
    (item,) = inbox(desk.installation, head, tab="fresh", at=NOW).items
    assert (item.time.state, item.time.due_at) == (TimeState.WITHIN, on("2024-01-02 08:24"))
    assert item.step_time.state is TimeState.OVERDUE
    assert item.step_time.due_at == on("2023-12-07 13:54")


def test_a_one_stop_receives_the_procedures_of_its_agency(desk: Desk, bulletins: Desk) -> None:
    for at_desk in (desk, bulletins):
        clerk = at_desk.holder("mot_cua")
        assert [p.code for p in procedures(at_desk.installation, clerk)] == [at_desk.procedure]
        shown = reception(at_desk.installation, clerk, at_desk.procedure)
        assert shown.form is not None
        assert shown.first_form is not None
        assert shown.papers
    assert procedures(desk.installation, desk.holder("lanh_dao")) == ()
    with pytest.raises(Forbidden):
        reception(desk.installation, bulletins.holder("mot_cua"), GENERAL)
