"""Search over whole agencies, open and ended dossiers alike."""

from __future__ import annotations

import re
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, func, literal, or_, select

from engine.storage.database import Transaction
from engine.storage.desk.lists import InboxRow, has_words, listing, row_of
from engine.storage.dossiers.open_steps import D, S, first_open_step

MOST = 1000
"""More hits than this are not counted: nobody pages that far, and counting reads them all."""

_CODE = re.compile(r"[A-Z]\d+(\.\d+)*-\d{6}-\d{4,}")


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchQuery:
    """What to look for, in the dossiers of these agencies (unit ids).

    By its whole code a dossier is found as well where one of `units` has or had a step of it.
    """

    text: str
    agencies: tuple[str, ...]
    units: tuple[str, ...] = ()
    status: str = ""
    page: int = 1
    size: int = 25


def page(tx: Transaction, query: SearchQuery) -> tuple[tuple[InboxRow, ...], int]:
    """One page, newest first, and the number of hits up to `MOST`; past the end, the last page."""
    condition = _condition(query)
    some = select(literal(1)).select_from(D).where(condition).limit(MOST).subquery()
    total = int(tx.execute(select(func.count()).select_from(some)).scalar_one())
    last = max(1, -(-total // query.size))
    statement = (
        listing(D.outerjoin(S, first_open_step()))
        .where(condition)
        .order_by(D.c.submitted_at.desc(), D.c.id.desc())
        .limit(query.size)
        .offset((min(max(1, query.page), last) - 1) * query.size)
    )
    return tuple(map(row_of, tx.execute(statement))), total


def _took_part(units: tuple[str, ...]) -> ColumnElement[bool]:
    """A dossier of which one of these units has or had a step, as `READ_DOSSIER` has it."""
    step = S.alias("asked")
    return (
        select(literal(1))
        .select_from(step)
        .where(step.c.dossier_id == D.c.id, step.c.unit.in_(units), step.c.cancelled_at.is_(None))
        .exists()
    )


def _condition(query: SearchQuery) -> ColumnElement[bool]:
    own, code = D.c.agency.in_(query.agencies), query.text.strip().upper()
    parts: list[ColumnElement[bool]]
    if _CODE.fullmatch(code):
        parts = [D.c.code == code, or_(own, _took_part(query.units))]
    else:
        parts = [own, *has_words(query.text)]
    if query.status:
        parts.append(D.c.status == query.status)
    return and_(*parts)
