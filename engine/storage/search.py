"""Search over whole agencies, open and ended dossiers alike."""

from __future__ import annotations

import re
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, func, literal, select

from engine.storage.database import Transaction
from engine.storage.lists import D, InboxRow, S, first_open_step, has_words, listing, row_of

MOST = 1000
"""More hits than this are not counted: nobody pages that far, and counting reads them all."""

_CODE = re.compile(r"[A-Z]\d+(\.\d+)*-\d{6}-\d{4,}")


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchQuery:
    """What to look for, in the dossiers of these agencies (unit ids)."""

    text: str
    agencies: tuple[str, ...]
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


def _condition(query: SearchQuery) -> ColumnElement[bool]:
    parts: list[ColumnElement[bool]] = [D.c.agency.in_(query.agencies)]
    code = query.text.strip().upper()
    if _CODE.fullmatch(code):
        parts.append(D.c.code == code)
    else:
        parts += has_words(query.text)
    if query.status:
        parts.append(D.c.status == query.status)
    return and_(*parts)
