"""What `check` says about internal procedures, and about units of several agencies."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.errors import Finding
from engine.review.checks.check import check
from tests.engine.dossiers.inside import END, START, event, row, step
from tests.engine.review.sample import write

MANIFEST = """agency: so-thu
field: Thử
procedures:
  - {code: NB.THU, name: Việc thử, diagram: viec_thu, internal: true%s}
"""
NO_CODE = "  - {id: ban-thu, name: Ban Thử, kind: agency, hours: an-giang}\n"
RECEIVED = event("intermediateThrowEvent", "da_nhan", milestone="received")


def told(root: Path, *elements: str, more: str = "") -> list[Finding]:
    """What is said about an internal procedure with these steps, beyond how it is drawn."""
    write(root / "processes/thu.yaml", MANIFEST % more)
    for old in (root / "bpmn").glob("*.bpmn"):
        old.unlink()
    for old in (root / "forms").glob("*.form"):
        old.unlink()
    write(root / "bpmn/viec-thu.bpmn", row("viec_thu", START, *elements, END))
    return [f for f in check([root], root) if not f.code.startswith("W8")]


def codes(root: Path, *elements: str, more: str = "") -> list[str]:
    return [f.code for f in told(root, *elements, more=more)]


FIRST = step("mot", "mot_cua", unit="so-thu")
"""The one-stop desk of no internal dossier: a role like any other."""


def test_a_diagram_alone_is_enough(root: Path) -> None:
    assert codes(root, FIRST, step("hai", "chuyen_vien", unit="phong-thu")) == []


@pytest.mark.parametrize(
    ("steps", "said"),
    [
        ((FIRST,), []),
        ((step("mot", "chuyen_vien", unit="=don_vi_mo"),), []),
        ((step("mot", "chuyen_vien"),), ["W615"]),
        ((step("mot", "mot_cua"),), ["W615"]),
        ((step("mot", "chuyen_vien", unit="phong-thi"),), ["E519"]),
        ((FIRST, step("hai", "nguoi_nop", status="supplement")), ["E638"]),
        ((step("mot", "chuyen_vien", unit="=noi"),), ["E639", "W621"]),
        ((step("mot", "=vai_tro", unit="so-thu"),), ["E639", "W621"]),
    ],
)
def test_who_does_its_steps(root: Path, steps: tuple[str, ...], said: list[str]) -> None:
    assert sorted(set(codes(root, *steps))) == said


@pytest.mark.parametrize(
    ("limit", "marks", "said"),
    [
        ("", (), []),
        (", time_limit: 5 working days", (), ["E626", "W614"]),
        (", time_limit: 5 working days", (RECEIVED,), ["W614"]),
    ],
)
def test_milestones_are_for_what_has_a_limit(
    root: Path, limit: str, marks: tuple[str, ...], said: list[str]
) -> None:
    assert codes(root, FIRST, *marks, more=limit) == said


def test_its_end_still_wants_a_status(root: Path) -> None:
    text = row("viec_thu", START, FIRST, event("endEvent", "xong"))
    told(root, FIRST)
    write(root / "bpmn/viec-thu.bpmn", text)
    assert [f.code for f in check([root], root) if f.code.startswith("W6")] == ["W613"]


@pytest.mark.parametrize(("agency", "wanted"), [("so-thu", False), ("ban-thu", True)])
def test_an_agency_needs_its_code_for_what_it_numbers(
    root: Path, agency: str, wanted: bool
) -> None:
    units = (root / "processes/agencies.yaml").read_text(encoding="utf-8") + NO_CODE
    write(root / "processes/agencies.yaml", units)
    told(root, FIRST)
    manifest = (MANIFEST % "").replace("so-thu", agency)
    write(root / "processes/thu.yaml", manifest)
    found = [f for f in check([root], root) if f.code == "E637"]
    assert [(f.file, f.line, f.element) for f in found] == (
        [("processes/agencies.yaml", 5, "ban-thu")] if wanted else []
    )


def test_an_agency_that_only_informs_needs_none(root: Path) -> None:
    units = (root / "processes/agencies.yaml").read_text(encoding="utf-8") + NO_CODE
    write(root / "processes/agencies.yaml", units)
    text = "agency: ban-thu\nfield: Thử\nprocedures:\n  - {code: 9.000003, name: Chỉ công bố}\n"
    write(root / "processes/them.yaml", text)
    assert not [f for f in check([root], root) if f.code.startswith("E")]
