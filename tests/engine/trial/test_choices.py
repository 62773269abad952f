"""What a designer may try: in force, before, and proposed; and what opening it asks for."""

from __future__ import annotations

import pytest

from engine.errors import Forbidden, NotFound
from engine.installation import Installation
from engine.publishing.publications import approve
from engine.trial.choices import choices, source_in_force
from engine.trial.opening import opening_requirements
from tests.engine.dossiers.play import hired, on
from tests.engine.publishing.bench import LICENCE, NOW, Bench


@pytest.fixture
def bench(installation: Installation) -> Bench:
    return Bench(installation)


def test_a_designer_chooses_among_the_agencys_own(bench: Bench) -> None:
    found = choices(bench.installation, bench.designer)
    by_code = {c.procedure: c for c in found.in_force}
    assert by_code[LICENCE].number == 1
    assert by_code[LICENCE].earlier == ()
    assert by_code["NB.VBDI"].internal
    assert {c.agency_name for c in found.in_force} == {"Sở Khoa học và Công nghệ"}
    assert found.proposed == ()


def test_what_waits_and_what_was_before_can_be_tried(bench: Bench) -> None:
    proposed = bench.propose(bench.limit(12))
    (waiting,) = choices(bench.installation, bench.designer).proposed
    assert (waiting.procedure, waiting.source) == (LICENCE, f"publication:{proposed}")
    asked = opening_requirements(bench.installation, bench.designer, waiting.source, at=NOW)
    assert (asked.number, asked.procedure.limit_text) == (0, "12 ngày làm việc")
    approve(bench.installation, bench.designer, proposed, at=NOW)
    found = {c.procedure: c for c in choices(bench.installation, bench.designer).in_force}[LICENCE]
    assert (found.number, [e.number for e in found.earlier]) == (2, [1])
    before = opening_requirements(
        bench.installation, bench.designer, found.earlier[0].source, at=NOW
    )
    assert (before.number, before.procedure.limit_text) == (1, "17 ngày làm việc")
    assert choices(bench.installation, bench.designer).proposed == ()


@pytest.mark.parametrize(
    ("at", "begins"),
    [
        ("2023-12-07 16:59", "2023-12-07 08:00"),
        ("2023-12-09 10:00", "2023-12-11 08:00"),
        ("2023-12-31 10:00", "2024-01-02 08:00"),
    ],
    ids=["a working day", "a Saturday", "before a day off"],
)
def test_a_trial_begins_in_the_morning_of_a_working_day(bench: Bench, at: str, begins: str) -> None:
    source = source_in_force(bench.installation, bench.designer, LICENCE)
    asked = opening_requirements(bench.installation, bench.designer, source, at=on(at))
    assert asked.at == on(begins)
    assert asked.first_by == "Bộ phận một cửa – Một cửa Sở KH&CN"
    assert [paper.id for paper in asked.papers]


def test_an_internal_procedure_asks_where_it_is_opened(bench: Bench) -> None:
    boss = hired(bench.installation, "thiet-ke-tinh", {"thiet_ke": "ubnd-tinh"})
    source = source_in_force(bench.installation, boss, "NB.TDKT")
    asked = opening_requirements(bench.installation, boss, source, at=NOW)
    assert asked.internal
    assert not asked.papers
    assert asked.units


@pytest.mark.parametrize("username", ["thiet-ke-tttt", "chuyen-vien"])
def test_nobody_else_is_told_what_it_asks_for(bench: Bench, username: str) -> None:
    source = source_in_force(bench.installation, bench.designer, LICENCE)
    with pytest.raises(Forbidden):
        opening_requirements(bench.installation, bench.who(username), source, at=NOW)
    with pytest.raises(Forbidden):
        source_in_force(bench.installation, bench.who(username), LICENCE)


def test_a_procedure_that_is_not_there_is_not_found(bench: Bench) -> None:
    with pytest.raises(NotFound):
        source_in_force(bench.installation, bench.designer, "9.999999")
