"""Publications: versions that designers proposed, what became of them, and who did what."""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from sqlalchemy import bindparam, case, func, select, update
from sqlalchemy import insert as into

from engine.storage.database import Transaction
from engine.storage.rows import columns, many, one, table, values
from engine.storage.tables.design_tables import (
    PublicationEventTable,
    PublicationItemTable,
    PublicationTable,
)
from engine.storage.tables.dossier_tables import VersionTable
from engine.storage.tables.work_tables import UserTable


class PublicationState(StrEnum):
    """How far a publication has come."""

    PROPOSED = "proposed"  # waits for somebody to decide
    SCHEDULED = "scheduled"  # approved, comes into force at its date
    APPLIED = "applied"  # its versions came into force
    REJECTED = "rejected"
    DROPPED = "dropped"  # taken back by who proposed it
    OUTDATED = "outdated"  # another version of one of its procedures came into force meanwhile


PENDING = (PublicationState.PROPOSED, PublicationState.SCHEDULED)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPublication:
    """A publication as it is proposed. `effective_at`: None for as soon as it is approved."""

    note: str
    made_at: datetime
    made_by: int
    effective_at: datetime | None
    state: str = PublicationState.PROPOSED
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicationRow:
    """A stored publication, with the user names of who made and decided it ("": nobody yet)."""

    id: int
    note: str
    state: PublicationState
    made_at: datetime
    made_by: int
    made_by_name: str
    effective_at: datetime | None
    decided_at: datetime | None
    decided_by: int | None
    decided_by_name: str
    reason: str
    applied_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicationItemHead:
    """One procedure's proposed version, without its bundle."""

    publication_id: int
    procedure: str
    name: str
    agency: str
    field: str
    digest: str
    base_id: int | None
    version_id: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicationItemRow(PublicationItemHead):
    """The same with its bundle; it is compressed in the database."""

    data: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class EventRow:
    """One act on a publication. `actor` is None when the system acted."""

    publication_id: int
    at: datetime
    actor: int | None
    actor_name: str
    action: str
    fields: dict[str, object]
    address: str = ""


_P = table(PublicationTable)
_I = table(PublicationItemTable)
_E = table(PublicationEventTable)
_V = table(VersionTable)
_MAKER, _DECIDER = table(UserTable).alias("maker"), table(UserTable).alias("decider")
_ROW = select(
    *columns(_P, PublicationRow),
    func.coalesce(_MAKER.c.username, "").label("made_by_name"),
    func.coalesce(_DECIDER.c.username, "").label("decided_by_name"),
).select_from(
    _P.outerjoin(_MAKER, _MAKER.c.id == _P.c.made_by).outerjoin(
        _DECIDER, _DECIDER.c.id == _P.c.decided_by
    )
)
_ITEM = select(*columns(_I, PublicationItemHead))
_ITEM_DATA = select(*columns(_I, PublicationItemRow))
_DECIDE = (
    update(_P)
    .where(_P.c.id == bindparam("wanted"), _P.c.state == bindparam("seen"))
    .values(
        state=bindparam("word"),
        decided_at=bindparam("moment"),
        decided_by=bindparam("who"),
        reason=bindparam("why"),
    )
)
_APPLY = (
    update(_P)
    .where(_P.c.id == bindparam("wanted"), _P.c.state == bindparam("seen"))
    .values(state=PublicationState.APPLIED.value, applied_at=bindparam("moment"))
)
_BECAME = (
    update(_I)
    .where(_I.c.publication_id == bindparam("wanted"), _I.c.procedure == bindparam("code"))
    .values(version_id=bindparam("version"))
)
_OUTDATE = (
    update(_P)
    .where(_P.c.id == bindparam("wanted"), _P.c.state.in_([s.value for s in PENDING]))
    .values(state=PublicationState.OUTDATED.value)
)
_DUE = (
    select(_P.c.id)
    .where(_P.c.state == "scheduled", _P.c.effective_at <= bindparam("moment"))
    .order_by(_P.c.effective_at, _P.c.id)
    .limit(bindparam("most"))
)


def insert(tx: Transaction, new: NewPublication) -> int:
    """Store a publication; its id."""
    return int(tx.execute(into(_P).returning(_P.c.id), values(new)).scalar_one())


def add_items(tx: Transaction, items: Sequence[PublicationItemRow]) -> None:
    """Store what a publication would put in force."""
    rows = [{**values(item), "data": zlib.compress(item.data, 9)} for item in items]
    if rows:
        tx.execute(into(_I), rows)


def add_event(tx: Transaction, event: EventRow) -> None:
    """Note an act."""
    tx.execute(into(_E), values(event))


def load(tx: Transaction, publication_id: int) -> PublicationRow | None:
    """One publication."""
    statement = _ROW.where(_P.c.id == bindparam("w"))
    return _typed(one(PublicationRow, tx.execute(statement, {"w": publication_id})))


