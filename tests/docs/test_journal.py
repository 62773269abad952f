"""`docs/journal.md` has every action, effect and part with its fields, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from inspect import getdoc
from pathlib import Path

from engine.journal.coding import ACTIONS
from engine.journal.effects import Effects, SetTimer, StepState
from engine.journal.events import Event, FilingFacts, GivenPaper

PAGE = Path(__file__).parents[2] / "docs/journal.md"
PARTS = (FilingFacts, GivenPaper, StepState, SetTimer)
COMMON = {field.name for field in fields(Event)}


def sentence(kind: type) -> str:
    """The first line of its docstring, which says what it is."""
    return (getdoc(kind) or "").partition("\n")[0].rstrip(".")


def names(kind: type) -> str:
    own = [f"`{field.name}`" for field in fields(kind) if field.name not in COMMON]
    return ", ".join(own) or "–"


def rows() -> Iterator[str]:
    """What the page must have, line by line."""
    for action, kind in sorted(ACTIONS.items()):
        yield f"| `{action}` | {sentence(kind)} | {names(kind)} |"
    for field in fields(Effects):
        yield f"| `{field.name}` |"
    for part in PARTS:
        yield f"| `{part.__name__}`: {sentence(part)} | {names(part)} |"


def test_the_page_has_every_action_effect_and_part() -> None:
    lines = PAGE.read_text("utf-8").splitlines()
    missing = [row for row in rows() if not any(line.startswith(row) for line in lines)]
    assert missing == []


def test_the_page_has_no_action_that_is_none() -> None:
    text = PAGE.read_text("utf-8").split("## Actions")[1].split("## Effects")[0]
    found = {line.split("`")[1] for line in text.splitlines() if line.startswith("| `")}
    assert found == set(ACTIONS)
