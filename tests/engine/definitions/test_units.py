"""Units with dates: from when until when they count, what came after them, and their codes."""

from __future__ import annotations

from datetime import datetime

import pytest

from engine.definitions.organisation.agencies import Organisation, read_agencies
from sla.calendar import VIETNAM

TREE = """units:
  - {id: cu, name: Sở Cũ, kind: agency, code: H37.01, valid_to: 2025-02-28, successors: [giua],
     units: [{id: cu-mot-cua, name: Một cửa Sở Cũ, kind: one_stop}]}
  - {id: giua, name: Sở Giữa, kind: agency, valid_from: 2025-03-01, valid_to: 2025-06-30,
     successors: [moi, moi-hai]}
  - {id: moi, name: Sở Mới, kind: agency, valid_from: 2025-07-01}
  - {id: moi-hai, name: Sở Mới Hai, kind: agency, valid_from: 2026-01-01}
  - {id: het, name: Ban Hết, kind: agency, valid_to: 2025-02-28}
  - {id: con, name: Sở Còn, kind: agency, valid_to: 2025-02-28, successors: [moi],
     still_receives: true}
  - {id: ma, name: Sở Mã, kind: agency, code: H37.30, former_codes: [
     {code: H37.20, valid_to: 2025-06-30}, {code: H37.10, valid_to: 2024-12-31}]}
"""


def on(day: str, time: str = "08:00") -> datetime:
    return datetime.fromisoformat(f"{day} {time}").replace(tzinfo=VIETNAM)


@pytest.fixture(scope="module")
def tree() -> Organisation:
    read, findings = read_agencies(TREE.encode(), "agencies.yaml")
    assert findings == []
    return read


@pytest.mark.parametrize(
    ("unit", "at", "closed"),
    [
        ("cu", on("2025-02-28", "23:59"), ""),  # the last day belongs to it
        ("cu", on("2025-03-01", "00:00"), "cu"),
        ("cu-mot-cua", on("2025-02-28"), ""),
        ("cu-mot-cua", on("2025-03-01"), "cu"),  # with the agency its desk ends
        ("giua", on("2025-02-28"), "giua"),  # not yet
        ("giua", on("2025-03-01"), ""),
        ("con", on("2026-01-01"), ""),
        ("moi", on("2100-01-01"), ""),
        ("la", on("2100-01-01"), ""),
    ],
)
def test_a_unit_opens_dossiers_within_its_dates(
    tree: Organisation, unit: str, at: datetime, closed: str
) -> None:
    found = tree.closed(unit, at)
    assert (found.id if found else "") == closed


@pytest.mark.parametrize(
    ("unit", "at", "after"),
    [
        ("cu", on("2025-02-28"), []),
        ("cu", on("2025-03-01"), ["giua"]),
        ("cu", on("2025-07-01"), ["moi"]),  # through one that has ended as well
        ("cu", on("2026-01-01"), ["moi", "moi-hai"]),
        ("het", on("2026-01-01"), []),
        ("moi", on("2026-01-01"), []),
    ],
)
def test_what_came_after_a_unit_is_what_counts_now(
    tree: Organisation, unit: str, at: datetime, after: list[str]
) -> None:
    assert [found.id for found in tree.successors(unit, at)] == after


@pytest.mark.parametrize(
    ("day", "code"),
    [
        ("2024-12-31", "H37.10"),
        ("2025-01-01", "H37.20"),
        ("2025-06-30", "H37.20"),
        ("2025-07-01", "H37.30"),
    ],
)
def test_dossiers_are_numbered_by_the_code_of_their_day(
    tree: Organisation, day: str, code: str
) -> None:
    assert tree.units["ma"].code_at(on(day)) == code


def test_the_desks_that_receive_come_first() -> None:
    text = """units:
  - {id: so, name: Sở, kind: agency, units: [
     {id: cu, name: Cũ, kind: one_stop, valid_to: 2025-02-28, successors: [moi]},
     {id: moi, name: Mới, kind: one_stop}]}
"""
    tree, _ = read_agencies(text.encode(), "agencies.yaml")
    assert [desk.id for desk in tree.one_stops("so", on("2025-02-28"))] == ["cu", "moi"]
    assert [desk.id for desk in tree.one_stops("so", on("2025-03-01"))] == ["moi", "cu"]


UNIT = "units:\n  - {{id: a, name: A, kind: agency}}\n  - {{id: b, name: B, kind: agency{}}}\n"


@pytest.mark.parametrize(
    ("keys", "code", "text"),
    [
        ("valid_from: 2025-03-01, valid_to: 2025-02-28", "E412", "before it begins on 2025-03-01"),
        ("valid_to: 28/02/2025", "E123", 'the date "28/02/2025" must be written like 2024-04-01'),
        ("valid_to: 2025-02-28, successors: [la]", "E413", 'the successor "la" does not exist'),
        ("valid_to: 2025-02-28, successors: [b]", "E414", "lead round in a circle"),
        ("successors: [a]", "E122", 'successors need the key "valid_to"'),
        ("former_codes: [{code: sai, valid_to: 2025-02-28}]", "E405", 'the code "sai"'),
        ("former_codes: [{code: H37.01}]", "E122", 'key "valid_to" is missing'),
        ("still_receives: co", "E123", "must be true or false"),
    ],
)
def test_bad_dates_are_reported_where_they_stand(keys: str, code: str, text: str) -> None:
    _, (found,) = read_agencies(UNIT.format(f", {keys}").encode(), "agencies.yaml")
    assert (found.code, found.line) == (code, 3)
    assert text in found.message


def test_a_circle_over_several_units_is_reported_at_each() -> None:
    text = """units:
  - {id: a, name: A, kind: agency, valid_to: 2025-01-01, successors: [b]}
  - {id: b, name: B, kind: agency, valid_to: 2025-01-01, successors: [c]}
  - {id: c, name: C, kind: agency, valid_to: 2025-01-01, successors: [a]}
  - {id: d, name: D, kind: agency, valid_to: 2025-01-01, successors: [a]}
"""
    _, findings = read_agencies(text.encode(), "agencies.yaml")
    assert [(f.code, f.line) for f in findings] == [("E414", 2), ("E414", 3), ("E414", 4)]