def recent(tx: Transaction, agencies: Sequence[str], most: int = 50) -> tuple[PublicationRow, ...]:
    """Publications that hold a procedure of these agencies: pending ones first, newest first."""
    theirs = select(_I.c.publication_id).where(_I.c.agency.in_(agencies))
    settled = case((_P.c.state.in_([s.value for s in PENDING]), 0), else_=1)
    order = (settled, _P.c.made_at.desc(), _P.c.id.desc())
    statement = _ROW.where(_P.c.id.in_(theirs)).order_by(*order)
    found = many(PublicationRow, tx.execute(statement.limit(most)))
    return tuple(replace(row, state=PublicationState(row.state)) for row in found)


def items(tx: Transaction, publication_ids: Sequence[int]) -> tuple[PublicationItemHead, ...]:
    """What these publications would put in force, by publication and code."""
    statement = _ITEM.where(_I.c.publication_id.in_(publication_ids))
    return many(
        PublicationItemHead, tx.execute(statement.order_by(_I.c.publication_id, _I.c.procedure))
    )


def items_with_data(
    tx: Transaction, publication_id: int, procedure: str = ""
) -> tuple[PublicationItemRow, ...]:
    """The same of one publication, with the bundles; of one procedure if named."""
    statement = _ITEM_DATA.where(_I.c.publication_id == bindparam("w")).order_by(_I.c.procedure)
    if procedure:
        statement = statement.where(_I.c.procedure == procedure)
    found = many(PublicationItemRow, tx.execute(statement, {"w": publication_id}))
    return tuple(replace(item, data=zlib.decompress(item.data)) for item in found)


def events(tx: Transaction, publication_id: int) -> tuple[EventRow, ...]:
    """What was done with a publication, in order."""
    statement = select(*columns(_E, EventRow)).where(_E.c.publication_id == bindparam("w"))
    return many(EventRow, tx.execute(statement.order_by(_E.c.id), {"w": publication_id}))


def decide(
    tx: Transaction,
    row: PublicationRow,
    state: PublicationState,
    at: datetime,
    by: int | None,
    reason: str = "",
) -> bool:
    """Take a publication to its next state; False when somebody did so meanwhile."""
    keys = {"wanted": row.id, "seen": row.state.value, "word": state.value}
    return tx.execute(_DECIDE, {**keys, "moment": at, "who": by, "why": reason}).rowcount == 1


def applied(tx: Transaction, row: PublicationRow, at: datetime) -> bool:
    """Note that its versions came into force; False when somebody decided meanwhile."""
    keys = {"wanted": row.id, "seen": row.state.value, "moment": at}
    return tx.execute(_APPLY, keys).rowcount == 1


def became(tx: Transaction, publication_id: int, procedure: str, version_id: int) -> None:
    """Note which version one of its procedures became."""
    keys = {"wanted": publication_id, "code": procedure, "version": version_id}
    tx.execute(_BECAME, keys)


def due(tx: Transaction, at: datetime, most: int) -> tuple[int, ...]:
    """Ids of approved publications whose date has come, the earliest first."""
    found = tx.execute(_DUE, {"moment": at, "most": most}).scalars()
    return tuple(int(publication_id) for publication_id in found)


def pending(tx: Transaction, procedures: Sequence[str]) -> tuple[int, ...]:
    """Ids of publications that are not decided or not in force yet, of any of these procedures."""
    statement = (
        select(_P.c.id)
        .join(_I, _I.c.publication_id == _P.c.id)
        .where(_P.c.state.in_([s.value for s in PENDING]), _I.c.procedure.in_(procedures))
        .distinct()
        .order_by(_P.c.id)
    )
    return tuple(int(publication_id) for publication_id in tx.execute(statement).scalars())


def outdate(tx: Transaction, procedures: Sequence[str], at: datetime) -> tuple[int, ...]:
    """Give up what was proposed for versions that are in force no longer; the ids."""
    found = [p for p in pending(tx, procedures) if is_outdated(tx, p)]
    for publication_id in found:
        tx.execute(_OUTDATE, {"wanted": publication_id})
        add_event(
            tx,
            EventRow(
                publication_id=publication_id,
                at=at,
                actor=None,
                actor_name="",
                action=PublicationState.OUTDATED,
                fields={},
            ),
        )
    return tuple(found)


def pending_counts(tx: Transaction) -> Mapping[str, int]:
    """How many publications wait for a decision or their date, by procedure."""
    statement = (
        select(_I.c.procedure, func.count())
        .join(_P, _P.c.id == _I.c.publication_id)
        .where(_P.c.state.in_([s.value for s in PENDING]))
        .group_by(_I.c.procedure)
    )
    return {str(code): int(count) for code, count in tx.execute(statement).all()}


def is_outdated(tx: Transaction, publication_id: int) -> bool:
    """Whether another version than the one it started from is in force of any of its procedures."""
    now = _V.alias("now")
    changed = (_I.c.base_id != now.c.id) | (_I.c.base_id.is_(None) != now.c.id.is_(None))
    statement = (
        select(_I.c.procedure)
        .select_from(_I.outerjoin(now, (now.c.procedure == _I.c.procedure) & now.c.active))
        .where(_I.c.publication_id == bindparam("w"), changed)
        .limit(1)
    )
    return tx.execute(statement, {"w": publication_id}).first() is not None


def _typed(row: PublicationRow | None) -> PublicationRow | None:
    return None if row is None else replace(row, state=PublicationState(row.state))
