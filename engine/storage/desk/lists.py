"""What inbox and search share: a dossier with one of its steps, found by folded words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Row, Select, and_, func, literal, or_, select

from engine.storage.dossiers.dossiers import DossierRow
from engine.storage.dossiers.open_steps import D, S
from engine.storage.dossiers.steps import StepRow
from engine.storage.folding import fold
from engine.storage.rows import columns, table
from engine.storage.tables.work_tables import UserTable

_U = table(UserTable)
_DOSSIER = columns(D, DossierRow)
_STEP = columns(S, StepRow)
_DOSSIER_NAMES = [column.name for column in _DOSSIER]
_STEP_NAMES = [column.name for column in _STEP]
_NO_NAMES: dict[str, Any] = {f.name: None for f in fields(StepRow) if f.name not in S.c}


@dataclass(frozen=True, slots=True)
class InboxRow:
    """A dossier with the open step that concerns the reader, if it has one."""

    dossier: DossierRow
    step: StepRow | None
    assignee_name: str


def listing(source: FromClause) -> Select[Any]:
    """The columns of an `InboxRow` over a join of `D` and `S`."""
    return select(*_DOSSIER, *_STEP, func.coalesce(_U.c.name, literal(""))).select_from(
        source.outerjoin(_U, _U.c.id == S.c.assignee)
    )


def row_of(row: Row[Any]) -> InboxRow:
    """One line of a `listing`."""
    count = len(_DOSSIER_NAMES)
    dossier = DossierRow(**dict(zip(_DOSSIER_NAMES, row[:count], strict=True)))
    values = dict(zip(_STEP_NAMES, row[count:-1], strict=True))
    step = None if values["id"] is None else StepRow(**values, **_NO_NAMES)
    return InboxRow(dossier, step, str(row[-1]))


def of_roles(step: FromClause, roles: Sequence[tuple[str, str]]) -> ColumnElement[bool]:
    """Steps of any of these (role, unit) pairs; of none when there are none."""
    pairs = [and_(step.c.role == role, step.c.unit == unit) for role, unit in roles]
    return or_(*pairs) if pairs else literal(False)


def has_words(text: str) -> list[ColumnElement[bool]]:
    """Every word of `text` occurs somewhere in code, names, numbers or address."""
    return [D.c.search.contains(word, autoescape=True) for word in fold(text).split()]
